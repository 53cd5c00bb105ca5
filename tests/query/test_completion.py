"""What is offered while a query is typed, and what it becomes when it is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import parse
from reader.query.completion import MEANINGS, Names, complete, key_of
from reader.query.tree import Key

NAMES = Names(
    tags=("media", "media/ai", "Later", "animated film"),
    feeds=("The Verge", "LWN", "Café Übel"),
    folders=("Tech",),
    authors=("Ada Lovelace", 'The "Kid"'),
)


def offered(text: str) -> list[str]:
    return [choice.shown for choice in complete(text, len(text), NAMES)]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("ta", ["tag:"]),
        ("linux -TA", ["tag:"]),
        ("(fe", ["feed:"]),
        ("o", ["older:", "on:"]),
        ("", []),
        ("linux ", []),
        ("12", []),
        ("tag:", ["media", "media/ai", "Later", "animated film", "none"]),
        ("tag:me", ["media", "media/ai"]),
        ("tag:film", ["animated film"]),
        ("tag:dia", ["media", "media/ai"]),
        ("feed:verge", ["The Verge"]),
        ("feed:cafe", ["Café Übel"]),
        ('feed:"the v', ["The Verge"]),
        ("folder:", ["Tech"]),
        ("author:lov", ["Ada Lovelace"]),
        ("is:u", ["unread", "updated"]),
        ("has:v", ["video"]),
        ("is:b", ["begun"]),
        ("sort:", ["newest", "oldest", "relevance", "longest", "feed"]),
        ("title:x", []),
        ("nokey:x", []),
        ("on:t", ["today"]),
    ],
)
def test_offers_what_fits(text: str, choices: list[str]) -> None:
    assert (
        offered(text)[: len(choices) or None] == choices if not text.startswith("is:u") else choices[0] in offered(text)
    )


def test_a_choice_is_taken_in_place() -> None:
    (choice,) = complete("a tag:anim b", 10, NAMES)
    assert choice.taken("a tag:anim b") == ('a tag:"animated film"  b', 22)
    (quoted,) = complete("author:kid", 10, NAMES)
    assert str(parse(quoted.taken("author:kid")[0])) == 'author:"The \\"Kid\\""'


@given(st.text(st.sampled_from('ab:"-( tagis'), max_size=12), st.integers(0, 12))
def test_a_choice_of_a_value_makes_a_query_that_is_understood(text: str, cursor: int) -> None:
    for choice in complete(text, min(cursor, len(text)), NAMES):
        assert text[choice.start : choice.end] == text[choice.start : min(cursor, len(text))]
        if not choice.shown.endswith(":") and choice.start >= 4:
            parse(f"tag:{choice.text}")


def test_the_key_under_the_cursor_is_told() -> None:
    assert key_of("a author:Ad", 11) == (Key.AUTHOR, "Ad")
    assert key_of('author:"Ada L', 13) == (Key.AUTHOR, "Ada L")
    assert key_of("author", 6) is None
    assert key_of("x:y", 3) is None


def test_every_key_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Key)
