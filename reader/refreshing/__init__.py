"""Bringing feeds up to date, and all else that is fetched for a person.

A refresh: pipeline (fetch, parse, decide, store) · schedule (when a feed is due; pure) · joining (one refresh at a
time) · politeness/ (limits of each host) · unchanged (conditional requests) · local (files, folders, commands) · decide
(what an answer changes; pure) · identity (stories under a new guid; pure) · storing (an answer into the library) ·
moving (a feed's new address) · offline (no network is nobody's failure) · health (how a feed is, in words).
On demand: discovery (feeds an address leads to) · subscribing · full_text · saved_pages · picture_fetching ·
downloading.

Knows sources and library; nothing of any interface.
"""
