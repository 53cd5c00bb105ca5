"""What only follows people around is not copied."""

import pytest

from reader.reading.trimming.trackers import without_trackers


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x?utm_source=feed&id=3&utm_medium=rss", "https://a.example/x?id=3"),
        ("https://a.example/x?fbclid=abc", "https://a.example/x"),
        ("https://a.example/x?gclid=1&q=a%20b&mc_cid=9#part", "https://a.example/x?q=a%20b#part"),
        ("https://youtu.be/abc?si=xyz&t=10", "https://youtu.be/abc?t=10"),
        ("https://a.example/x?si=5", "https://a.example/x?si=5"),
        ("https://a.example/x?source=paper&ref=3", "https://a.example/x?source=paper&ref=3"),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_only_the_parameters_that_follow_people_go(url: str, bare: str) -> None:
    assert without_trackers(url) == bare
