"""Measures how long a story takes to its first line on the screen, and scrolling, beside Textual's own Markdown widget.

Run as `python tests/benchmarks/bench_reading.py`. Both run in the same process, on a screen of 100 × 40, on the same
text; ours in the whole program with its library, Textual's in an app of its own. Wall milliseconds; the last column is
ours over the peer's, which is the figure to compare between machines.

- cold: from the key that opens the story to the first line of its body being drawn
- ready: the same where the story was next in the list, and made ready beforehand
- whole: until the last line could be reached
- scroll: p95 from the key to the lines being drawn, over 60 page downs
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Markdown

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import a_feed
from tui.stage import an_app, library_of, places_in, put

from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.tui.article.view import ArticleView

SIZE = (100, 40)
SIZES = (10_000, 200_000, 500_000)
RUNS = 3
LARGEST_FOR_PEER = 10_000
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


def a_body(size: int) -> str:
    """Return an HTML body of about `size` characters."""
    sections: list[str] = []
    length = 0
    while length < size:
        sections.append(SECTION.format(n=len(sections)))
        length += len(sections[-1])
    return "".join(sections)


class Watch:
    """Takes the time a line of a body is first drawn."""

    def __init__(self) -> None:
        self.drawn: float | None = None
        self._render_line = ArticleView.render_line
        ArticleView.render_line = self._watched()  # type: ignore[method-assign,assignment]

    def _watched(self) -> Callable[[ArticleView, int], Strip]:
        watch = self

        def render_line(view: ArticleView, y: int) -> Strip:
            strip = watch._render_line(view, y)
            if watch.drawn is None and view.has_body and y > 4 and strip.text.strip():
                watch.drawn = time.perf_counter()
            return strip

        return render_line

    async def first_line(self, act: Callable[[], object]) -> float:
        """Return the milliseconds from `act()` to a line being drawn."""
        self.drawn = None
        began = time.perf_counter()
        act()
        while self.drawn is None:
            await asyncio.sleep(0.001)
        return (self.drawn - began) * 1000


async def until(holds: Callable[[], bool]) -> None:
    """Wait."""
    while not holds():
        await asyncio.sleep(0.002)


async def ours(folder: Path, size: int, watch: Watch) -> tuple[float, float, float, float]:
    """Return the milliseconds of our program: cold, ready, whole, scroll."""
    library = library_of(folder)
    feed = a_feed(library, "Long reads")
    for number in range(3):
        put(library, feed, f"Story {number}", number, a_body(size))
    library.close()
    app = an_app(folder, "feed:long")
    async with app.run_test(size=SIZE) as pilot:
        main = app.main
        await until(lambda: main.is_mounted and main.stories.story is not None and main.article.is_whole and main.idle)
        main.loader.forget()
        await until(lambda: main.idle)
        main.article.show_message("")
        began = time.perf_counter()
        cold = await watch.first_line(main.stories.action_open)
        await until(lambda: main.article.is_whole)
        whole = (time.perf_counter() - began) * 1000
        await until(lambda: main.idle)
        ready = await watch.first_line(main.stories.action_move_down)
        scroll = await scrolled(pilot, main.article.action_page_down, watch)
    return cold, ready, whole, scroll


async def scrolled(pilot: Pilot[None], act: Callable[[], object], watch: Watch | None = None) -> float:
    """Return the 95th percentile of the milliseconds a page down takes."""
    took: list[float] = []
    for _ in range(60):
        began = time.perf_counter()
        if watch is not None:
            watch.drawn = None
        act()
        await pilot._wait_for_screen()
        pilot.app.screen._compositor.render_strips()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(took, n=20)[-1]


class Peer(App[None]):
    """Textual's Markdown on a page that scrolls."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()


async def theirs(markdown: str) -> tuple[float, float]:
    """Return the milliseconds of Textual's widget: to the first line, which is to all of it; and scroll."""
    app = Peer()
    async with app.run_test(size=SIZE) as pilot:
        began = time.perf_counter()
        await app.query_one(Markdown).update(markdown)
        await until(
            lambda: "report" in "".join(s.text for line in app.screen._compositor.render_strips() for s in line)
        )
        opened = (time.perf_counter() - began) * 1000
        page = app.query_one(VerticalScroll)
        return opened, await scrolled(pilot, lambda: page.scroll_page_down(animate=False))


async def measure() -> None:
    """Print one line for each size."""
    watch = Watch()
    print(
        f"{'body':>7} {'cold':>7} {'ready':>7} {'whole':>7} {'scroll':>7}"
        f"   {'Textual':>8} {'scroll':>7} {'cold/Textual':>13}"
    )
    for size in SIZES:
        runs = []
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as folder:
                places_in(Path(folder)).data.mkdir(parents=True)
                runs.append(await ours(Path(folder), size, watch))
        cold, ready, whole, scroll = (min(column) for column in zip(*runs, strict=True))
        text = f"{size // 1000:>4} KB {cold:>7.0f} {ready:>7.1f} {whole:>7.0f} {scroll:>7.1f}"
        if size <= LARGEST_FOR_PEER:
            peer, peer_scroll = await theirs(article_of(Body(BodyFormat.HTML, a_body(size)), "").markdown)
            text += f"   {peer:>8.0f} {peer_scroll:>7.1f} {cold / peer:>13.3f}"
        print(text, flush=True)


if __name__ == "__main__":
    asyncio.run(measure())
