"""A terminal news reader for people who read a lot and want to keep hold of it."""

__version__ = "0.2.0"
