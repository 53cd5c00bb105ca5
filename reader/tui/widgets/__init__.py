"""What several packages draw with and no noun owns."""
