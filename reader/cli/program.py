"""The command `reader`: its verbs by name, each imported when it is called, and how errors are said.

To add a verb: a module or a function here in the folder, called NAME_verb, and a row of _VERBS.
"""

import gc
import importlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from reader import __version__
from reader.cli.streams import QUIET_STATUS, OutputLost, give_up
from reader.errors import QueryError, ReaderError

INTERRUPTED = 130
"""The exit status after ctrl+c."""

_VERBS = {
    "add": "add",
    "refresh": "refresh",
    "feeds": "feeds",
    "import": "import_export",
    "export": "import_export",
    "list": "stories",
    "show": "stories",
    "tag": "stories",
    "mark": "stories",
    "undo": "stories",
    "redo": "stories",
    "tags": "tags",
    "searches": "searches",
    "purge": "purge",
    "rules": "rules",
    "fulltext": "fetching",
    "download": "fetching",
    "pictures": "fetching",
    "backup": "backups",
    "restore": "backups",
    "doctor": "doctor",
}


_NO_TEXT = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes of an argument that are no UTF-8."""


class _Verbs(click.Group):
    """Finds a verb by name and imports its module only then."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _errors_cleaned():
            return super().make_context(info_name, [_as_text(argument) for argument in args], parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _errors_cleaned():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        if cmd_name not in _VERBS:
            return None
        module = importlib.import_module(f"reader.cli.{_VERBS[cmd_name]}")
        gc.enable()  # `__main__` waits with it till here
        command = getattr(module, f"{cmd_name}_verb")
        assert isinstance(command, click.Command)
        return command


@contextmanager
def _errors_cleaned() -> Iterator[None]:
    """Let no error quote an argument as it was typed: that may have been pasted from anywhere."""
    try:
        yield
    except click.ClickException as error:
        from reader.reading.cleaning import clean_text

        error.message = clean_text(error.message)  # type: ignore[misc]
        raise


def _as_text(argument: str) -> str:
    """Return an argument as text that can be kept and shown; the name of a file that is there stays as it is."""
    return argument if os.path.lexists(argument) else _NO_TEXT.sub("\ufffd", argument)


@click.group(cls=_Verbs)
@click.version_option(__version__, prog_name="reader", message="%(prog)s %(version)s")
@click.option("--query", metavar="QUERY", help="Start the interface with the stories that match.")
@click.option(
    "--log", metavar="FILE", help="Write a log, as the variable READER_LOG does; it holds no text of stories."
)
@click.option("--log-level", metavar="LEVEL", help="debug, info (unless set), warning or error; also READER_LOG_LEVEL.")
@click.option("--origin", type=click.Choice(["interface"]), hidden=True, help="Said by the interface to its children.")
def reader(query: str | None, log: str | None, log_level: str | None, origin: str | None) -> None:
    """Read news in the terminal. Without a verb the interface opens.

    Stories, feeds and tags are also there for scripts: each verb that prints has --json.
    """


def run() -> None:
    """Run the verb on the command line and exit: 0 done, 1 something failed, 2 wrong usage, 130 interrupted."""
    try:
        status = _status_of_verb()
        sys.stdout.flush()
    except OutputLost as lost:
        status = _end_without_output(lost)
    sys.exit(status)


def _status_of_verb() -> int:
    try:
        done = reader.main(prog_name="reader", standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except QueryError as error:
        _say_what_is_wrong(error)
        return 2
    except ReaderError as error:
        from reader.cli.output import warn

        warn(f"reader: {error}")
        return 1
    except OutputLost:
        raise
    except Exception as error:  # the boundary of a verb: nobody is to read a traceback
        _say_what_nobody_foresaw(error)
        return 1
    return done if isinstance(done, int) else 0  # of --help and --version


def _say_what_nobody_foresaw(error: Exception) -> None:
    """Say that something went wrong for which there is no sentence; the log tells where."""
    from reader.cli.output import warn
    from reader.log import logger

    logger(__name__).critical("a verb was ended by an exception", exc_info=error)
    warn(
        f"reader: this went wrong, and nothing was written half: {error!r}. Run 'reader doctor' to see whether the"
        " library is sound; 'reader --log FILE' and the same verb again tells where it happened."
    )


def _end_without_output(lost: OutputLost) -> int:
    from reader.cli.output import warn

    give_up()
    if lost.reason:
        warn(f"reader: standard output cannot be written: {lost.reason}.")
    return 1 if lost.reason else QUIET_STATUS


def _say_what_is_wrong(error: QueryError) -> None:
    """Print the query with a pointer at the column, where the verb has noted its text."""
    from reader.cli.output import warn

    query = next(iter(getattr(error, "__notes__", ())), "")
    if query:
        warn(query)
        warn(" " * error.column + "^" * error.length)
    warn(f"reader: {error}")
