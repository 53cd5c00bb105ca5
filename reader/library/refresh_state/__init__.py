"""What refreshing keeps between two runs.

checks (how the checks of each feed went) · due (which feeds are due) · hosts (when a server may be asked again) ·
lease (which process is refreshing)
"""
