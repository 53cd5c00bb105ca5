"""Where the program starts: the terminal interface, or the command line where a verb is given.

Knows both front ends so that neither needs to know the other, and imports only the one that is wanted. Starts the log
where one is wanted.
"""

import gc
import os
import sys
from collections.abc import Mapping, Sequence

_OPTIONS = ("--query", "--log", "--log-level", "--origin")


def main() -> None:
    """Run what the command line asks for; exits with 0 done, 1 something failed, 2 wrong usage."""
    gc.disable()  # nothing made on the way in is garbage; either front end collects again once it is there
    try:
        _run(*split_options(sys.argv[1:]))
    except KeyboardInterrupt:  # before there was anything to end
        sys.exit(130)


def _run(options: Mapping[str, str], verb: Sequence[str]) -> None:
    if verb:
        from reader.cli import run, streams

        streams.prepare()
        start_log(options, verb)
        run()
    else:
        start_log(options, verb)
        sys.exit(open_interface(options.get("--query", "")))


def split_options(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the options before the verb, and the verb with its arguments; where there is none the interface opens."""
    options: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest[0].partition("=")
        if name not in _OPTIONS or not (equals or rest[1:]):
            break
        options[name] = value if equals else rest[1]
        del rest[: 1 if equals else 2]
    return options, rest


def start_log(options: Mapping[str, str], verb: Sequence[str]) -> None:
    """Start the log that the options or the environment name, if any; exits with 2 where it cannot be written."""
    file = options.get("--log", os.environ.get("READER_LOG", ""))
    if not file:
        return
    from reader import log
    from reader.errors import ConfigError

    try:
        log.start(file, options.get("--log-level", os.environ.get(log.LEVEL, "")) or "info", "".join(verb[:1]))
    except ConfigError as error:
        print(f"reader: {error}", file=sys.stderr)
        sys.exit(2)


def open_interface(query: str) -> int:
    """Run the terminal interface until it is left; return the exit status."""
    from reader.config import find_directories, read_config
    from reader.errors import QueryError, ReaderError
    from reader.library import open_own_library
    from reader.permissions import keep_private
    from reader.query import parse

    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        print("reader: the interface needs a terminal; 'reader --help' lists what works without.", file=sys.stderr)
        return 2
    try:
        directories = find_directories()
        for told in keep_private(directories):
            print(f"reader: {told}", file=sys.stderr)
        config = read_config(directories.config_file)
        parse(query)
        library = open_own_library(directories)
        empty = library.feeds.never_subscribed()
        library.close()
        if empty:
            _add_seeds()
        from reader.tui.app import make_app, run_app
        from reader.tui.unexpected import FatalError

        app = make_app(directories, config, query)
    except ReaderError as error:
        print(f"reader: {error}", file=sys.stderr)
        return 2 if isinstance(error, QueryError) else 1
    try:
        return run_app(app)
    except FatalError as ended:
        return _say_what_ended_it(ended.__cause__)


def _say_what_ended_it(error: BaseException | None) -> int:
    from reader.log import FILE, logger

    logger("reader").critical("the interface was ended by an exception", exc_info=error)
    written = "the log says where" if os.environ.get(FILE) else "call it with --log FILE to have written down where"
    print(f"reader: the interface ended by an error of its own ({type(error).__name__}); {written}.", file=sys.stderr)
    return 1


def _add_seeds() -> None:
    """Subscribe to the bundled stories in a process of its own: this one never parses."""
    import subprocess

    from reader import THIS_PROGRAM

    subprocess.run([*THIS_PROGRAM, "add", "seeds:"], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
