"""Child processes of our own program, and other programs: browser, pager, editor, player.

children      refreshing, adding and fetching by child processes of our own
child_output  parses what they print: refresh progress, feeds added, errors
found_feeds   parses what they print: the feeds found behind an address
programs      runs pagers, editors, players and whatever reads a text
browser       opens an address
"""
