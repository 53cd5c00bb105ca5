"""The sidebar, feed health, adding and refreshing feeds.

actions             commands: refresh, add, fold, step, pause, slow down, unsubscribe, another address
tree                the sidebar: a line a view, saved search, folder, feed or tag
rows                its rows, made of feeds, tags and counts
counts              the counts the rows show, and reading them
sidebar             counts again when something changed, and has the tree show it
health_screen       the screen of the feeds' health
health_list         its list, in as many columns as there is room for
add_dialog          asks for something to add, and shows the feeds found
address_dialog      asks for another address of a feed
clipboard           the web address on the clipboard
refresh_runner      runs `reader refresh` as a child process, and shows its progress
background_refresh  refreshes due feeds while the program is open
"""
