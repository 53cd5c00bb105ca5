"""A terminal news reader for people who read a lot and want to keep hold of it.

tui           the terminal interface, on Textual
cli           the command line: a verb for everything
refreshing    checking feeds, and subscribing to them
tagging       suggestions, and what rules do
library       everything kept, in SQLite; the only package that speaks SQL
sources       fetching and parsing: the network, feeds, documents, pictures
query         the query language: text to a tree, a tree to SQL
reading       a story made readable: foreign HTML to lines for a terminal
config        the program's directories, and config.toml
config_table  checked access to a table of config.toml
permissions   the program's directories kept to their owner
log           the log: its file, its level, and what it never contains
model         the types all packages share
errors        what can go wrong, each with a sentence for the person
"""

import os
import sys

__version__ = "0.2.0"


def own_call(first_on_path: str) -> tuple[str, ...]:
    """Return how the program calls itself, where Python looks for modules in `first_on_path` first.

    With -P nothing in the folder a person stands in is taken for a part of it; unless the program is there itself, as
    with `python -m reader` in a checkout that is not installed.
    """
    folder = __path__[0].rpartition(os.sep)[0]
    return (sys.executable, *(() if first_on_path == folder else ("-P",)), "-m", "reader")


THIS_PROGRAM = own_call(sys.path[0])
