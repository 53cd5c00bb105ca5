"""Pictures made small and harmless, and kept."""
