"""The reading pane.

Shown: view: the widget that scrolls · page: header and body as lines, and where headings and links stand · header: the
lines above the body · pictures: where pictures stand among the lines · drawing: lines as they look, and what is marked
in them · find_bar: finding words, and the line to type them in · note_screen, changes_screen: the note, what changed.

Made ready: loader: when which story is shown · converter: a body laid out · positions: where one stopped in each story
· full_text: when the full text is fetched · changes: what its publisher changed.

Done by keys: acts: outline, links, finding, places · notes: writing one · handing_on: quotation, pager, editor, pipe ·
page_keeping: a link's page kept as a story.
"""
