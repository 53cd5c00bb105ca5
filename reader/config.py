"""Where things live, and what a person configured.

Owns the directories and `config.toml`, read into a frozen Config. State the program keeps for itself (the theme
chosen in the app, folded folders) is in the library, not here. Must not know what the settings are used for.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from reader.errors import ConfigError

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Places:
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
    keep_days: int = 0
    """Days stories are kept that are neither tagged nor starred; 0 keeps them all."""
    pictures: Literal["off", "ask", "on"] = "ask"
    """Whether the pictures of a story are fetched: never, when they are asked for, or as soon as it is read."""
    picture_cache_mib: int = 100
    """Mebibytes of pictures kept for the next time."""
    feeds: Mapping[str, FeedSettings] = field(default_factory=lambda: MappingProxyType({}))
    """Settings of single feeds, by host or by address."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command id -> keys, comma-separated, instead of the built-in ones."""

    @property
    def fetch_bytes(self) -> int:
        """Bytes one feed may have, unpacked."""
        return self.fetch_mib * _MIB

    @property
    def picture_cache_bytes(self) -> int:
        """Bytes of pictures kept for the next time."""
        return self.picture_cache_mib * _MIB

    def feed(self, url: str) -> FeedSettings:
        """Return the settings for the feed at `url`: those for its address before those for its host."""
        if not self.feeds:
            return _AS_ALL
        return self.feeds.get(url) or self.feeds.get(_host_in(url)) or _AS_ALL

    def floor(self, url: str) -> int:
        """Return the fewest seconds between two checks of the feed at `url`."""
        return (self.feed(url).refresh_minutes or self.refresh_minutes) * 60

    def days_kept(self, url: str) -> int:
        """Return how many days the stories of the feed at `url` are kept, 0 for as long as there is room."""
        own = self.feed(url).keep_days
        return self.keep_days if own is None else own


def find_places(environ: Mapping[str, str] = os.environ) -> Places:
    """Return where config, data and state live: under READER_HOME if set, else where the platform wants them."""
    home = environ.get("READER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "config", root / "data", root / "state", root / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("reader", appauthor=False)
    return Places(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)


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
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
    return _checked(settings, file)


def _checked(settings: dict[str, Any], file: Path) -> Config:
    import msgspec

    _check_names(file, "", settings, Config)
    for name, own in _tables(settings.get("feeds")):
        _check_names(file, f'feeds."{name}".', own, FeedSettings)
        secrets = [("password", own.get("password")), *_tables(own.get("headers"))]
        for key, secret in secrets:
            _check_secret(file, f'feeds."{name}": {key}', secret)
    if settings.get("pictures", "ask") not in _WHEN_PICTURES:
        raise ConfigError(f"{file}: pictures must be one of {', '.join(map(repr, _WHEN_PICTURES))}.")
    try:
        config = msgspec.convert(settings, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}.") from error
    _check_ranges(file, "", config, _RANGES)
    for name, own in config.feeds.items():
        _check_ranges(file, f'feeds."{name}".', own, _FEED_RANGES)
    return config


_FEED_RANGES = {
    "fetch_seconds": (1, 600),
    "fetch_mib": (1, 512),
    "refresh_minutes": (15, 10_080),
    "keep_days": (0, 36_500),
}
_RANGES = {
    "article_width": (20, 200),
    "fetch_threads": (1, 64),
    "picture_cache_mib": (1, 100_000),
    **_FEED_RANGES,
}
_WHEN_PICTURES = ("off", "ask", "on")


def _check_ranges(file: Path, of: str, settings: object, ranges: Mapping[str, tuple[int, int]]) -> None:
    for key, (low, high) in ranges.items():
        value = getattr(settings, key)
        if value is not None and not low <= value <= high:
            raise ConfigError(f"{file}: {of}{key} is {value}; it must lie between {low} and {high}.")


def _check_names(file: Path, of: str, settings: Mapping[str, Any], meant: type[Config | FeedSettings]) -> None:
    known = sorted(meant.__dataclass_fields__)
    for key in settings:
        if key not in known:
            raise ConfigError(f"{file}: unknown setting {of}{key}; known are {', '.join(known)}.")


def _check_secret(file: Path, name: str, secret: object) -> None:
    """Refuse a password that is written down; the sentence does not repeat it."""
    if name.endswith(": password") and isinstance(secret, str):
        how = '{ command = ["pass", "show", "feeds"] }, { env = "NAME" } or { keyring = "SERVICE" }'
        raise ConfigError(f"{file}: {name} is written down; say where it is instead: {how}.")
    if isinstance(secret, dict) and (len(secret) != 1 or not set(secret) <= set(Secret.__dataclass_fields__)):
        raise ConfigError(f"{file}: {name} must be one of command, env and keyring.")


def _tables(value: object) -> list[tuple[str, Any]]:
    """Return the named tables in what should be a table of tables."""
    if not isinstance(value, dict):
        return []
    return [(name, inner) for name, inner in value.items() if isinstance(inner, dict)]


def _host_in(url: str) -> str:
    """Return the host of an address, with its port where it names one."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
