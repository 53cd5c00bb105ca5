"""Files attached to a story.

actions         what keys do: list them, end what plays or downloads
attached_files  the list of them, and what is done with one
players         plays one, by a program of the person's
downloads       downloads them, one after the other
"""
