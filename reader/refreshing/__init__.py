"""Bringing feeds up to date: when (schedule), what changed (decide), and the way from source to library (pipeline).

Knows sources and library; nothing of any interface.
"""
