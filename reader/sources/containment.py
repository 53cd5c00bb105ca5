"""Whatever goes wrong while a story, a file or a feed is read, made a failure of that one alone.

What comes from outside may find a fault in this program, or in a parser it uses, or keep it busy for ever. Then the one
it came with fails, in a sentence, and all others are read. Must not know what is read.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from reader.errors import ReaderError, SourceError
from reader.log import logger
from reader.reading.cleaning import clean_line
from reader.sources.resource_limits import CpuTimeError, cpu_time_limit

_log = logger(__name__)

Given = TypeVar("Given")
Made = TypeVar("Made")


@contextmanager
def contained(name: str) -> Iterator[None]:
    """Raise SourceError, naming what is read, for whatever goes wrong in the block."""
    try:
        yield
    except ReaderError:
        raise
    except MemoryError:
        raise SourceError(f"{name} takes more memory than there is; it was not read.") from None
    except Exception as fault:  # what is read next is not to suffer for it
        _log.exception("what was read met a fault")
        what = clean_line(f"{type(fault).__name__}: {fault}", 200)
        raise SourceError(f"{name} met a fault in reader ({what}); please report it.") from fault


@contextmanager
def contained_within(name: str, seconds: float) -> Iterator[None]:
    """Do what `contained` does, and give up after so many seconds of CPU time, with SourceError too."""
    try:
        with contained(name), cpu_time_limit(seconds):
            yield
    except CpuTimeError:
        took = f"more than {seconds:.2g} seconds of computing"
        raise SourceError(f"{name} takes too long to make sense of ({took}); it was not read.") from None


def each_contained(things: Iterable[Given], make: Callable[[Given], Made]) -> tuple[list[Made], tuple[str, ...]]:
    """Return what is made of each story, and a sentence for each that nothing can be made of."""
    made: list[Made] = []
    failures: list[str] = []
    for number, thing in enumerate(things, 1):
        try:
            with contained(f"Story {number}"):
                made.append(make(thing))
        except SourceError as error:
            failures.append(str(error))
    return made, tuple(failures)
