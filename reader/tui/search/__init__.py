"""Searching as one types, saved searches, and the words found highlighted.

actions             what keys do: open the bar; keep, change, move and remove a saved search
bar                 the line a query is typed in, with help below it
search_as_you_type  shows in the list what the query typed so far finds
dialog              asks for the name, query and digit of a saved search
highlights          shows the words searched for where they stand
"""
