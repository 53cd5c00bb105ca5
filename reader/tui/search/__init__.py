"""Search as you type, saved searches, and the words found highlighted.

bar         the line a query is typed in, with help below it
typing      shows in the list what the query typed so far finds
dialog      asks for the name, query and digit of a saved search
saved       writes what a person does to saved searches
highlights  shows the words searched for where they stand
"""
