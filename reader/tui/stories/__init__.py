"""The story list: its rows, its order, its views, and what keys do to stories.

list         the list: a line a story, headings between them, the cursor
window       the stories of the list by row, read a window at a time
row          draws a row, and the heading of a group
group_lines  the line a row stands on, headings among them
grouping     the orders of a list, and its groups in each
pane_lines   the lines around the list: heading, trouble, snippet
day_dialog   asks for the day to go to
listing      fills the list: a view as it was when entered, and what came since
browsing     which view is shown, and the ways from one to another
selection    the stories marked, to be acted on together
triage       what keys do to the marked stories or the one under the cursor
acts         writes what a person does to stories
"""
