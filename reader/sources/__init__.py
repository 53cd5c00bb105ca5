"""From the world to ParsedFeed: the network, feeds of every dialect, documents on disk, subscription lists.

Knows the model and the cleaning of foreign text; knows nothing of the library, of schedules or of any screen.
"""
