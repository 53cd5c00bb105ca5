"""The reading pane.

actions         its commands: outline, links, find, note, changes, full text, copy, pager, editor, pipe
pane            the view with its foot and find bar; records the reading position, fetches what reading asks for
view            scrolls the page and draws what is in sight
page            header and body as lines, with their headings and links
header          the lines above the body
drawing         draws lines: styles by role, find hits and selection highlighted
picture_lines   where pictures stand among the lines
find_bar        the hits of some words, and the line to type them in
loader          shows a story: header at once, body after a rest; lays out the next one beforehand
converter       a body made an article and laid out
positions       reading positions: kept while scrolling, written when it rests
full_text       fetches full texts: asked for, or by itself where the feed always wants them
note_screen     the editor of a note
changes_screen  what its publisher changed, word by word
export          a story as a quotation, plain text or Markdown
"""
