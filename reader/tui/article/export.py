"""A story as a quotation, plain text or Markdown, for the clipboard and other programs.

Owns what text that is: what is shown, the full text where there is one. Must not know what becomes of it.
"""

from dataclasses import replace

from reader.library import Library
from reader.model import Body, Story


def quotation(library: Library, story: Story, selected: str) -> str:
    """Return what is selected of a story as a quotation, or the whole story where nothing is."""
    from reader.reading.article import article_of
    from reader.reading.story_text import as_quote

    return as_quote(story, selected.strip() or article_of(_shown(library, story), story.title).markdown)


def plain_text(library: Library, story: Story) -> str:
    """Return a story as plain text."""
    from reader.reading.cleaning import clean_text
    from reader.reading.story_text import as_text

    return clean_text(as_text(story, _shown(library, story), library.notes.get(story.id)))


def markdown(library: Library, story: Story) -> str:
    """Return a story as Markdown."""
    from reader.reading.cleaning import clean_text
    from reader.reading.story_text import as_markdown

    return clean_text(as_markdown(story, _shown(library, story), library.notes.get(story.id)))


def _shown(library: Library, story: Story) -> Body:
    """Return what the pane shows of a story: its full text, where it has one."""
    body, full = library.stories.body(story.id), library.full_texts.get(story.id)
    return body if full is None else replace(full, enclosures=body.enclosures)
