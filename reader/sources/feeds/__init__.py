"""Feeds of every format: bytes in, ParsedFeed out.

parsing             the way through all the others
known_items         items known from the last time, cut out before parsing
bad_items           items no parser gets done with, found so that the rest can be read
repairing           XML mended and made harmless
fast_path           the items of a usual document read by expat
fast_item           one such item
feedparser_adapter  feedparser for the rest
json_feed           JSON Feed
entries             an entry as feedparser gives it, to a RawStory
raw_story           identity, titles and limits, the same for every format
"""
