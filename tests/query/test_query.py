"""The query language: what is understood, how it is written back, where mistakes are pointed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.query import Query, parse
from reader.query.sql import condition
from reader.query.tree import Age, And, Everything, Key, Keyed, Not, Or, Phrase, Sort, Word

AI = Keyed(Key.TAG, "ai")

UNDERSTOOD = [
    ("", Query()),
    ("   ", Query()),
    ("inkubator", Query(Word("inkubator"))),
    ("netflix studio", Query(And((Word("netflix"), Word("studio"))))),
    ("a OR b c", Query(Or((Word("a"), And((Word("b"), Word("c"))))))),
    ("(a OR b) c", Query(And((Or((Word("a"), Word("b"))), Word("c"))))),
    ("-later", Query(Not(Word("later")))),
    ("-(a b)", Query(Not(And((Word("a"), Word("b")))))),
    ("--a", Query(Not(Not(Word("a"))))),
    ("a-b", Query(Word("a-b"))),
    ("tag:ai", Query(AI)),
    ("TAG:ai", Query(AI)),
    ('tag:"animated film"', Query(Keyed(Key.TAG, "animated film"))),
    ("is:unread tag:ai", Query(And((Keyed(Key.IS, "unread"), AI)))),
    ("is:Unread", Query(Keyed(Key.IS, "unread"))),
    ('"animated short"', Query(Phrase("animated short"))),
    ("“animated short”", Query(Phrase("animated short"))),
    (r'"a \"b\" c"', Query(Phrase('a "b" c'))),
    ('""', Query(Everything())),
    ("newer:2w", Query(Age(Key.NEWER, "2w", 1_209_600))),
    ("sort:oldest", Query(Everything(), Sort.OLDEST)),
    ("a sort:oldest b", Query(And((Word("a"), Word("b"))), Sort.OLDEST)),
    ("12:30", Query(Word("12:30"))),
    ("feed:#12", Query(Keyed(Key.FEED, "#12"))),
]

MISTAKES = [
    ("tagg:media", 0, 5, "did you mean tag:?"),
    ("a tagg:media", 2, 5, "did you mean tag:?"),
    ("https://example.org", 0, 6, "put it in quotes"),
    ("is:unred", 3, 5, "did you mean is:unread?"),
    ("is:", 0, 3, "wants a value"),
    ("newer:soon", 6, 4, "12h, 3d, 2w, 6m or 1y"),
    ('a "never closed', 2, 1, "never closed"),
    ("(a", 0, 1, "never closed"),
    ("a)", 1, 1, "never opened"),
    ("a OR", 4, 1, "missing"),
    ("OR a", 0, 1, "missing"),
    ("()", 1, 1, "missing"),
    ("sort:upwards", 5, 7, "newest, oldest"),
]


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD)
def test_understands(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD)
def test_writes_back_what_it_reads(text: str, query: Query) -> None:
    assert parse(str(query)) == query


@pytest.mark.parametrize(("text", "column", "length", "sentence"), MISTAKES)
def test_points_at_the_mistake(text: str, column: int, length: int, sentence: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.length) == (column, length)
    assert sentence in str(caught.value)


def test_refuses_nesting_and_length_without_end() -> None:
    with pytest.raises(QueryError, match="levels of nesting"):
        parse("(" * 90 + "a" + ")" * 90)
    with pytest.raises(QueryError, match="levels of nesting"):
        parse("-" * 90 + "a")
    with pytest.raises(QueryError, match="200 terms"):
        parse("a " * 5000)


PIECES = st.sampled_from(
    [
        "a",
        "OR",
        "-",
        "(",
        ")",
        '"',
        "“",
        "tag:",
        "is:",
        "unread",
        " ",
        " ",
        "\\",
        "newer:",
        "2w",
        "#1",
        "é",
        "日本",
        "\0",
        "\ud800",
        "/",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_pointed_at(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.column <= len(text)
        assert error.length >= 1
    else:
        assert parse(str(query)) == query
        condition(query.tree, 0)


def test_values_never_stand_inside_the_sql() -> None:
    hostile = "x'; DROP TABLE story; --"
    where = condition(Keyed(Key.TITLE, hostile), 0)
    assert "DROP" not in where.sql
    assert any(hostile in str(value) for value in where.parameters.values())
