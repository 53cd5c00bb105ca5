"""Tagging made light: which tags a story is likely to get and why, rules, and rules learnt from what hands did.

Knows the library; nothing of fetching, nor of any interface.
"""
