"""What lies on disk or is printed on this computer: documents, subscription lists, the output of commands.

documents       files and folders as stories
metadata        front matter and HTML heads
front_matter    the YAML of a document's front matter
markdown        stories written as documents
opml            subscription lists
disk            files read safely, changes noticed
names           file names made of foreign text
saving          downloads written, nothing overwritten
command_output  what a "cmd:" feed prints
"""
