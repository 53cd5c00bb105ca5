"""A home in which every text that is shown has been chosen by somebody who means harm.

Owns where payloads are put: feeds of three formats, a document, a list of feeds, what the person typed, the answers of
a server. Must not know how they are looked at.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from end_to_end.program import run_here
from hardening.payloads import MARKUP, attack
from web_server import Answer, WebServer

from reader.config import find_directories
from reader.library import open_library
from reader.query import parse

Payloads = dict[str, str]

STORY_FIELDS = (
    "story title", "link", "author", "category", "body text", "link text", "link target", "attribute", "alt text",
    "code", "code class", "heading", "list", "quotation", "table", "caption", "enclosure name", "enclosure type",
    "enclosure address", "summary", "guid",
)  # fmt: skip
OTHER_FIELDS = (
    "feed title", "feed home", "RSS title", "RSS text", "RSS author", "RSS category", "document title", "document text",
    "file name", "front matter tag", "OPML title", "OPML folder", "tag", "folder", "own feed title", "saved search",
    "rule", "note", "config", "HTTP reason", "HTTP header", "server's page", "redirect", "argument",
)  # fmt: skip
FIELDS = (*STORY_FIELDS, *OTHER_FIELDS)


def make_home(home: Path, groups: Sequence[Payloads], server: WebServer) -> None:
    """Fill a home: for each group of payloads a story with them in every field, and all of them everywhere else."""
    home.mkdir(exist_ok=True)
    everything = {name: payload for group in groups for name, payload in group.items()}
    (home / "hostile.json").write_text(_json_feed(groups))
    (home / "hostile.rss").write_bytes(_rss(everything))
    documents = home / "documents"
    documents.mkdir()
    (documents / f"{_file_name('file name', everything)}.md").write_text(_document(everything), "utf-8", "replace")
    (home / "list.opml").write_text(_opml(everything, server), "utf-8", "replace")
    run_here(home, "add", str(home / "hostile.json"), str(home / "hostile.rss"), str(documents))
    run_here(home, "import", str(home / "list.opml"))
    _type_as_a_person(home, everything)


def answer_hostilely(server: WebServer, payloads: Payloads) -> None:
    """Let a server put payloads into what it says about itself, and into a page that is no feed."""
    text = attack("server", payloads)
    line = "".join(char for char in text if char not in "\r\n").encode("utf-8", "replace")
    for path, status in (("/gone", b"410"), ("/busy", b"503"), ("/redirect", b"302")):
        head = b"HTTP/1.1 " + status + b" " + line + b"\r\nServer: " + line + b"\r\nLocation: /" + line
        raw = head + b"\r\nContent-Type: text/" + line + b"\r\nContent-Length: 0\r\n\r\n"
        server.then_answer(path, Answer(raw=raw))
    server.answer("/page", f"<title>{escape(text)}</title><p>{escape(text)}".encode("utf-8", "replace"))


def hostile_addresses(server: WebServer) -> list[str]:
    """Return the addresses of feeds that cannot be had, each for another reason."""
    return [server.url(path) for path in ("/gone", "/busy", "/redirect", "/page")]


def _json_feed(groups: Sequence[Payloads]) -> str:
    items = [_item(number, group) for number, group in enumerate(groups)]
    items += [_titled(f"m{number}", title) for number, title in enumerate(MARKUP.values())]
    everything = {name: payload for group in groups for name, payload in group.items()}
    home_page = f"https://x.example/{attack('home', everything)}"
    feed = {"title": attack("feed title", everything), "home_page_url": home_page, "items": items}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1"} | feed)


def _titled(guid: str, title: str) -> Mapping[str, object]:
    return {"id": guid, "title": title, "url": "https://x.example/m", "content_html": "<p>Plain.</p>"}


def _item(number: int, payloads: Payloads) -> Mapping[str, object]:
    """Return a story with payloads in each of STORY_FIELDS."""

    def text(field: str) -> str:
        return escape(attack(field, payloads))

    body = (
        f"<p>Body number {number}. {text('body text')}</p><h2>{text('heading')}</h2>"
        f"<p><a href='https://x.example/{text('link target')}' title='{text('attribute')}'>{text('link text')}</a></p>"
        f"<figure><img src='https://x.example/{text('attribute')}.png' alt='{text('alt text')}'>"
        f"<figcaption>{text('caption')}</figcaption></figure><!-- {text('comment')} -->"
        f"<pre><code class='language-{text('code class')}'>{text('code')}</code></pre>"
        f"<ul><li>{text('list')}</ul><blockquote>{text('quotation')}</blockquote>"
        f"<table><tr><th>{text('table')}<td>{text('table')}</table>"
    )
    attachment = {
        "url": f"https://x.example/{attack('enclosure address', payloads)}.mp3",
        "mime_type": attack("audio/x", payloads),
        "title": attack("enclosure name", payloads),
        "size_in_bytes": 7,
    }
    return {
        "id": attack(f"guid {number}", payloads),
        "title": f"Number {number}: {attack('story title', payloads)}",
        "url": f"https://x.example/{attack('link', payloads)}",
        "authors": [{"name": attack("author", payloads)}],
        "tags": [attack("category", payloads)],
        "summary": attack("summary", payloads),
        "date_published": "2026-11-21T10:00:00Z",
        "content_html": body,
        "attachments": [attachment],
    }


def _rss(payloads: Payloads) -> bytes:
    """Return an RSS feed with payloads raw, and as character references, which XML forbids and feeds contain."""
    raw = attack("RSS", payloads)
    referred = "".join(f"&#{ord(char)};" if ord(char) < 32 or 127 <= ord(char) < 160 else char for char in raw)
    items = "".join(
        f"<item><guid>{number}</guid><title>{text}</title><author>{text}</author><link>https://x.example/{number}</link>"
        f"<description>&lt;p&gt;RSS {number} {text}&lt;/p&gt;</description><category>{text}</category></item>"
        for number, text in enumerate([raw, referred, escape(referred), escape(escape(referred))])
    )
    return f'<rss version="2.0"><channel><title>{referred}</title>{items}</channel></rss>'.encode("utf-8", "replace")


def _document(payloads: Payloads) -> str:
    text, tag = attack("document", payloads), json.dumps(attack("own tag", payloads))
    return f"---\ntags: [{tag}]\n---\n# {text}\n\n{text}\n\n```{text}\n{text}\n```\n"


def _file_name(words: str, payloads: Payloads) -> str:
    """Return as much of the payloads as a name on disk can have."""
    text = "".join(char for char in attack(words, payloads) if char not in "/\0")
    return text.encode("utf-8", "replace")[:200].decode("utf-8", "ignore")


def _opml(payloads: Payloads, server: WebServer) -> str:
    title = escape(_xml(attack("OPML title", payloads)), quote=True)
    folder = escape(_xml(attack("OPML folder", payloads)), quote=True)
    feeds = "".join(f'<outline type="rss" text="{title}" xmlUrl="{url}"/>' for url in hostile_addresses(server))
    return f'<opml version="2.0"><body><outline text="{folder}">{feeds}</outline></body></opml>'


def _xml(text: str) -> str:
    """Leave out what no XML can hold, so that the rest of it arrives."""
    return "".join(char for char in text if char in "\t\n" or 32 <= ord(char) < 0xD800 or 0xE000 <= ord(char) < 0xFFFE)


def _type_as_a_person(home: Path, payloads: Payloads) -> None:
    """Tag, name, save and note with payloads, as if they had been pasted."""
    typed = attack("typed", payloads).replace(",", ";").replace("\0", "")
    word = '"' + typed.replace('"', "") + '"'
    library = open_library(find_directories({"READER_HOME": str(home)}).library)
    try:
        for story in library.stories.ids(parse("")):
            library.notes.write(story, typed.encode("utf-8", "replace").decode(), 1_800_000_000)
    finally:
        library.close()
    tags = [f"t {payload}"[:40].replace(",", ";").replace("\0", "") for payload in payloads.values()]
    run_here(home, "tag", "1", "2", "--add", ",".join(tags))
    run_here(home, "feeds", "rename", "1", typed)
    run_here(home, "feeds", "move", "1", typed)
    searches = [{"name": f"{number} {name}", "query": word, "digit": None} for number, name in enumerate(tags)]
    (home / "searches.json").write_text(json.dumps(searches))
    run_here(home, "searches", "import", str(home / "searches.json"))
    run_here(home, "rules", "add", word, "--add", ",".join(tags[:3]))


def quoted_name(payloads: Payloads) -> str:
    """Return the payloads as the last step of an address, as a download has it."""
    return quote(attack("download", payloads), errors="replace", safe="")
