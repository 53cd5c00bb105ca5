"""Where the program starts: the terminal interface, or the command line where a verb is given.

Knows both front ends so that neither needs to know the other, and imports only the one that is wanted.
"""

import gc
import sys
from collections.abc import Sequence


def main() -> None:
    """Run what the command line asks for; exits with 0 done, 1 something failed, 2 wrong usage."""
    gc.disable()  # nothing made on the way in is garbage; either front end collects again once it is there
    query = wanted_view(sys.argv[1:])
    if query is None:
        from reader.cli import run

        run()
    else:
        sys.exit(open_interface(query))


def wanted_view(arguments: Sequence[str]) -> str | None:
    """Return the query the interface is to start with, or None where the arguments are for the command line."""
    match list(arguments):
        case []:
            return ""
        case ["--query", query]:
            return query
        case [single] if single.startswith("--query="):
            return single.removeprefix("--query=")
        case _:
            return None


def open_interface(query: str) -> int:
    """Run the terminal interface until it is left; return the exit status."""
    from reader.config import find_places, read_config
    from reader.errors import QueryError, ReaderError
    from reader.library import open_library
    from reader.query import parse

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("reader: the interface needs a terminal; 'reader --help' lists what works without.", file=sys.stderr)
        return 2
    try:
        places = find_places()
        config = read_config(places.config_file)
        parse(query)
        library = open_library(places.library)
        empty = library.feeds.never_subscribed()
        library.close()
        if empty:
            _add_seeds()
        from reader.tui.app import make_app

        app = make_app(places, config, query)
    except ReaderError as error:
        print(f"reader: {error}", file=sys.stderr)
        return 2 if isinstance(error, QueryError) else 1
    app.run()
    return app.return_code or 0


def _add_seeds() -> None:
    """Subscribe to the bundled stories in a process of its own: this one never parses."""
    import subprocess

    subprocess.run([sys.executable, "-m", "reader", "add", "seeds:"], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
