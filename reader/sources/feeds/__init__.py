"""Bytes of a feed made a ParsedFeed."""
