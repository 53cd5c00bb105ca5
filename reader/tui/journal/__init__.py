"""What was done: undoing and redoing it, and the timeline of it."""
