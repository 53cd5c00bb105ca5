"""The directories of the program, and `config.toml` read into a frozen Config.

State the program keeps for itself (the theme chosen in the app, folded folders) is in the library, not here. Must not
know what the settings are used for.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from reader.config_table import Table
from reader.errors import ConfigError

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Directories:
    """The directories of one person's reader."""

    config: Path
    data: Path
    state: Path
    cache: Path | None = None
    """What may be deleted any time; beside the state where nothing is said."""

    @property
    def pictures(self) -> Path:
        """The folder pictures are kept in for the next time."""
        return (self.cache or self.state.parent / "cache") / "pictures"

    @property
    def library(self) -> Path:
        """The SQLite file everything is kept in."""
        return self.data / "library.db"

    @property
    def library_mark(self) -> Path:
        """The file that says that there was a library, wherever that has gone."""
        return self.state / "library-was-made"

    @property
    def config_file(self) -> Path:
        """The file a person may write settings in; it need not exist."""
        return self.config / "config.toml"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is: in what a command prints, in a variable of the environment, or in the keyring."""

    command: tuple[str, ...] = ()
    """A program with its arguments; the first line it prints is the secret."""
    env: str = ""
    """The name of a variable."""
    keyring: str = ""
    """The service it is kept under in the system's keyring, for the user of the feed."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What a person set for one feed, or for all feeds of a host; what is None is as for all others."""

    user: str = ""
    """The name to sign in with; goes to the feed's own server alone."""
    password: Secret | None = None
    headers: Mapping[str, str | Secret] = field(default_factory=lambda: MappingProxyType({}))
    """Headers to send along, to the feed's own server alone."""
    fetch_seconds: float | None = None
    fetch_mib: int | None = None
    refresh_minutes: int | None = None
    keep_days: int | None = None
    """Days its stories are kept; 0 keeps them for good, whatever is asked for all feeds."""
    section: str = ""
    """What a person called it in the file: a host, an origin or an address. Only "http://…" may sign in without TLS."""


_AS_ALL = FeedSettings()


@dataclass(frozen=True, slots=True)
class Config:
    """What a person may set in `config.toml`; the defaults are the field values here."""

    article_width: int = 80
    """Columns of the reading measure, 40 to 120."""
    fetch_threads: int = 16
    """Feeds fetched at a time; no more than 16 ever are."""
    fetch_seconds: float = 60.0
    """Seconds one feed may take in all."""
    fetch_mib: int = 32
    """Mebibytes one feed may have, unpacked."""
    refresh_minutes: int = 60
    """Minutes between two checks of a feed at least, 15 to 10,080; one that publishes rarely is checked less often."""
    refresh_in_background: bool = True
    """Whether the open program checks feeds that are due without being asked."""
    suggest_in_list: bool = True
    """Whether tags that are likely stand dim on unread stories in the list."""
    keep_days: int = 0
    """Days stories are kept that are neither tagged nor starred; 0 keeps them all."""
    backups: int = 5
    """How many of the daily backups of the library are kept; 0 makes none."""
    right_to_left: Literal["terminal", "reader"] = "terminal"
    """Who turns text around that runs from right to left: many terminals do, some leave it to the program."""
    player: str = "mpv"
    """The program attached files are played with, and its arguments; the file's address comes last."""
    player_in_terminal: bool = False
    """Whether the player gets the terminal until it ends, instead of playing beside what one reads."""
    download_folder: str = ""
    """The folder downloads go to; "" for the one the system has for them."""
    download_command: str = ""
    """A program and its arguments that downloads, in that folder, the address it gets last; "" for none."""
    download_mib: int = 4096
    """Mebibytes one download may have."""
    pictures: Literal["off", "ask", "on"] = "ask"
    """Whether the pictures of a story are fetched: never, when they are asked for, or as soon as it is read."""
    picture_cache_mib: int = 100
    """Mebibytes of pictures kept for the next time."""
    private_hosts: tuple[str, ...] = ()
    """Public names of computers in one's own network: feeds of theirs may be fetched, and what those lead to."""
    public_networks: tuple[str, ...] = ()
    """Private addresses that stand for public ones here, as a VPN may make them up: "198.18.0.0/15"."""
    feeds: Mapping[str, FeedSettings] = field(default_factory=lambda: MappingProxyType({}))
    """Settings of single feeds, by host or by address."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command id -> keys, comma-separated, instead of the built-in ones."""

    @property
    def fetch_bytes(self) -> int:
        """Bytes one feed may have, unpacked."""
        return self.fetch_mib * _MIB

    @property
    def downloads(self) -> Path:
        """The folder downloads go to."""
        if self.download_folder:
            return Path(self.download_folder).expanduser().absolute()
        from platformdirs import user_downloads_path

        return user_downloads_path()

    @property
    def picture_cache_bytes(self) -> int:
        """Bytes of pictures kept for the next time."""
        return self.picture_cache_mib * _MIB

    def feed(self, url: str) -> FeedSettings:
        """Return the settings for the feed at `url`: those for its address before those for its origin or its host."""
        if not self.feeds:
            return _AS_ALL
        origin, host = _origin_and_host(url)
        return self.feeds.get(url) or self.feeds.get(origin) or self.feeds.get(host) or _AS_ALL

    def floor(self, url: str) -> int:
        """Return the fewest seconds between two checks of the feed at `url`."""
        return (self.feed(url).refresh_minutes or self.refresh_minutes) * 60

    def days_kept(self, url: str) -> int:
        """Return how many days the stories of the feed at `url` are kept, 0 for as long as there is room."""
        own = self.feed(url).keep_days
        return self.keep_days if own is None else own


def find_directories(environ: Mapping[str, str] = os.environ) -> Directories:
    """Return where config, data and state live: under READER_HOME if set, else where the platform wants them."""
    home = environ.get("READER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Directories(root / "config", root / "data", root / "state", root / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("reader", appauthor=False)
    return Directories(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)


def find_seeds() -> Path:
    """Return the folder of bundled documents, in an installed wheel or in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "seeds"
    return installed if installed.is_dir() else package.parent / "seeds"


def read_config(file: Path) -> Config:
    """Return what `file` says, or the defaults where it does not exist.

    Raises ConfigError naming the file and the key where something is not understood.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}.") from error
    import tomllib

    try:
        settings = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of too many digits is a ValueError, no TOMLDecodeError
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
    return _config(Table(file, "", settings))


_FEED_RANGES = {
    "fetch_seconds": (1, 600),
    "fetch_mib": (1, 512),
    "refresh_minutes": (15, 10_080),
    "keep_days": (0, 36_500),
}
_RANGES = {
    "article_width": (20, 200),
    "fetch_threads": (1, 64),
    "download_mib": (1, 1_048_576),
    "picture_cache_mib": (1, 100_000),
    "backups": (0, 100),
    **_FEED_RANGES,
}
_FRACTIONAL = ("fetch_seconds",)


def _config(table: Table) -> Config:
    table.check_names(Config.__dataclass_fields__)
    feeds, keys = table.table("feeds"), table.table("keys")
    return Config(
        **table.numbers(_RANGES, _FRACTIONAL),
        refresh_in_background=table.boolean("refresh_in_background", True),
        suggest_in_list=table.boolean("suggest_in_list", True),
        pictures=table.choice("pictures", ("ask", "on", "off")),
        player=table.text("player", "mpv"),
        player_in_terminal=table.boolean("player_in_terminal", False),
        download_folder=table.text("download_folder"),
        download_command=table.text("download_command"),
        right_to_left=table.choice("right_to_left", ("terminal", "reader")),
        private_hosts=tuple(map(_host_name, table.text_list("private_hosts", '["nas.example.org"]'))),
        public_networks=_networks(table, "public_networks"),
        feeds={name: _feed(feeds.table(name), name) for name in feeds.names()},
        keys={name: keys.text(name) for name in keys.names()},
    )


def _feed(table: Table, section: str) -> FeedSettings:
    table.check_names(FeedSettings.__dataclass_fields__.keys() - {"section"})
    headers = table.table("headers")
    return FeedSettings(
        **table.numbers(_FEED_RANGES, _FRACTIONAL),
        section=section,
        user=table.text("user"),
        password=_password(table) if "password" in table.names() else None,
        headers={name: _header(headers, name) for name in headers.names()},
    )


def _password(table: Table) -> Secret:
    """Return where a password is; one that is written down is refused in a sentence that does not repeat it."""
    if not table.is_table("password"):
        how = '{ command = ["pass", "show", "feeds"] }, { env = "NAME" } or { keyring = "SERVICE" }'
        raise table.error(f"{table.name}.password is written down; say where it is instead: {how}.")
    return _secret(table.table("password"))


def _header(headers: Table, name: str) -> str | Secret:
    return _secret(headers.table(name)) if headers.is_table(name) else headers.text(name)


def _secret(table: Table) -> Secret:
    if len(table.names()) != 1 or not set(table.names()) <= set(Secret.__dataclass_fields__):
        raise table.error(f"{table.name} must be one of command, env and keyring.")
    return Secret(table.text_list("command", '["pass", "show", "feeds"]'), table.text("env"), table.text("keyring"))


def _networks(table: Table, key: str) -> tuple[str, ...]:
    example = '["198.18.0.0/15"]'
    texts = table.text_list(key, example)
    if texts:
        from ipaddress import ip_network

        try:
            return tuple(str(ip_network(text)) for text in texts)
        except ValueError as error:
            raise table.error(f"{key} must be a list of networks, such as {example}: {error}.") from None
    return ()


def _host_name(name: str) -> str:
    return name.strip().rstrip(".").lower()


def _origin_and_host(url: str) -> tuple[str, str]:
    """Return "https://host" and "host" of an address, each with the port where that is not the usual one.

    As those who connect read it: in "https://a.example?@b.example/" the host is a.example.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", ""
    if port is not None and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    return f"{parts.scheme}://{host}", host
