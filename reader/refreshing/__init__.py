"""Bringing feeds up to date, and subscribing to them.

pipeline         a refresh of many feeds: fetch, parse, decide, store
single_refresh   one refresh at a time: a second one waits for the first and does what is left
decide           which stories of a fetched feed are new, revised or moved; pure
identity         stories that come back under a new guid; pure
storing          a feed's answer stored in the library
failed_checks    what a failed check leads to: 410, 404, Retry-After, back-off
schedule         when a feed is checked next; pure
unchanged        conditional requests, and the answers that say nothing changed
offline          tells whether this computer is offline: then no feed has failed
local            feeds of this computer: files, folders, documents, commands
health           how a feed is, in words
discovery        the feeds an address leads to
subscribing      from an address or path to a feed
address_changes  a feed's new address: redirected, named by a person, or found
politeness       the limits of each host
on_demand        what a person asks for: full texts, pictures, downloads, saved pages

Knows sources and library; nothing of any interface.
"""
