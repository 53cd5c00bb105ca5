"""The story list.

actions      commands: read, star, select, open, go on; and to the view
pane         the list with the lines above it
pane_lines   those lines: heading, trouble, snippet
story_list   a line a story, headings between them, the cursor
window       the stories of the list by row, read a window at a time
row          draws a row, and the heading of a group
group_lines  the line a row stands on, headings among them
grouping     the orders of a list, and its groups in each
listing      fills the list: a view as it was when entered, and what came since
navigation   which view is shown: changing it, and going back
selection    the stories marked, to be acted on together
day_dialog   asks for the day to go to
"""
