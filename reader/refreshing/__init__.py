"""Bringing feeds up to date, and subscribing to them.

pipeline (a refresh: fetch, parse, decide, store) · schedule (when a feed is due; pure) · joining (one refresh at a
time) · politeness/ (limits of each host) · unchanged (conditional requests) · local (files, folders, commands) · decide
(what an answer changes; pure) · identity (stories under a new guid; pure) · storing (an answer into the library) ·
offline (no network is nobody's failure) · health (how a feed is, in words) · discovery (feeds an address leads to) ·
subscribing (from an address or path to a feed) · moving (a feed's new address) · on_demand/ (full texts, pictures …).

Knows sources and library; nothing of any interface.
"""
