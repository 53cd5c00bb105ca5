"""How long attached files play, as publishers write it, and whose time is whose."""

import json

import pytest
from feed_texts import URL, rss
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Enclosure
from reader.sources.dates import read_duration
from reader.sources.feeds.parsing import parse

READINGS = [
    *(("1:02:03", 3723), ("01:02:03", 3723), ("62:03", 3723), ("3723", 3723), (" 3723 ", 3723), ("3723.9", 3723)),
    *(("1:02:03.5", 3723), ("1:75:00", 8100), ("0:45", 45), ("0:0:45", 45), ("90:00", 5400), ("0:2535", 2535)),
    *(("PT1H2M3S", 3723), ("pt62m", 3720), ("P1DT1S", 86_401), ("PT45.5S", 45)),
    *(("", None), ("0", None), ("00:00", None), ("P", None), ("PT", None), ("1:2:3:4", None), ("-5", None)),
    *(("42 min", None), ("one hour", None), (":30", None), ("1::2", None), ("3600001", None), ("٣٠", None)),
]


@pytest.mark.parametrize(("text", "seconds"), READINGS)
def test_durations_are_read(text: str, seconds: int | None) -> None:
    assert read_duration(text) == seconds


@given(st.integers(1, 999), st.integers(0, 59), st.integers(0, 59))
def test_every_way_to_write_a_time_means_the_same(hours: int, minutes: int, seconds: int) -> None:
    meant = 3600 * hours + 60 * minutes + seconds
    ways = [
        f"{hours}:{minutes:02}:{seconds:02}",
        f"{60 * hours + minutes}:{seconds:02}",
        f"{meant}",
        f"PT{hours}H{minutes}M{seconds}S",
    ]
    assert {read_duration(way) for way in ways} == {meant}


@given(st.text(st.sampled_from("0123456789:.,PTDHMS -"), max_size=14) | st.text(max_size=10))
def test_whatever_stands_there_is_a_time_or_nothing(text: str) -> None:
    seconds = read_duration(text)
    assert seconds is None or 0 < seconds <= 3_600_000


def enclosures_of(item: str) -> tuple[Enclosure, ...]:
    return parse(rss(f"<guid>1</guid><title>A</title>{item}").encode(), URL).stories[0].body.enclosures


def test_the_time_of_an_episode_is_that_of_what_plays() -> None:
    sound, picture = enclosures_of(
        '<enclosure url="https://p.example/e.mp3" type="audio/mpeg"/><itunes:duration>42:10</itunes:duration>'
        '<media:content url="https://p.example/e.png" type="image/png"/>'
    )
    assert (sound.seconds, picture.seconds) == (2530, None)


def test_a_time_of_its_own_goes_before_that_of_the_episode() -> None:
    short, long = enclosures_of(
        "<itunes:duration>3600</itunes:duration><media:group>"
        '<media:content url="https://p.example/1.mp4" type="video/mp4" duration="30"/>'
        '<media:content url="https://p.example/2.mp4" type="video/mp4"/></media:group>'
    )
    assert (short.seconds, long.seconds) == (30, 3600)


def test_what_is_said_of_a_file_in_two_places_comes_together() -> None:
    (sound,) = enclosures_of(
        '<enclosure url="https://p.example/e.mp3"/>'
        '<media:content url="https://p.example/e.mp3" type="audio/mpeg" fileSize="9" duration="61"/>'
    )
    assert sound == Enclosure("https://p.example/e.mp3", "audio/mpeg", 9, 61)


@pytest.mark.parametrize("written", ["61", "61.4"])
def test_json_feed_says_it_in_seconds(written: str) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "attachments": [{"url": "/e.mp3"}]}]}
    content = json.dumps(feed).replace('"/e.mp3"', f'"https://p.example/e.mp3", "duration_in_seconds": {written}')
    (sound,) = parse(content.encode(), URL, "application/feed+json").stories[0].body.enclosures
    assert sound.seconds == 61
