import time

import pytest
from hardening.highlighting import long_blocks, long_steps
from layouts import lay_out
from pygments.lexers import get_lexer_by_name

from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.reading.layout.code import LANGUAGES

MOST_SECONDS = 1.0


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_a_language_on_the_list_is_known(name: str) -> None:
    assert get_lexer_by_name(name)


def test_no_language_that_a_stranger_names_holds_up_the_page() -> None:
    article = article_of(Body(BodyFormat.HTML, f'<pre><code class="language-autoit">{" " * 50_000}a</code></pre>'), "")
    began = time.process_time()
    lay_out(article, 80)
    assert time.process_time() - began < MOST_SECONDS


def test_no_step_of_a_lexer_takes_long() -> None:
    assert list(long_steps(["json", "toml"], 2_000)) == []


def test_no_block_of_code_takes_long() -> None:
    assert list(long_blocks(["python"], ["blanks", "quotes", "numbered items"])) == []
