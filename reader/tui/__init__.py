"""The terminal interface, on Textual: panes, keys and screens.

Messages go up, data goes down: widgets tell the main screen what a person wants; the library is reached in threads.

app             the Textual app: themes, and the one action every key runs
main_screen     puts the panes together; what a message of one means to the others
commands        the one table: keys, help, where each holds, and the function that does it
context         what such a function gets: the library, the panes, the status line, the clock
actions         the functions of no noun: moving, panes, help, palette, quitting
library_access  reading and writing in threads, and one signal of what changed
library_thread  one such thread
views           what the list can show
panes           layout by width, and which pane has the keys
list_screen     base of the screens of rules, tags, steps and feed health
query_matches   how many stories match a query typed in a dialog, and the latest titles
help_screen     the keys of where one is
palette         every command by name
unexpected      what is raised where nobody expected it: logged, told, survived
themes          our colours
right_to_left   reorders right-to-left text for terminals that do not
stories         the story list
article         the reading pane
feeds           the sidebar, feed health, adding and refreshing feeds
tags            tagging, suggested tags, the screen of tags
rules           rules: made, offered, and their screen
search          searching as one types, and saved searches
pictures        the pictures of a story
enclosures      the files attached to a story
journal         undo, redo, and the screen of every step
processes       child processes of our own program, and other programs
terminal        the terminal: taken, lent, and given back on every way out
widgets         widgets and dialogs several packages share

Each noun has a package; what keys do to it is in its `actions`.
"""
