"""What stands under every story of a publisher is set apart, and nothing else is; a text that is cut short is known."""

import pytest
from layouts import lay_out
from shapes import ARTICLES

from reader.model import Body, BodyFormat
from reader.reading.article import Article, article_of
from reader.reading.trimming.endings import is_boilerplate, is_cut_short, start_of_boilerplate

NOTICES = (
    "The post INKubator appeared first on News.",
    "The post What is new? first appeared on Blog.",
    "Der Beitrag Ein Titel erschien zuerst auf Blog.",
    "Cet article Un titre est apparu en premier sur Blog.",
    "Share this:",
    "Share on Facebook",
    "Click to share on Twitter (Opens in new window) Facebook",
    "Tweet",
    "Facebook Twitter LinkedIn Reddit Email",
    "Like this: Loading..."[11:],
    "Sign up for our weekly newsletter",
    "You are receiving this email because you signed up on our site.",
    "Unsubscribe",
    "Filed under: Media, Film",
    "12 Comments",
    "© 2026 News Inc. All rights reserved.",
)
SENTENCES = (
    "The post office opened at nine.",
    "She shared it on Facebook, and nobody read it there.",
    "Related work is discussed in section 3.",
    "He tweeted about it for an hour before anybody noticed what he had said.",
    "Copyright law is the subject of this essay, which is long.",
    "More on this tomorrow.",
    "Subscribe to the theory that all is well, he said.",
    "The end.",
    "",
)


@pytest.mark.parametrize("line", NOTICES)
def test_a_notice_is_known(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_none(line: str) -> None:
    assert not is_boilerplate(line)


def test_only_what_is_at_the_end_counts_and_never_all() -> None:
    assert start_of_boilerplate(["Tweet", "A sentence.", "Share this:", "Tweet"]) == 2
    assert start_of_boilerplate(["Tweet", "Share"]) == 1
    assert start_of_boilerplate(["A sentence."]) == 1
    assert start_of_boilerplate([]) == 0


def the_news() -> Article:
    return article_of(Body(BodyFormat.HTML, ARTICLES["news"], "https://base.example.com/"), "")


def lines_of(article: Article, unfolded: bool) -> str:
    layout = lay_out(article, 60, "https://base.example.com/", unfolded=unfolded)
    return "\n".join("".join(span.text for span in line) for line in layout.lines)


def test_notice_and_buttons_are_folded_into_a_line() -> None:
    page = lines_of(the_news(), unfolded=False)
    assert "More when we know it." in page
    assert "publisher's ending · e shows it" in page
    assert "appeared first" not in page
    assert "Facebook" not in page


def test_unfolded_they_are_there_with_their_links() -> None:
    page = lines_of(the_news(), unfolded=True)
    assert "The post INKubator [2] appeared first on News [3]." in page
    assert "Share on Facebook [4]" in page
    assert "[4] f.example/s" in page
    assert "e folds it" in page


def test_an_article_without_a_notice_is_left_alone() -> None:
    for name in ("poem", "japanese", "nested lists", "links"):
        assert not article_of(Body(BodyFormat.HTML, ARTICLES[name]), "").boilerplate


@pytest.mark.parametrize(
    "markdown",
    [
        "The beginning of it […]",
        "The beginning of it [...]",
        "The beginning of it \\[…\\]",
        "The beginning of it…",
        "The beginning.\n\n[Read more](https://x.example/a)",
        "The beginning.\n\n[Continue reading The title →](https://x.example/a)",
        "Der Anfang. [Weiterlesen](https://x.example/a) »",
        "始まり。[続きを読む](https://x.example/a)",
    ],
)
def test_a_beginning_is_known(markdown: str) -> None:
    assert is_cut_short(markdown)


@pytest.mark.parametrize(
    "markdown",
    ["", "All of it.", "He read more than I did.", "word " * 400 + "…", "See [the paper](https://x.example/more)."],
)
def test_a_whole_story_is_none(markdown: str) -> None:
    assert not is_cut_short(markdown)
