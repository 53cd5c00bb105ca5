"""A story made readable: from foreign text to lines for a terminal.

Knows the model and nothing of storage, the network or Textual.
"""
