"""config.toml: what is understood, and what is said of what is not."""

from pathlib import Path

import pytest

from reader.config import Config, FeedSettings, Secret, read_config
from reader.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert read_config(file) == Config()


def test_settings_for_an_address_go_before_those_for_its_host(file: Path) -> None:
    file.write_text(
        'refresh_minutes = 30\n[feeds."a.example"]\nuser = "me"\npassword = { command = ["pass", "show"] }\n'
        'headers = { X-Token = { env = "T" }, Accept-Language = "de" }\n'
        '[feeds."https://a.example/slow"]\nrefresh_minutes = 600\nfetch_mib = 99\n'
    )
    config = read_config(file)
    assert config.feed("https://a.example/slow") == FeedSettings(
        refresh_minutes=600, fetch_mib=99, section="https://a.example/slow"
    )
    assert config.feed("https://x:y@A.example/feed") == FeedSettings(
        "me",
        Secret(command=("pass", "show")),
        {"X-Token": Secret(env="T"), "Accept-Language": "de"},
        section="a.example",
    )
    assert config.feed("https://b.a.example/feed") == config.feed("http://a.example:8080/") == FeedSettings()
    assert [config.floor(f"https://a.example/{path}") for path in ("slow", "feed")] == [36_000, 1800]


def test_how_long_stories_are_kept_is_said_for_all_or_for_one(file: Path) -> None:
    assert Config().days_kept("https://a.example/feed") == 0
    file.write_text('keep_days = 90\n[feeds."a.example"]\nkeep_days = 0\n[feeds."b.example"]\nkeep_days = 7\n')
    config = read_config(file)
    assert [config.days_kept(f"https://{host}.example/feed") for host in "abc"] == [0, 7, 90]


def test_pictures_are_fetched_when_they_are_asked_for_unless_it_is_said_otherwise(file: Path) -> None:
    assert Config().pictures == "ask"
    file.write_text('pictures = "on"\npicture_cache_mib = 5\n')
    assert (read_config(file).pictures, read_config(file).picture_cache_bytes) == ("on", 5 * 1024 * 1024)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 1", "unknown setting colour; known are article_width,"),
        ("article_width = 'x'", "article_width is 'x'; it must be a whole number between 20 and 200."),
        ("article_width = 999", "article_width is 999; it must lie between 20 and 200."),
        ("pictures = true", "pictures is true; it must be 'ask' or 'on' or 'off'."),
        ("pictures = 'always'", "pictures is 'always'; it must be 'ask' or 'on' or 'off'."),
        ("picture_cache_mib = 0", "picture_cache_mib is 0; it must lie between 1 and 100000."),
        ("[feeds.'a']\npasword = {env='X'}", 'unknown setting feeds.a.pasword; known are fetch_mib,'),
        ("[feeds.'a']\npassword = 'hush'", 'feeds.a.password is written down; say where it is instead: { command ='),
        ("[feeds.'a']\npassword = {env='X', keyring='Y'}", "password must be one of command, env and keyring."),
        ("[feeds.'a']\npassword = {}", 'feeds.a.password must be one of command, env and keyring.'),
        ("[feeds.'a'.headers]\nX = {file='x'}", 'feeds.a.headers.X must be one of command, env and keyring.'),
        ("[feeds.'a']\nheaders = 3", "feeds.a.headers must be a table of settings, such as [feeds.a.headers]"),
        ("[feeds.'a']\nheaders = {X = 3}", "feeds.a.headers.X must be a text in quotes."),
        ("[feeds.'a.b']\nfetch_mib = 2.5", 'feeds."a.b".fetch_mib is 2.5; it must be a whole number between 1'),
        ("[feeds.'a']\nfetch_seconds = 'x'", "feeds.a.fetch_seconds is 'x'; it must be a number between 1 and 600."),
        ("[feeds.'a']\npassword = ['hush']", "feeds.a.password is written down; say where it is instead: { command ="),
        ("[feeds.'a']\npassword = {command='hush'}", "feeds.a.password.command must be a list of texts, such as"),
        ("[feeds]\na = 3", "feeds.a must be a table of settings, such as [feeds.a] with a line for each."),
        ("fetch_mib = true", "fetch_mib is true; it must be a whole number between 1 and 512."),
        ("refresh_in_background = 'no'", "refresh_in_background is 'no'; it must be true or false."),
        ("keep_days = 2026-11-20", "keep_days is a date or a time; it must be a whole number between 0 and 36500."),
        ("keep_days = [1]", "keep_days is a list; it must be a whole number between 0 and 36500."),
        ("keep_days = nan", "keep_days is nan; it must be a whole number between 0 and 36500."),
        ("keys = {'story.star' = 3}", 'keys."story.star" must be a text in quotes.'),
        ("[feeds.'a']\nrefresh_minutes = 3", 'feeds.a.refresh_minutes is 3; it must lie between 15 and 10080.'),
        ("keep_days = -1", "keep_days is -1; it must lie between 0 and 36500."),
        ("public_networks = ['198.18.0.1/15']", "public_networks must be a list of networks, such as"),
        ("private_hosts = 'nas'", 'private_hosts must be a list of texts, such as ["nas.example.org"].'),
        ("feeds = 3", "feeds must be a table of settings, such as [feeds] with a line for each."),
        ("= 3", "is not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_with_its_file_and_without_its_secret(
    file: Path, text: str, sentence: str
) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_config(file)
    assert str(file) in str(caught.value)
    assert sentence in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"fetch_threads = {'9' * 5000}",
        f"fetch_threads = 0x{'f' * 5000}",
        f"keep_days = {'[' * 5000}",
        '"\u2028\\u001b" = 1',
    ],
    ids=["digits", "hexadecimal digits", "lists in lists", "control characters"],
)
def test_what_nobody_would_write_is_refused_in_a_sentence_on_one_line(text: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_config(file)
    assert str(caught.value).isprintable()
    assert str(caught.value).endswith(".")
