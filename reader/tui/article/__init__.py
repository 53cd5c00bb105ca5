"""The reading pane: the view, what it shows, and what keys do in it."""
