"""How a query is answered.

execution (in which of four ways) · plan (by what its terms are found) · time_order (keyset pagination) ·
orders (relevance, length, feed, tag) · index (the full-text index) · content_flags (what a body contains, as bits)
"""
