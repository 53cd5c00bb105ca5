"""A story written as Markdown, as plain text, or as a quotation with its source.

Pure; must not know where the text goes.
"""

from datetime import UTC, datetime

from reader.model import Body, Story, in_calendar
from reader.reading.cleaning import clean_line, clean_text
from reader.reading.escaping import escape_label
from reader.reading.trimming.trackers import without_trackers

_WIDTH = 80


def as_markdown(story: Story, body: Body, note: str = "") -> str:
    """Return a story as Markdown: title, where it is from, its text, the person's note."""
    from reader.reading.article import article_of

    article = article_of(body, story.title)
    head = [f"# {story.title}", f"*{_byline(story)}*"]
    if story.url:
        head.append(f"<{story.url}>")
    paywall = ["> " + line for line in article.paywall]
    parts = [*head, article.markdown.strip(), *(["---", *paywall] if paywall else [])]
    return "\n\n".join([*parts, *(["## Note", note] if note else [])])


def as_text(story: Story, body: Body, note: str = "") -> str:
    """Return a story as plain text in lines of 80 cells at most: title, where it is from, its text, the note."""
    from reader.reading.article import article_of
    from reader.reading.layout.page import LayoutBuilder

    page = LayoutBuilder(_WIDTH, body.base_url or story.url)
    page.add(article_of(body, story.title))
    page.attach(body.enclosures)
    lines = ["".join(span.text for span in line).rstrip() for line in page.finished(note=note).lines]
    return "\n".join([story.title, _byline(story), *([story.url] if story.url else []), "", *lines])


def as_quote(story: Story, text: str) -> str:
    """Return `text` as a quotation in Markdown with the story it is from below it."""
    lines = clean_text(text).strip().split("\n")
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    title = clean_line(story.title) or "(no title)"
    url = without_trackers(story.url)
    named = f"[{escape_label(title)}]({url})" if url else title
    source = ", ".join(part for part in (named, clean_line(story.author), clean_line(story.feed_title)) if part)
    return f"{quoted}\n>\n> — {source}, {_day(story.published)}\n"


def _byline(story: Story) -> str:
    parts = [story.feed_title, story.author, _day(story.published), ", ".join(story.tags)]
    return " · ".join(part for part in parts if part)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(in_calendar(seconds), UTC).strftime("%Y-%m-%d")
