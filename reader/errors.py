"""What can go wrong, each error carrying one sentence for the person: what, where, what to do.

Must not know any other room.
"""


class ReaderError(Exception):
    """Something a person can understand and act on; `str(error)` is the sentence to show."""


class ConfigError(ReaderError):
    """The configuration file says something that is not understood."""


class LibraryError(ReaderError):
    """The library cannot be opened, read or written."""


class RefusedValueError(LibraryError):
    """The library is well, but does not take what was to be written: the value is at fault, nothing was written."""


class NewerLibraryError(LibraryError):
    """The library was made by a later version of the program: it is well, only not for this one."""


class NoRoomError(LibraryError):
    """The disk is full: the library is well, and what was to be written was not."""


class Interrupted(ReaderError):  # noqa: N818 -- what was asked for, not a mistake
    """A query was given up while it ran, because its answer is not wanted any more; nothing to show."""


class NotFoundError(ReaderError):
    """What was named (a story, a feed, a tag) is not in the library."""


class SourceError(ReaderError):
    """A feed, file or folder could not be fetched or understood."""


class QueryError(ReaderError):
    """A query is not well formed; `column` counts from 0 and points at the offending `length` characters."""

    def __init__(self, sentence: str, column: int, length: int = 1) -> None:
        super().__init__(sentence)
        self.column = column
        self.length = length
