"""Tagging: the tag bar, suggestions, and the screen of tags.

bar           the tag bar: type or pick tags
chips         a line of tags in their colours
entry         what is typed in the bar, parsed; fuzzy matching of names
tagger        which tags the bar offers, and what becomes of what is typed
prefetch      ranks the tags a story is likely to get before the bar opens
suggestions   tags suggested in the list
screen        the screen of the tags: rename, merge, delete
query_dialog  tags every story a query finds
acts          writes what a person does to tags
"""
