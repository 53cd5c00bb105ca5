"""A text that only begins a story is told from one that tells it."""

import pytest

from reader.reading.trimming.teasers import is_cut_short


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
