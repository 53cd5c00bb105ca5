"""HTML made Markdown."""
