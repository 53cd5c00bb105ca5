"""What reading leaves behind: how far a person has come in a story."""

READING = (
    # `place` is the number of the block in sight and how much of it is above (reading.layout.Layout.place_of).
    """
    CREATE TABLE place (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        place REAL NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
)
