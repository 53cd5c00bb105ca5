"""From the world to ParsedFeed: the network, feeds of every format, documents on disk, subscription lists.

feeds/ (bytes of a feed to stories) · web/ (addresses fetched) · files/ (documents, OPML, what commands print) ·
pictures/ (made small and kept). What they share: addresses (written, fetched, shown) · charsets (bytes to text) · dates
(dates and durations as publishers write them) · sniffing (what some bytes are) · resource_limits (CPU time, memory).

Knows the model and the cleaning of foreign text; knows nothing of the library, of schedules or of any screen.
"""
