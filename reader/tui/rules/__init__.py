"""Rules: the screen, the dialog, and rules offered."""
