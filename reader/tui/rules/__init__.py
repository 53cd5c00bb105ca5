"""Rules: made, offered, and the screen of them.

actions  commands: make, change, switch, run, take back, move, remove
screen   the rules in their order, and what each did
dialog   asks for a rule
offers   offers a rule that would have predicted what was tagged by hand
"""
