"""What reading leaves behind: places in stories, notes on them, and the full texts that were fetched."""

READING = (
    # `place` is the number of the block in sight and how much of it is above (reading.layout.Layout.place_of).
    """
    CREATE TABLE place (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        place REAL NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    # The article on the page of a story whose feed gives less, as HTML; searched with the body.
    """
    CREATE TABLE full_text (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        content TEXT NOT NULL,
        base_url TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER full_text_added AFTER INSERT ON full_text BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER full_text_changed AFTER UPDATE ON full_text BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    # What a person wrote about a story; searched with it.
    """
    CREATE TABLE note (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        text TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER note_added AFTER INSERT ON note BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER note_changed AFTER UPDATE ON note BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER note_removed AFTER DELETE ON note BEGIN
        INSERT INTO unindexed (story_id) SELECT OLD.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = OLD.story_id);
    END
    """,
    # A purged body takes its full text with it.
    """
    CREATE TRIGGER full_text_purged AFTER DELETE ON body BEGIN
        DELETE FROM full_text WHERE story_id = OLD.story_id;
    END
    """,
)
