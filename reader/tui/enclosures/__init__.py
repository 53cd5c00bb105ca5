"""Files attached to a story.

actions         its commands: list them, end what plays or downloads
attached_files  the list of them: play, download, open or copy one
players         plays audio and video with the configured player
downloads       the download queue
"""
