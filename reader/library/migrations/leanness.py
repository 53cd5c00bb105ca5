"""What a lean refresh remembers: which items of a feed's last document it has worked on."""

LEANNESS = (
    # For each item of the document a feed last gave, in order, 32 bytes: 16 tell its bytes from others, 16 the guid
    # of its story from others.
    """
    CREATE TABLE document (
        feed_id INTEGER PRIMARY KEY REFERENCES feed(id),
        items BLOB NOT NULL
    ) STRICT
    """,
)
