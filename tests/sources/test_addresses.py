"""Addresses as people write them and as they may be shown."""

import pytest

from reader.reading.masking import shown_address
from reader.sources.addresses import host_of, tidy_address, without_credentials


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/f", "https://example.org/f"),
        ("https://me:secret@example.org/f", "https://***@example.org/f"),
        ("https://token@example.org/f", "https://***@example.org/f"),
        ("https://example.org/f?key=abc&a=1#x", "https://example.org/f?key=***&a=1#x"),
        (
            "https://example.org/f?a=1&api_key=abc&access_token=d",
            "https://example.org/f?a=1&api_key=***&access_token=***",
        ),
        ("https://u:p@[::1/x", "https://***@[::1/x"),
        ("https://example.org/\x1b]0;x\x07", "https://example.org/]0;x"),
        ("https://example.org/" + "x" * 500, "https://example.org/" + "x" * 179 + "…"),
    ],
)
def test_secrets_and_controls_are_not_shown(url: str, shown: str) -> None:
    assert shown_address(url) == shown


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("example.org", "https://example.org"),
        ("localhost:8080/f", "https://localhost:8080/f"),
        ("http://127.0.0.1:1/f", "http://127.0.0.1:1/f"),
        ("feed://example.org/f", "http://example.org/f"),
        ("word", ""),
        ("two words", ""),
        ("./file.xml", ""),
        ("ftp://example.org/f", ""),
        ("http://", ""),
        ("", ""),
    ],
)
def test_what_a_person_writes_is_understood(text: str, url: str) -> None:
    assert tidy_address(text) == url


def test_hosts_and_bare_addresses() -> None:
    assert host_of("https://me:secret@Example.org:8080/f") == "example.org"
    assert host_of("nonsense") == "nonsense"
    assert without_credentials("https://me:secret@example.org/f?x#y") == "https://example.org/f?x"


def test_an_address_too_long_to_be_kept_is_none_rather_than_another_one() -> None:
    assert tidy_address("https://x.example/" + "a" * 3000).endswith("aaa")
    assert tidy_address("https://x.example/" + "a" * 5000) == ""
