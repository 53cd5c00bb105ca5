"""A story made readable: from foreign text to lines for a terminal.

Knows the model and nothing of storage, the network or Textual.

cleaning     the firewall for foreign text and addresses
cells        how many cells of a terminal a text takes
characters   tables of what shows nothing in Unicode, and of what stands on the character before
masking      addresses as they may be shown
article      a story's body made Markdown, its ending told apart
oversize     Markdown with too much markup to be laid out, made plain paragraphs
splitting    long bodies split into parts, so that the beginning is shown first
html         foreign HTML made Markdown
text         a plain-text document made Markdown
trimming     what is not the story: endings and trackers
layout       Markdown as lines for a terminal
escaping     text written so that Markdown takes it literally
enclosures   attached files in words
story_text   a story as Markdown, plain text or a quotation, for outside of the program
minor_edits  whether a reader would notice a publisher's edit
word_diff    a diff of two versions, word by word
"""
