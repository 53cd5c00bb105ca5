"""The article extracted from a web page, by trafilatura.

That is large, comes as an extra, and is imported only when it is used. Must not fetch, nor know whose story it is.
"""

from importlib.util import find_spec

from reader.errors import SourceError
from reader.reading.cleaning import clean_text
from reader.sources.charsets import decode
from reader.sources.containment import contained_within
from reader.sources.long_tags import without_long_tags

_WALLED = ("subscribe to continue", "subscribers only", "to continue reading", "already a subscriber", "log in to read")
_MOST_CHARACTERS = 4_000_000
_SECONDS = 20.0
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def require_extractor() -> None:
    """Raise SourceError, saying how to get it, where what finds articles is not installed."""
    if find_spec("trafilatura") is None:
        raise SourceError("Full texts need trafilatura: install reader-tui[fulltext], for instance with pipx or uv.")


def article_in(page: bytes, content_type: str, url: str) -> str:
    """Return the article of a web page as HTML with absolute links; raises SourceError that says why not."""
    if "html" not in content_type.lower() and not page.lstrip()[:200].lower().startswith((b"<!doctype", b"<html")):
        raise SourceError(f"The address leads to {content_type or 'something'}, not to a web page.")
    html = without_long_tags(decode(page, content_type)[:_MOST_CHARACTERS])
    with contained_within("The page", _SECONDS):
        found = _extracted(html, url, formatted=True)
        if found is None:
            found = _extracted(html, url, formatted=False) or ""
    if not found.strip():
        raise SourceError(_why_nothing(html))
    return clean_text(found)


def _extracted(html: str, url: str, *, formatted: bool) -> str | None:
    """Return the article, "" where there is none, None where trafilatura fails on the page."""
    import trafilatura

    try:
        found = trafilatura.extract(
            html,
            url=url,
            output_format="html",
            include_comments=False,
            include_formatting=formatted,
            include_images=True,
            include_links=True,
            include_tables=True,
        )
    except _FAULTS:
        return None
    return found or ""


def _why_nothing(html: str) -> str:
    folded = html.casefold()
    if any(words in folded for words in _WALLED):
        return "No article was found on the page: it seems to be behind a paywall."
    if folded.count("<script") > 3 and folded.count("<p") < 3:
        return "No article was found on the page: it is put together by a script, in a browser only."
    return "No article was found on the page."
