"""Politeness to servers: what is requested when, and from whom not.

hosts         the name a host is counted under, and its limits
queue         which feed may be fetched next
rate_limiter  budgets, waits that servers ask for, and one polite request
slots         how many requests at a time
"""
