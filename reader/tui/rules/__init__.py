"""Rules: the screen, the dialog, and rules offered.

screen  the rules in their order, and what each did
dialog  makes a rule, or changes one
offers  offers a rule that would have predicted what was tagged by hand
acts    writes what a person does to rules
"""
