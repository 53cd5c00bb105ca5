"""Feeds whose full text is always wanted, why one could not be fetched, and how long an attached file plays."""

ALWAYS_FULL_TEXT = (
    # The person's: whether the full text of the feed's stories is fetched when they are read.
    "ALTER TABLE feed ADD COLUMN full_text INTEGER NOT NULL DEFAULT 0 CHECK (full_text IN (0, 1))",
    # Why there is no full text of a story, and when that was found out.
    """
    CREATE TABLE full_text_failure (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        why TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    # A purged body takes it along.
    """
    CREATE TRIGGER full_text_failure_purged AFTER DELETE ON body BEGIN
        DELETE FROM full_text_failure WHERE story_id = OLD.story_id;
    END
    """,
    # As the publisher says; unknown (NULL) for what came before this was kept.
    "ALTER TABLE enclosure ADD COLUMN seconds INTEGER",
)
