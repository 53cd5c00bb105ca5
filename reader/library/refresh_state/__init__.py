"""What refreshing keeps between two runs.

checks  how the checks of each feed went
due     which feeds are due
hosts   until when a server must not be asked, and how often it was
lease   which process is refreshing
"""
