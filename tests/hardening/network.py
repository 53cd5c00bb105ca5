"""Attacks on the private network, by every way a public feed leads anywhere: not one request may arrive inside.

    python tests/hardening/network.py --count 2000 --seed 1

Prints a table of attack × way, then tries so many random spellings of private addresses by random ways. 127.0.0.2 is
taken for the world, 127.0.0.1 is inside. Ends with 1 where a request arrived, or a refusal was not said, with what it
was; a first row shows that each way does lead inside where a person typed a private host.
"""

import argparse
import ipaddress
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import NOW, a_library, a_story, keep
from made_networks import PUBLIC, Names, a_world
from web_server import WebServer

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Body, BodyFormat, FeedKind, Outcome
from reader.refreshing.address_changes import readdress
from reader.refreshing.discovery import find
from reader.refreshing.on_demand.downloads import download
from reader.refreshing.on_demand.full_text import fetch_full_text
from reader.refreshing.on_demand.saved_pages import save_page
from reader.refreshing.on_demand.story_pictures import fetch_pictures, pictures_of
from reader.refreshing.on_demand.typed_addresses import typed_address
from reader.refreshing.pipeline import Pipeline
from reader.sources.files.opml import read_opml
from reader.sources.pictures.cache import PictureCache
from reader.sources.web import Fetcher, Limits

LIMITS = Limits(seconds=5, connect_seconds=2)
REFUSED = ("private network", "leads to none")
"""One of these is in each refusal: of a page whose feeds are all out of reach it is said that it leads to none."""


@dataclass(frozen=True)
class Scene:
    """A world with a blog, a computer inside, and a library that follows `typed`."""

    library: Library
    fetcher: Fetcher
    folder: Path
    world: WebServer
    inside: WebServer
    typed: str

    def blog(self, path: str) -> str:
        """Return an address of the blog."""
        return self.world.url(path).replace(PUBLIC, "blog.example")

    def leads_to(self, target: str) -> str:
        """Return an address of the followed server that sends one to `target`."""
        return self.answer("/leads", status=302, headers={"Location": target.encode().decode("latin-1")})

    def names(self, path: str, target: str) -> str:
        """Return the address of a page on the followed server that names `target` as its feed."""
        link = f'<link rel=alternate type="application/rss+xml" href="{target}">'
        return self.answer(path, f"<!doctype html><html><head>{link}</head><body>A page</body></html>")

    def answer(self, path: str, body: str = "", status: int = 200, headers: Mapping[str, str] | None = None) -> str:
        """Let the followed server say this to `path`; return its address."""
        server = self.world if "blog.example" in self.typed else self.inside
        address = server.answer(path, body, status=status, headers=headers or {})
        return address.replace(PUBLIC, "blog.example")

    def story(self, content: str = "", url: str = "") -> int:
        """Keep a story of the feed that is followed."""
        feed = self.library.feeds.subscribe(self.typed, FeedKind.WEB, "Blog", NOW)
        body = Body(BodyFormat.HTML, content or "<p>It begins […]</p>", self.typed)
        return keep(self.library, feed, a_story("A story", url=url, body=body))[0]


Way = Callable[[Scene, str], str]
"""Lets a feed lead to an address, and returns why it was not fetched, "" where it was."""

Attack = Callable[[Scene], str]
"""Makes an address that leads inside."""


def _said(outcomes: Iterator[Outcome]) -> str:
    return " ".join(outcome.message for outcome in outcomes)


def _refreshed(scene: Scene) -> str:
    return _said(Pipeline(scene.library, scene.fetcher, Config(), lambda: NOW).refresh(scene.library.feeds.all()))


def feed(scene: Scene, target: str) -> str:
    """The feed's own server sends one there."""
    scene.library.feeds.subscribe(scene.leads_to(target), FeedKind.WEB, "Blog", NOW)
    return _refreshed(scene)


def page(scene: Scene, target: str) -> str:
    """A page names it as its feed."""
    find(scene.library, scene.names("/page", target), scene.fetcher, NOW, scene.typed)
    return ""


def site(scene: Scene, target: str) -> str:
    """A feed calls it its site, where the feed's address is looked for; so does the front page of its server."""
    scene.names("/", target)
    kept = scene.library.feeds.subscribe(scene.typed, FeedKind.WEB, "Blog", NOW, site_url=target)
    readdress(scene.library, scene.library.feeds.get(kept), "", scene.fetcher, Config(), NOW)
    return ""


def full_text(scene: Scene, target: str) -> str:
    """A story's link."""
    story = scene.library.stories.get(scene.story(url=target))
    fetch_full_text(scene.library, story, scene.fetcher, NOW)
    return ""


def saved_page(scene: Scene, target: str) -> str:
    """A link in a story, kept as a story."""
    story = scene.library.stories.get(scene.story())
    save_page(scene.library, target, scene.fetcher, NOW, typed_address(scene.library, story))
    return ""


def picture(scene: Scene, target: str) -> str:
    """A picture in a story."""
    story = scene.library.stories.get(scene.story(f'<p><img src="{target}" alt="A"></p>'))
    cache = PictureCache(scene.folder / "pictures", 10**6)
    urls = pictures_of(scene.library, story)
    outcomes = list(fetch_pictures(scene.library, story, urls, cache, scene.fetcher, NOW))
    return " ".join(one.trouble for one in outcomes) if outcomes else "not asked for: private network"


def enclosure(scene: Scene, target: str) -> str:
    """A file attached to a story."""
    story = scene.library.stories.get(scene.story())
    typed = typed_address(scene.library, story)
    download(scene.library, target, scene.folder / "files", scene.fetcher, NOW, lambda *_: None, typed)
    return ""


def opml(scene: Scene, target: str) -> str:
    """An address in a list of feeds: a private host there is one that was typed, a name that stands for one is not."""
    text = f'<opml><body><outline text="x" xmlUrl="{target}"/></body></opml>'
    scene.library.feeds.subscribe_to_list(read_opml(text.encode()).subscriptions, NOW)
    return _refreshed(scene)


WAYS: dict[str, Way] = {
    "feed": feed,
    "page": page,
    "site": site,
    "full text": full_text,
    "saved page": saved_page,
    "picture": picture,
    "enclosure": enclosure,
    "OPML": opml,
}


def _host(name: str) -> Attack:
    return lambda scene: f"http://{name}:{scene.inside.address.rpartition(':')[2]}/x"


def _redirected(hops: int, name: str) -> Attack:
    def attack(scene: Scene) -> str:
        for hop in range(hops):
            to = scene.blog(f"/hop{hop + 1}") if hop + 1 < hops else _host(name)(scene)
            scene.world.answer(f"/hop{hop}", status=302, headers={"Location": to})
        return scene.blog("/hop0")

    return attack


def _rebound(scene: Scene) -> str:
    to = _host("rebinding.example")(scene)
    return scene.world.answer("/first", status=302, headers={"Location": to}).replace(PUBLIC, "rebinding.example")


TYPED: dict[str, Attack] = {
    "127.0.0.1": _host("127.0.0.1"),
    "a decimal number": _host("2130706433"),
    "hexadecimal": _host("0x7f.0.0.0x1"),
    "octal": _host("0177.1"),
    "0.0.0.0": _host("0.0.0.0"),
    "IPv6, mapped": _host("[::ffff:127.0.0.1]"),
    "full-width digits": _host("１２７.0.0.1"),
    "localhost": _host("localhost"),
    "a.localhost.": _host("a.localhost."),
    "nas": _host("nas"),
    "nas.local": _host("nas.local"),
    "behind a user": _host("blog.example@127.0.0.1"),
}
"""Hosts that are private by their name: what a person types of them, or has in a list, may be asked."""

HIDDEN: dict[str, Attack] = {
    "a public name": _host("trap.example"),
    "1 redirect": _redirected(1, "127.0.0.1"),
    "3 redirects": _redirected(3, "127.0.0.1"),
    "a redirect to a name": _redirected(1, "trap.example"),
    "rebinding": _rebound,
}
"""What looks public: never asked."""


@contextmanager
def a_scene(world: WebServer, inside: WebServer, typed: str = "") -> Iterator[Scene]:
    """Give an empty library that follows `typed`, or else the blog, between a world and a computer inside."""
    typed = typed or world.url("/feed").replace(PUBLIC, "blog.example")
    looked_up = iter([PUBLIC])
    names: Names = dict.fromkeys(("trap.example", "a.localhost", "nas", "nas.local"), "127.0.0.1")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rebinding: Names = {"blog.example": PUBLIC, "rebinding.example": lambda: next(looked_up, "127.0.0.1")}
        stack.enter_context(a_world({**names, **rebinding}))
        library = stack.enter_context(closing(a_library(folder)))
        fetcher = stack.enter_context(closing(Fetcher(LIMITS, "test")))
        yield Scene(library, fetcher, folder, world, inside, typed)


def verdict(scene: Scene, way: Way, target: str) -> str:
    """Return what came of an attack: "refused", or what is wrong."""
    before = len(scene.inside.requests)
    try:
        said = way(scene, target)
    except SourceError as error:
        said = str(error)
    if len(scene.inside.requests) > before:
        return "REACHED"
    return "refused" if any(word in said for word in REFUSED) else f"NOT SAID: {said}"


def control(world: WebServer, inside: WebServer) -> list[str]:
    """Return for each way whether it leads inside from a private host a person typed."""
    row = []
    for way in WAYS.values():
        with a_scene(world, inside, inside.url("/feed")) as scene:
            row.append("reached" if verdict(scene, way, inside.url("/x")) == "REACHED" else "NOT REACHED")
    return row


def table(world: WebServer, inside: WebServer) -> dict[str, list[str]]:
    """Return what came of each attack, by each way."""
    rows: dict[str, list[str]] = {}
    for name, attack in (TYPED | HIDDEN).items():
        rows[name] = []
        for label, way in WAYS.items():
            if label == "OPML" and name in TYPED:
                rows[name].append("typed")
                continue
            with a_scene(world, inside) as scene:
                rows[name].append(verdict(scene, way, attack(scene)))
    return rows


def a_spelling(chance: random.Random) -> str:
    """Return a private address as a host, spelt in one of the many ways that are understood."""
    network = chance.choice(["127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "169.254.0.0/16", "172.16.0.0/12"])
    inner = ipaddress.ip_network(network)
    number = int(inner.network_address) + chance.randrange(1, inner.num_addresses - 1)
    if chance.random() < 0.4:
        prefix = chance.choice([0, 0xFFFF << 32, 0xFFFF << 48, 0x64FF9B << 96])
        return f"[{ipaddress.IPv6Address(prefix | number)}]"
    if chance.random() < 0.1:
        return f"[{ipaddress.IPv6Address(0x2002 << 112 | number << 80 | chance.getrandbits(64))}]"
    parts = chance.randrange(1, 5)
    heads = [number >> (24 - 8 * place) & 0xFF for place in range(parts - 1)]
    tail = number & (1 << 8 * (5 - parts)) - 1
    return ".".join(_digits(chance, part) for part in [*heads, tail])


def _digits(chance: random.Random, number: int) -> str:
    return chance.choice([str(number), f"0x{number:x}", f"0X{number:X}", f"0{number:o}", f"0x{number:08x}"])


def spellings(world: WebServer, inside: WebServer, count: int, chance: random.Random) -> list[str]:
    """Try so many spellings by random ways; return a line for each that was not refused."""
    found = []
    ways = {label: way for label, way in WAYS.items() if label != "OPML"}
    for number in range(count):
        label, host = chance.choice(list(ways)), a_spelling(chance)
        with a_scene(world, inside) as scene:
            came = verdict(scene, ways[label], f"http://{host}:{inside.address.rpartition(':')[2]}/x")
        if came != "refused":
            found.append(f"number {number}: {host} by {label}: {came}")
    return found


def show(rows: dict[str, list[str]]) -> None:
    """Print a table."""
    width = max(map(len, rows)) + 2
    for name, cells in rows.items():
        print(f"{name:<{width}}" + "".join(f"{cell[:12]:<13}" for cell in cells))


def main(arguments: Sequence[str]) -> int:
    """Print the table and what the spellings came to; return 1 where something was not refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="Random spellings to try.")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    with WebServer(PUBLIC) as world, WebServer() as inside:
        rows = table(world, inside)
        bad = spellings(world, inside, wanted.count, random.Random(wanted.seed))
        arrived, connected = len(inside.requests), inside.most_at_once
        led = control(world, inside)
    show({"": list(WAYS), "from a typed host": led, **rows})
    cells = [cell for row in rows.values() for cell in row]
    print(f"{cells.count('refused')} attacks refused, {wanted.count - len(bad)} of {wanted.count} spellings refused;")
    print(f"{arrived} requests and {connected} connections arrived inside. Seed {wanted.seed}.")
    bad += [f"{name}: {cell}" for name, row in rows.items() for cell in row if cell not in ("refused", "typed")]
    bad += [f"a way does not lead: {cell}" for cell in led if cell != "reached"]
    for line in bad:
        print(f"FOUND {line}")
    return 1 if bad or arrived or connected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
