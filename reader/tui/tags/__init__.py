"""Tagging stories, tags suggested, and the screen of tags.

actions              commands: tag, untag, repeat, accept; rename, merge, delete
bar                  the tag bar: type or pick tags
chips                a line of tags in their colours
tagger               opens the bar, applies what was typed, keeps the last tagging
ranked_tags          ranks tags for the story at the cursor before the bar opens
suggestions          tags suggested in the list
screen               the screen of the tags, and the page of each
tag_by_query_dialog  asks for a query and the tags of every story it finds
"""
