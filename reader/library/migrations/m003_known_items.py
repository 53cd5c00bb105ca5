"""Digests of the items already processed: those of the document each feed gave last."""

KNOWN_ITEMS = (
    # For each item of the document a feed last gave, in order, 32 bytes: 16 tell its bytes from others, 16 the guid
    # of its story from others.
    """
    CREATE TABLE document (
        feed_id INTEGER PRIMARY KEY REFERENCES feed(id),
        items BLOB NOT NULL
    ) STRICT
    """,
    # the other guids of one story
    "CREATE INDEX alias_by_story ON alias (story_id)",
)
