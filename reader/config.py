"""Where things live, and what a person configured.

Owns the directories and `config.toml`, read into a frozen Config. State the program keeps for itself (the theme
chosen in the app, folded folders) is in the library, not here. Must not know what the settings are used for.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reader.errors import ConfigError

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Places:
    """The directories of one person's reader."""

    config: Path
    data: Path
    state: Path

    @property
    def library(self) -> Path:
        """The SQLite file everything is kept in."""
        return self.data / "library.db"

    @property
    def config_file(self) -> Path:
        """The file a person may write settings in; it need not exist."""
        return self.config / "config.toml"


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
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command id -> keys, comma-separated, instead of the built-in ones."""

    @property
    def fetch_bytes(self) -> int:
        """Bytes one feed may have, unpacked."""
        return self.fetch_mib * _MIB


def find_places(environ: Mapping[str, str] = os.environ) -> Places:
    """Return where config, data and state live: under READER_HOME if set, else where the platform wants them."""
    home = environ.get("READER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "config", root / "data", root / "state")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("reader", appauthor=False)
    return Places(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path)


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

    known = set(Config.__dataclass_fields__)
    for key in settings:
        if key not in known:
            raise ConfigError(f"{file}: unknown setting {key}; known are {', '.join(sorted(known))}.")
    try:
        config = msgspec.convert(settings, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}.") from error
    _check_range(file, "article_width", config.article_width, 20, 200)
    _check_range(file, "fetch_threads", config.fetch_threads, 1, 64)
    _check_range(file, "fetch_seconds", config.fetch_seconds, 1, 600)
    _check_range(file, "fetch_mib", config.fetch_mib, 1, 512)
    _check_range(file, "refresh_minutes", config.refresh_minutes, 15, 10_080)
    return config


def _check_range(file: Path, key: str, value: float, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ConfigError(f"{file}: {key} is {value}; it must lie between {low} and {high}.")
