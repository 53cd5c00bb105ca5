"""Foreign HTML made Markdown.

sanitising       the allow-list of tags and attributes; bodies made safe, shallow and small
trees            safe HTML as a tree, built and searched
tidying          the tree reshaped into what Markdown can say
table_tidying    tables made paragraphs or full grids (a part of tidying)
inline_elements  links and emphasis moved into the blocks they enclose (a part of tidying)
ending_blocks    the publisher's notices and a paywall's taken from the end of the tree
converting       the tree written as Markdown, by markdownify

How it works. A body goes through these steps one after the other, as reader.reading.article calls them:

    foreign HTML -> tag filter -> nh3 -> safe HTML -> lxml -> tree -> tidied, ending taken -> markdownify -> Markdown

Everything dangerous ends at nh3; what follows may trust its input. The tree is reshaped before it is written, as
Markdown has no words for much of HTML, and it is far easier to move an element than to mend a text. The Markdown is
read again by reader.reading.layout.blocks: it is the one form in which stories are laid out and exported.
"""
