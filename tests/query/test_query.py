"""The query language: what is understood, how it is written back, where mistakes are pointed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.query import Query, finished, parse, parse_typed
from reader.query.sql import condition, condition_per_story
from reader.query.tree import (
    And,
    Everything,
    Key,
    Keyed,
    Length,
    Not,
    Or,
    Phrase,
    Prefix,
    Sort,
    Time,
    Within,
    Word,
)

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
    ("newer:2w", Query(Time(Key.NEWER, "2w"))),
    ("Older:6M", Query(Time(Key.OLDER, "6m"))),
    ("on:2026-11-20", Query(Time(Key.ON, "2026-11-20"))),
    ("since:2026-11", Query(Time(Key.SINCE, "2026-11"))),
    ("before:2026", Query(Time(Key.BEFORE, "2026"))),
    ("on:Yesterday", Query(Time(Key.ON, "yesterday"))),
    ("words:>800", Query(Length(801, None))),
    ("words:>=800", Query(Length(800, None))),
    ("words:<300", Query(Length(0, 299))),
    ("words:200-400", Query(Length(200, 400))),
    ("words:500", Query(Length(500, 500))),
    ("wor*", Query(Prefix("wor"))),
    ('"new wor"*', Query(Prefix("new wor"))),
    ("日本*", Query(Word("日本"))),
    ("title:ker", Query(Within(Key.TITLE, Word("ker")))),
    ("title:ker*", Query(Within(Key.TITLE, Prefix("ker")))),
    ('author:"Ada L"*', Query(Within(Key.AUTHOR, Prefix("Ada L")))),
    ('category:"world news"', Query(Within(Key.CATEGORY, Phrase("world news")))),
    ("body:x url:lwn.net", Query(And((Within(Key.BODY, Word("x")), Within(Key.URL, Word("lwn.net")))))),
    ("has:Audio", Query(Keyed(Key.HAS, "audio"))),
    ("is:later", Query(Keyed(Key.IS, "later"))),
    ("don’t", Query(Word("don’t"))),
    ("rock & roll", Query(And((Word("rock"), Word("roll"))))),
    ("a OR & OR b", Query(Or((Word("a"), Word("b"))))),
    ("-&", Query()),
    ("«un mot»", Query(Phrase("un mot"))),
    ("a sort:relevance", Query(Word("a"), Sort.RELEVANCE)),
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
    ("on:2w", 3, 2, "a day like 2026-11-20"),
    ("on:2026-02-30", 3, 10, "a day like 2026-11-20"),
    ("since:2026-13", 6, 7, "a month like 2026-11"),
    ("words:many", 6, 4, ">800, <300 or 200-400"),
    ("words:400-200", 6, 7, "smaller number first"),
    ("words:<0", 6, 2, "wants a number"),
    ("has:vidoe", 4, 5, "did you mean has:video?"),
    ("is:updatd", 3, 6, "did you mean is:updated?"),
    ('title:"never', 6, 1, "never closed"),
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
        "title:",
        "words:",
        ">3",
        "*",
        "&",
        "«",
        "sort:",
        "oldest",
        "on:",
        "today",
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
        condition_per_story(query.tree, 0)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_whatever_is_being_typed_is_understood_or_pointed_at(text: str) -> None:
    try:
        query = parse_typed(text)
    except QueryError as error:
        assert 0 <= error.column <= len(text) + 2
    else:
        assert parse(str(query)) == query
        assert parse_typed(str(query) + " ") == query
        assert parse(finished(text)) == query


@pytest.mark.parametrize(
    ("text", "kept"),
    [("ker", "ker*"), ("ker ", "ker"), ('"new wor', '"new wor"*'), ('"new wor ', '"new wor "'), ("tag:a", "tag:a")],
)
def test_what_was_typed_is_kept_as_it_was_understood(text: str, kept: str) -> None:
    assert finished(text) == kept


TYPED = [
    ("ker", Query(Prefix("ker"))),
    ("linux ker", Query(And((Word("linux"), Prefix("ker"))))),
    ("ker ", Query(Word("ker"))),
    ("a OR -ker", Query(Or((Word("a"), Not(Prefix("ker")))))),
    ("title:ker", Query(Within(Key.TITLE, Prefix("ker")))),
    ('"new wor', Query(Prefix("new wor"))),
    ('"new wor"', Query(Phrase("new wor"))),
    ("title:“new wor", Query(Within(Key.TITLE, Prefix("new wor")))),
    ("日本", Query(Word("日本"))),
    ("ker sort:oldest", Query(Word("ker"), Sort.OLDEST)),
    ("(a OR ker)", Query(Or((Word("a"), Word("ker"))))),
    ("ker tag:a", Query(And((Word("ker"), Keyed(Key.TAG, "a"))))),
    ("", Query()),
]


@pytest.mark.parametrize(("text", "query"), TYPED)
def test_the_word_being_typed_is_the_beginning_of_one(text: str, query: Query) -> None:
    assert parse_typed(text) == query


def test_values_never_stand_inside_the_sql() -> None:
    hostile = "x'; DROP TABLE story; --"
    where = condition(Keyed(Key.FEED, hostile), 0)
    assert "DROP" not in where.sql
    assert any(hostile in str(value) for value in where.parameters.values())
