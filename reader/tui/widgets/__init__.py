"""Widgets and dialogs that several packages share and no noun owns; they know what keys there are, and no noun.

status_line      progress and message, and key hints
pane_view        a scrolled view that paints only the lines that changed
cursor_view      a pane view of rows with a cursor
choice_list      a short list whose highlight stays on the same thing
choice_screen    a list to choose from within an article
query_dialog     a dialog that asks for a query and tags, and shows what matches
dialogs          asking for a name, and asking whether to do something
line_input       a line to type in, cleaned of what could steer a terminal
blank_container  a container that paints only blank lines, as its children fill it
looks            styles from the theme's variables, and the colour of a tag
strips           text cut and padded to cells, and put together as lines
times            ages, days and reading times in words
messages         a message that replaces an older one still in the queue
"""
