"""Queries a person keeps under a name."""

SAVED_SEARCHES = (
    # `query` is its text, `digit` the key that calls it, `position` its order. One that was removed stays, with the
    # time in `removed`, so that it can be brought back.
    """
    CREATE TABLE saved_search (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        digit INTEGER CHECK (digit BETWEEN 4 AND 9),
        position INTEGER NOT NULL,
        removed INTEGER
    ) STRICT
    """,
)
