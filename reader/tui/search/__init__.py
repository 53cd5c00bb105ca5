"""Searching as one types, saved searches, and the words found highlighted.

actions             commands: open the bar; keep, change, move and remove a saved search
bar                 the line a query is typed in, with help below it
search_as_you_type  shows in the list what the query typed so far finds
dialog              asks for the name, query and digit of a saved search
highlights          highlights the words searched for in titles, article and snippet
"""
