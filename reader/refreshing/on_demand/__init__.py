"""What is fetched for one story when a person asks for it, as politely as a refresh fetches.

full_text        the article of its page
story_pictures   its pictures, made small and kept
downloads        an attached file, into a folder
saved_pages      a page that becomes a story
typed_addresses  the address a person typed that it goes back to
"""
