"""Tagging: the tag bar, suggestions, and the screen of tags."""
