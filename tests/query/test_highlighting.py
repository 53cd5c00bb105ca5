"""Which words of a query are shown in a text, and where."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.query import parse, parse_typed, terms
from reader.query.highlighting import excerpt, spans
from reader.query.tree import Phrase, Prefix, Word
from reader.query.words import fold_text, has_words, words_of


def shown(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, terms(parse_typed(query).tree))]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("The Kernel, kernels", "kernel ", ["Kernel"]),
        ("The Kernel, kernels", "kern", ["Kernel", "kernels"]),
        ("Le café, CAFÉ, cafe\u0301s", "cafe ", ["café", "CAFÉ"]),
        ("Un cafe\u0301.", "cafe ", ["cafe\u0301"]),
        ("We don’t, don't", "don't ", ["don’t", "don't"]),
        ("日本語の文", "本語", ["本語"]),
        ("Straße und Strasse", "strasse ", ["Straße", "Strasse"]),
        ("page cache, page a cache", '"page cache"', ["page cache"]),
        ("page cache", "page cache ", ["page", "cache"]),
        ("page cache page", '"page cache" "cache page"', ["page cache page"]),
        ("A \x1bkernel\x00", "kernel ", ["kernel"]),
        ("kernel", "-kernel tag:kernel url:kernel ", []),
        ("kernel bsd", "title:kernel OR author:bsd ", ["kernel", "bsd"]),
        ("ﬁne ﬁsh", "fi", ["ﬁne", "ﬁsh"]),
        ("🎉party", "🎉 ", ["🎉"]),
        ("", "a", []),
        ("text", "", []),
    ],
)
def test_marks_the_words_looked_for(text: str, query: str, marked: list[str]) -> None:
    assert shown(text, query) == marked


def test_a_query_looks_for_words_phrases_and_beginnings_each_once() -> None:
    tree = parse('a "b c" d* -e (f OR a) title:g is:read url:h').tree
    assert terms(tree) == (Word("a"), Phrase("b c"), Prefix("d"), Word("f"), Word("g"))


def test_an_excerpt_begins_at_a_word_and_says_where_it_leaves_off() -> None:
    text = "word " * 50 + "kernel " + "rest " * 90
    found = excerpt(text, (Word("kernel"),))
    assert found.startswith("…word word") and found.endswith("…") and "kernel rest" in found
    assert excerpt("kernel", (Word("kernel"),)) == "kernel"
    assert excerpt("kernel", (Word("bsd"),)) == ""


@given(st.text(max_size=60))
def test_spans_lie_in_the_text_and_hold_the_words(text: str) -> None:
    for word in words_of(text)[:5]:
        found = spans(text, (Word(word),))
        assert found
        assert all(0 <= start < end <= len(text) for start, end in found)
        assert all(word in words_of(text[start:end]) for start, end in found)


@given(st.text(max_size=60))
@example("0\u2f00")  # a radical that is one character, and a word of its own, once it is folded
def test_folding_twice_is_folding_once(text: str) -> None:
    assert words_of(fold_text(text)) == words_of(text)
    assert has_words(text) == bool(words_of(text))


def test_parse_is_what_is_shown() -> None:
    assert terms(parse("").tree) == ()
