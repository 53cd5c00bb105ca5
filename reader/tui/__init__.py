"""The terminal interface, on Textual: panes, keys and screens.

Messages go up, data goes down: widgets tell the main screen what a person wants; the library is reached in threads.

app             the program: themes, the one action every key runs, and the way in and out
main_screen     the panes, who owns what is behind them, and what their messages mean to each other
commands        the one table: keys, help, where each holds, and the function that does it
context         what such a function gets
actions         the functions of no noun: moving, panes, help, palette, quitting
library_access  reading and writing in threads, and one signal of what changed
library_thread  one such thread
views           what the list can show
panes           layout by width, and which pane has the keys
list_screen     base of the screens of rules, tags, steps and feed health
query_matches   how many stories match a query typed in a dialog, and the latest titles
help_screen     the keys of where one is
palette         every command by name
themes          our colours
right_to_left   lines turned around for terminals that do not do so
stories, article, feeds, tags, rules, search, pictures, enclosures, journal:
                a package for each noun; its `actions` are what keys do
processes       other programs: our own children, browser, pager, editor, player
widgets         widgets and dialogs several packages share
"""
