"""The journal: every change a person made, in order, each reversible.

journal    the steps: making one, undoing and redoing, each origin by itself
changes    one reversible change of some rows, and how it is applied
standing   which rows of a change still stand as a step left them, and which a newer step has touched
"""
