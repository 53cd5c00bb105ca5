"""Measures how long a story takes to become readable, beside rich's Markdown renderer on the same text.

Run as `python tests/benchmarks/bench_reading.py`; prints CPU milliseconds, the best of a few runs. The last column is
ours over the peer's, which is the figure to compare between machines.
"""

import io
import time
from collections.abc import Callable

from rich.console import Console
from rich.markdown import Markdown

from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.reading.layout import lay_out

WIDTH = 76
SECTION = """<h2>What the {n}. report says</h2>
<p>A paragraph of some length with <em>emphasis</em>, a <a href="https://example.org/articles/{n}?from=feed">link to a
source</a>, <strong>strong words</strong> and <code>code_{n}()</code>, going on as paragraphs of articles on the web go
on: for four or five lines of a terminal, with a comma here and there, and a full stop at the end.</p>
<p>Another one without any markup at all, as most of them are. It says a little more about the matter, quotes somebody
who knows, and leads over to the list below, which is short.</p>
<ul><li>one thing</li><li>another thing, said in more words than the first</li><li>a third</li></ul>
<blockquote><p>What somebody said about it on the day after the report came out.</p></blockquote>
<pre><code class="language-python">def answer_{n}(question: str) -> int:
    return 42  # as always
</code></pre>
<table><tr><th>Year</th><th>Number</th></tr><tr><td>2024</td><td>{n}</td></tr><tr><td>2025</td><td>17</td></tr></table>
"""


def a_body(size: int) -> Body:
    """Return an HTML body of about `size` characters."""
    sections: list[str] = []
    length = 0
    while length < size:
        sections.append(SECTION.format(n=len(sections)))
        length += len(sections[-1])
    return Body(BodyFormat.HTML, "".join(sections), "https://example.org/")


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """Return the least CPU time of `runs` runs in milliseconds."""
    times: list[float] = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times) * 1000


def render_with_rich(markdown: str) -> None:
    """Render `markdown` as the peer does, all of it, into memory."""
    Console(file=io.StringIO(), width=WIDTH, force_terminal=True).print(Markdown(markdown))


def main() -> None:
    """Print one line for each size of body."""
    print(f"{'body':>8} {'article_of':>11} {'lay_out':>9} {'rich':>9} {'lay_out / rich':>15}")
    for size, runs in ((10_000, 7), (100_000, 3), (500_000, 2)):
        body = a_body(size)
        article = article_of(body, "")
        conversion = milliseconds(lambda body=body: article_of(body, ""), runs)  # type: ignore[misc]
        layout = milliseconds(lambda article=article: lay_out(article, WIDTH), runs)  # type: ignore[misc]
        peer = milliseconds(lambda article=article: render_with_rich(article.markdown), runs)  # type: ignore[misc]
        print(
            f"{size // 1000:>5} KB {conversion:>8.1f} ms {layout:>6.1f} ms {peer:>6.0f} ms {layout / peer:>15.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
