"""How a query is answered.

execution      finds or counts the stories that match, in one of four ways
plan           by what its terms can be found, and how many stories that is
time_order     keyset pagination in date order
orders         the other orders: relevance, length, feed, tag
index          the full-text index
content_flags  what a body contains (pictures, audio, video, links), as bits
"""
