"""Other programs.

children     refreshing, adding and fetching by child processes of our own
answers      what they say: how far a refresh is, what was added
found_feeds  what they say: the feeds behind an address
programs     pagers, editors, players and whatever reads a text
browser      opens an address
"""
