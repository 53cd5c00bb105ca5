"""Files attached to a story.

acts: the list of them, and what is done with one · players: playing, by a program of the person's · downloads:
downloading, one after the other.
"""
