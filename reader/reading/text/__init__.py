"""A plain-text document made Markdown.

plain      the document: its title, its text as Markdown, the paywall's notice at its end
structure  which lines are a heading, a list, a quotation, code, verse or a paragraph
writing    how each of them is written in Markdown
"""
