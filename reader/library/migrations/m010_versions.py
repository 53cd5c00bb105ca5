"""What a story said before its publisher changed it."""

VERSIONS = (
    # `content` is compressed by zlib; `until` is when the next version came.
    """
    CREATE TABLE version (
        id INTEGER PRIMARY KEY,
        story_id INTEGER NOT NULL REFERENCES story(id),
        title TEXT NOT NULL,
        format TEXT NOT NULL,
        content BLOB NOT NULL,
        until INTEGER NOT NULL
    ) STRICT
    """,
    # one story's versions, oldest first
    "CREATE INDEX version_by_story ON version (story_id, id)",
    # A purged body takes its earlier versions with it.
    """
    CREATE TRIGGER versions_purged AFTER DELETE ON body BEGIN
        DELETE FROM version WHERE story_id = OLD.story_id;
    END
    """,
)
