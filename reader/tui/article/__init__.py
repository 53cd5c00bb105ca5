"""The reading pane.

actions         what keys do: outline, links, finding, note, changes, full text, quote, pager, editor, pipe
pane            the view with its thin lines, and what is noted while one reads
view            scrolls the page and draws what is in sight
page            header and body as lines, and where headings and links stand in them
header          the lines above the body
drawing         lines as they look, and what is marked in them
pictures        where pictures stand among the lines
find_bar        the hits of some words, and the line to type them in
loader          which story is shown when: header at once, body after a rest, the next one beforehand
converter       a body made an article and laid out
positions       where one stopped in each story
full_text       when the full text is fetched
note_screen     the editor of a note
changes_screen  what its publisher changed, word by word
export          the story as a quotation, as text, as Markdown
"""
