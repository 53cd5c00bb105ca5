"""Feeds a command prints, as if a server had answered."""

from reader.config import Config
from reader.sources.files.command_output import printed_by
from reader.sources.web import Fetched, digest_of


def run(url: str, config: Config) -> Fetched:
    """Return what the command of a "cmd:" address prints, within the limits that are configured; raises SourceError."""
    own = config.feed(url)
    content = printed_by(url, own.fetch_seconds or config.fetch_seconds, (own.fetch_mib or config.fetch_mib) * 2**20)
    return Fetched(url, content, digest_of(content))
