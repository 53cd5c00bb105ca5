"""Markdown made lines for a terminal."""
