"""The journal: undo, redo, timeline.

actions          commands: undo, redo, go back to a step
timeline_screen  every step, the latest first
"""
