"""Search as you type, saved searches, and the words found lit."""
