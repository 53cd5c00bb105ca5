"""Whatever is typed gives a query or points at the mistake: run by itself, with the number of inputs to try.

uv run python tests/query/fuzzing.py 1000000
"""

import random
import sys
import time
from collections import Counter

from reader.errors import QueryError
from reader.query import as_typed, parse, parse_typed, terms
from reader.query.branches import branches
from reader.query.completion import Names, complete
from reader.query.highlighting import spans
from reader.query.sql import condition, condition_per_story
from reader.query.tree import Contents, Key, Sort, State

_NAMES = Names(("media/ai", "a b"), ("LWN",), ("Tech",), ("Ada",))
_PIECES = (
    *(f"{key}:" for key in Key),
    *(member.value for kind in (State, Contents, Sort) for member in kind),
    *(
        "OR",
        "-",
        "--",
        "(",
        ")",
        '"',
        "“",
        "”",
        "„",
        "«",
        "»",
        "\\",
        "*",
        "**",
        " ",
        " ",
        " ",
        "\t",
        "\n",
        "\0",
        "'",
        "’",
    ),
    *(
        "2w",
        "999y",
        "0h",
        "2026-11-20",
        "2026-02-31",
        "9999",
        "0000-00",
        "today",
        ">800",
        "<",
        ">=",
        "1-2",
        "99999999999",
    ),
    *(
        "kernel",
        "é",
        "e\u0301",
        "日本",
        "한",
        "\ud800",
        "\U0010ffff",
        "\u202e",
        "\ufeff",
        "🎉",
        "#1",
        "#",
        "/",
        "%",
        "_",
        "\ue000",
    ),
    *(
        "nokey:",
        "http://x.example/?a=b",
        "NEAR(",
        "AND",
        "NOT",
        "^",
        "{title}:",
        "+",
        ";",
        "--x",
        "'; DROP TABLE story; --",
    ),
)


def an_input(chance: random.Random) -> str:
    """Something somebody may type: pieces of the language mostly, any characters now and then."""
    if chance.random() < 0.1:
        return "".join(chr(chance.randrange(0x11_0000)) for _ in range(chance.randrange(20)))
    text = "".join(chance.choices(_PIECES, k=chance.randrange(1, 12)))
    return text if chance.random() < 0.7 else text[chance.randrange(len(text) + 1) :]


def try_out(text: str) -> str:
    """Put one input through all that takes one; return how it was understood, raise where something is wrong."""
    for choice in complete(text, len(text) // 2, _NAMES) + complete(text, len(text), _NAMES):
        choice.taken(text)
    try:
        parse_typed(text)
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.column <= len(text) + 2, text
        assert error.length >= 1, text
        assert str(error).endswith((".", "?")), text
        return "pointed at"
    assert parse(str(query)) == query, text
    spans(text, terms(as_typed(query).tree))
    for branch in branches(query.tree):
        assert branch.expression is None or branch.words, text
    condition(query.tree, 1_795_348_800)
    condition_per_story(query.tree, 1_795_348_800)
    return "understood"


def fuzz(inputs: int, seed: int) -> Counter[str]:
    """Try `inputs` inputs; return how often each outcome was."""
    chance = random.Random(seed)
    return Counter(try_out(an_input(chance)) for _ in range(inputs))


if __name__ == "__main__":
    begun = time.process_time()
    outcomes = fuzz(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{sum(outcomes.values()):,} inputs, {dict(outcomes)}, {time.process_time() - begun:.0f} CPU s, no exception")
