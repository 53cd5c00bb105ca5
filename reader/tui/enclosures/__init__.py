"""Files attached to a story: the list of them, playing, downloading."""
