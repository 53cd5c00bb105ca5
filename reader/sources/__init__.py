"""From the world to ParsedFeed: the network, feeds of every format, documents on disk, subscription lists.

feeds            bytes of a feed to stories
web              addresses fetched
files            documents, OPML, what commands print
pictures         pictures made small, and kept
addresses        addresses as written, as fetched
charsets         bytes to text
containment      what goes wrong with one story, file or feed, kept to that one
dates            dates and durations as publishers write them
sniffing         what some bytes are: a feed, a page, a picture
long_tags        tags of HTML too long for a parser taken out
resource_limits  limits on CPU time and memory
private_network  what lies in a private network, and who may lead there

Knows the model and the cleaning of foreign text; knows nothing of the library, of schedules or of any screen.
"""
