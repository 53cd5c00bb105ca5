"""Addresses as they may be shown, and as they are understood again when they are handed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading.masking import is_masked, masked_address, shown_address, unmasked, without_secrets

SECRETS = ["user:hush@", "hush@"]
QUERIES = [
    "token=hush",
    "key=hush",
    "access_token=hush",
    "api_key=hush",
    "auth=hush;hush",
    "a=b&sig=hush",
    "rss-key=hush",
]


@pytest.mark.parametrize("url", [f"https://{user}x.example/f?a=b" for user in SECRETS])
def test_who_signs_in_is_masked(url: str) -> None:
    assert "hush" not in masked_address(url)
    assert without_secrets(url) == "https://x.example/f?a=b"


@pytest.mark.parametrize("query", [*QUERIES, *map(str.upper, QUERIES)])
def test_what_of_a_query_is_a_secret_is_masked_and_the_rest_is_not(query: str) -> None:
    url = f"https://x.example/f?page=2&{query}&sort=new"
    assert "hush" not in masked_address(url).lower()
    assert masked_address(url).startswith("https://x.example/f?page=2&")
    assert masked_address(url).endswith("=***&sort=new")
    assert without_secrets(url) == "https://x.example/f"
    assert "hush" not in masked_address(f"https://x.example/f#{query}").lower()


@pytest.mark.parametrize(
    "url", ["https://x.example/f?page=2", "https://x.example/token=a/f", "seeds:", "/home/me/a.xml"]
)
def test_what_holds_no_secret_stays_as_it_is(url: str) -> None:
    assert masked_address(url) == shown_address(url) == without_secrets(url) == url


def test_of_a_command_there_is_only_the_program() -> None:
    assert masked_address("cmd:fetch --token hush") == "cmd:fetch …"


KNOWN = "https://me:hush@x.example/f?token=t0k&page=2&key=k3y"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (masked_address(KNOWN), KNOWN),
        ("https://***@x.example/g?token=***", "https://me:hush@x.example/g?token=t0k"),
        ("https://x.example/f?token=new&key=***", "https://x.example/f?token=new&key=k3y"),
        ("https://x.example/f?token=new", "https://x.example/f?token=new"),
        ("https://evil.example/f?token=***", "https://evil.example/f?token=***"),
        ("http://x.example/f?token=***", "http://x.example/f?token=***"),
        ("https://x.example:8443/f?token=***", "https://x.example:8443/f?token=***"),
        ("https://evil.example?@x.example/f?token=***", "https://evil.example?@x.example/f?token=***"),
        ("https://other:***@x.example/f", "https://other:***@x.example/f"),
        ("https://x.example/f?sig=***", "https://x.example/f?sig=***"),
        ("https://[***", "https://[***"),
    ],
)
def test_a_shown_address_stands_for_the_whole_on_the_same_server_alone(typed: str, meant: str) -> None:
    assert unmasked(typed, KNOWN) == meant


@given(st.text(), st.sampled_from(["", "https://x.example/", "https://a:b@x.example/?token=t&", "cmd:"]))
def test_anything_can_be_masked_and_masking_twice_changes_nothing(text: str, start: str) -> None:
    once = masked_address(start + text)
    assert masked_address(once) == once
    assert isinstance(is_masked(once), bool)
    without_secrets(start + text)
    unmasked(start + text, KNOWN)
