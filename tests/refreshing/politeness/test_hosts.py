"""Hosts: names they are counted under, private ones, and their limits."""

import pytest

from reader.refreshing.politeness.hosts import default_wait, host_key, limits_of
from reader.sources.private_network import is_private_host


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Example.ORG:8443/feed", "example.org"),
        ("https://user:secret@example.org./feed", "example.org"),
        ("https://one.tumblr.com/rss", "tumblr.com"),
        ("https://nottumblr.com/rss", "nottumblr.com"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1:8000"),
        ("http://u:p@localhost:1/feed", "localhost:1"),
        ("http://[::1]:80/feed", "[::1]:80"),
    ],
)
def test_h12_the_name_a_host_is_counted_under(url: str, key: str) -> None:
    assert host_key(url) == key


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "nas", "10.1.2.3", "[::1]:80", "::1", "pi.local"])
def test_h12_a_host_at_home(host: str) -> None:
    assert is_private_host(host)
    assert limits_of(host).per_hour is None


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "localhost.example.org", "[2606:4700::1111]:443"])
def test_h12_a_host_of_the_world(host: str) -> None:
    assert not is_private_host(host)


def test_h12_a_host_that_does_not_say_how_long_gets_longer_and_longer_waits_up_to_a_day() -> None:
    assert [default_wait(n) for n in (0, 1, 2, 7, 8, 500)] == [600, 1200, 2400, 76_800, 86_400, 86_400]
