"""The pictures of a story: fetched politely, made small, kept; each that cannot be had says why."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_story, keep
from made_networks import a_world
from made_pictures import a_picture, png_bomb
from web_server import WebServer

from reader.errors import SourceError
from reader.library import Library
from reader.model import Body, BodyFormat, FeedKind, Story
from reader.refreshing.on_demand.story_pictures import PictureOutcome, fetch_pictures, pictures_of
from reader.sources.pictures import shrinking as pictures
from reader.sources.pictures.cache import PictureCache
from reader.sources.web import Fetcher


@pytest.fixture
def cache(tmp_path: Path) -> PictureCache:
    return PictureCache(tmp_path / "pictures", 10**7)


def at_home(library: Library, server: WebServer, content: str) -> Story:
    """A story of a feed on this machine, as its pictures are there too."""
    feed = library.feeds.subscribe(server.url("/feed"), FeedKind.WEB, "Home", NOW)
    body = Body(BodyFormat.HTML, content, server.url("/page/"))
    return library.stories.get(keep(library, feed, a_story("A story", body=body))[0])


def fetched(library: Library, story: Story, cache: PictureCache, fetcher: Fetcher) -> dict[str, str]:
    """Return why each picture could not be had, "" where it could."""
    arrivals = list(fetch_pictures(library, story, pictures_of(library, story), cache, fetcher, NOW))
    assert len({one.url for one in arrivals}) == len(arrivals)
    return {one.url: one.trouble for one in arrivals}


def test_each_is_fetched_once_and_kept_small(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    url = server.answer("/page/a.png", a_picture(600, 400))
    story = at_home(library, server, '<p><img src="a.png" alt="A"></p><p>Text</p><p><img src="a.png"></p>')
    assert fetched(library, story, cache, fetcher) == {url: ""}
    assert cache.size(url) == (600, 400)
    assert fetched(library, story, cache, fetcher) == {url: ""}
    assert len(server.requests) == 1
    assert "Referer" not in server.requests[0].headers


def test_only_pictures_of_the_text_are_asked_for(library: Library, server: WebServer) -> None:
    story = at_home(
        library,
        server,
        '<img src="/good.png"><img src="/dot.png" width="1" height="1"><img src="/pixel.gif">'
        '<img src="https://pixel.wp.com/b.gif?v=1"><img src="https://feeds.feedburner.com/~r/x/~4/y">'
        '<img src="data:image/png;base64,AAAA"><img src="javascript:alert(1)"><img src="file:///etc/passwd">'
        '<p>Words <img src="/icon.png" alt="icon"> between</p><img src="/late.png">',
    )
    assert pictures_of(library, story) == [server.url("/good.png"), server.url("/late.png")]


def test_those_of_the_full_text_are_meant_unless_the_feeds_own_are(library: Library, server: WebServer) -> None:
    story = at_home(library, server, '<img src="/own.png">')
    library.full_texts.keep(story.id, Body(BodyFormat.HTML, '<img src="/full.png">', server.url()), NOW)
    assert pictures_of(library, story) == [server.url("/full.png")]
    assert pictures_of(library, story, own=True) == [server.url("/own.png")]


def test_each_that_cannot_be_had_says_why_and_the_rest_comes(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    answers = {
        "/gone.png": {"status": 404},
        "/page.png": {"body": "<!doctype html><p>A page"},
        "/bomb.png": {"body": png_bomb()},
        "/huge.png": {"body": a_picture(), "headers": {"Content-Length": "999999999"}},
        "/long.png": {"body": b"\x89PNG" + b"\0" * 300_000, "chunked": True},
        "/half.png": {"body": a_picture(300, 300)[:300]},
        "/good.png": {"body": a_picture()},
    }
    for path, answer in answers.items():
        server.answer(path, **answer)  # type: ignore[arg-type]
    story = at_home(library, server, "".join(f'<p><img src="{path}"></p>' for path in answers))
    said = fetched(library, story, cache, fetcher)
    assert list(said) == [server.url(path) for path in answers]
    words = ["404", "web page", "40 million", "sends more than", "sends more than", "damaged", ""]
    assert all(word in trouble for word, trouble in zip(words, said.values(), strict=True)), said
    assert sum(cache.size(url) is not None for url in said) == 1


def test_of_very_many_some_are_fetched_at_a_time(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.refreshing.on_demand.story_pictures.MOST", 2)
    images = [server.answer(f"/{number}.png", a_picture()) for number in range(3)]
    story = at_home(library, server, "".join(f'<p><img src="{url}"></p>' for url in images))
    assert list(fetched(library, story, cache, fetcher)) == images[:2]
    assert list(fetched(library, story, cache, fetcher)) == images
    assert len(server.requests) == 3


def test_a_host_that_asks_to_wait_is_left_alone(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    server.answer("/a.png", status=429, headers={"Retry-After": "600"})
    server.answer("/b.png", a_picture())
    story = at_home(library, server, '<p><img src="/a.png"></p><p><img src="/b.png"></p>')
    said = fetched(library, story, cache, fetcher)
    assert all("asks to wait" in trouble for trouble in said.values())
    assert [request.path for request in server.requests] == ["/a.png"]
    assert "left alone" in fetched(library, story, cache, fetcher)[server.url("/a.png")]
    assert len(server.requests_of("/a.png")) == 1


def test_a_host_that_does_not_answer_is_given_up_and_keeps_no_other_waiting(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    with WebServer() as dead:
        for number in range(5):
            dead.answer(f"/{number}.png", hang=True)
        good = server.answer("/good.png", a_picture())
        images = [*(dead.url(f"/{number}.png") for number in range(5)), good]
        story = at_home(library, server, "".join(f'<p><img src="{url}"></p>' for url in images))
        arrivals = fetch_pictures(library, story, images, cache, fetcher, NOW)
        assert next(arrivals) == PictureOutcome(good)
        assert all("did not answer" in one.trouble for one in arrivals)
        assert len(dead.requests) == 2


def test_one_host_gets_one_request_at_a_time(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    images = [server.answer(f"/{number}.png", a_picture(), delay=0.02) for number in range(6)]
    story = at_home(library, server, "".join(f'<p><img src="{url}"></p>' for url in images))
    assert set(fetched(library, story, cache, fetcher).values()) == {""}
    assert server.most_at_once == 1


def test_a_story_from_outside_does_not_lead_into_the_home(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    inside = [server.answer("/a.png", a_picture()), "http://192.168.1.1/b.png", "http://router/c.png"]
    content = "".join(f'<p><img src="{url}"></p>' for url in inside)
    body = Body(BodyFormat.HTML, content, server.url("/"))  # what a feed says of itself does not count
    story = library.stories.get(keep(library, a_feed(library), a_story("A story", body=body))[0])
    said = fetched(library, story, cache, fetcher)
    assert list(said) == inside
    assert all("private network" in trouble for trouble in said.values())
    assert not server.requests


def test_nor_by_a_name_that_stands_for_an_address_inside(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache
) -> None:
    server.answer("/a.png", a_picture())
    url = server.url("/a.png").replace("127.0.0.1", "pictures.example")
    body = Body(BodyFormat.HTML, f'<p><img src="{url}"></p>')
    story = library.stories.get(keep(library, a_feed(library), a_story("A story", body=body))[0])
    with a_world({"pictures.example": "127.0.0.1"}):
        assert "inside a private network" in fetched(library, story, cache, fetcher)[url]
    assert not server.requests


def test_a_folder_that_cannot_be_written_is_said(
    library: Library, server: WebServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    url = server.answer("/a.png", a_picture())
    said = fetched(
        library, at_home(library, server, f'<img src="{url}">'), PictureCache(tmp_path / "pictures", 9), fetcher
    )
    assert "could not be kept" in said[url]


def test_without_the_extra_nobody_is_asked(
    library: Library, server: WebServer, fetcher: Fetcher, cache: PictureCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    story = at_home(library, server, f'<img src="{server.answer("/a.png", a_picture())}">')
    with pytest.raises(SourceError, match=r"reader-tui\[pictures\]"):
        fetched(library, story, cache, fetcher)
    assert not server.requests
