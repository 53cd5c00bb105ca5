"""The journal: undo, redo, timeline.

actions          what keys do: undo, redo, go back to a step
timeline_screen  every step, the latest first
"""
