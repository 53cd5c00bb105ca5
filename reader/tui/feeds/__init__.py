"""The sidebar, feed health, adding feeds and refreshing them.

tree            the sidebar: a line a view, saved search, folder, feed or tag
rows            the rows of the sidebar, made of feeds, tags and counts
counts          reads what the sidebar counts
health_screen   the screen of the feeds' health, and the keys that cure one
health_list     its list, in as many columns as there is room for
add_dialog      asks for something to add, and shows the feeds found
found_feeds     the feeds found behind an address
address_dialog  asks for another address of a feed
clipboard       the web address on the clipboard
subscriptions   what keys do to subscriptions
refreshing      starts a refresh, and says how far it is
background      refreshes by itself while the program is open
care            puts the health screen together
acts            writes what a person does to feeds
"""
