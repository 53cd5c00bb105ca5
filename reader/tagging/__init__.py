"""Help with tagging. Knows the library; nothing of fetching, nor of any interface.

tag_input    "ai, media/film, -later" as typed, parsed; fuzzy matching of names
suggestions  likely tags, ranked, with reasons
confidence   the ones sure enough to be shown unasked
rules        what a rule does to stories
rule_offers  rules that what was tagged by hand suggests
"""
