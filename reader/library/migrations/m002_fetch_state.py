"""Fetch state: what is remembered of feeds and of their hosts, and the other guids of stories."""

FETCH_STATE = (
    # Whether the server asked for `next_check`, and the seconds it and the feed itself want between two checks.
    "ALTER TABLE fetch ADD COLUMN asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1))",
    "ALTER TABLE fetch ADD COLUMN max_age INTEGER",
    "ALTER TABLE fetch ADD COLUMN rest INTEGER",
    # When the server last gave a whole answer; since when it only says "not there"; whether it said "gone for good".
    "ALTER TABLE fetch ADD COLUMN answered INTEGER",
    "ALTER TABLE fetch ADD COLUMN missing_since INTEGER",
    "ALTER TABLE fetch ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1))",
    # Where the server says the feed lives now, and since when; where the feed lived before.
    "ALTER TABLE fetch ADD COLUMN moved_to TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE fetch ADD COLUMN moved_since INTEGER",
    "ALTER TABLE fetch ADD COLUMN moved_from TEXT NOT NULL DEFAULT ''",
    "UPDATE fetch SET answered = succeeded",
    # The servers feeds come from: until when each wants to be left alone, how often in a row it refused, and the
    # requests it got in the hour that began at `hour`. `name` is a host, or the address of one feed.
    """
    CREATE TABLE host (
        name TEXT PRIMARY KEY,
        waits_until INTEGER NOT NULL DEFAULT 0,
        refusals INTEGER NOT NULL DEFAULT 0,
        hour INTEGER NOT NULL DEFAULT 0,
        requests INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    # Other guids a story came under: a publisher that changes them must not bring its stories again.
    """
    CREATE TABLE alias (
        feed_id INTEGER NOT NULL REFERENCES feed(id),
        guid TEXT NOT NULL,
        story_id INTEGER NOT NULL REFERENCES story(id),
        PRIMARY KEY (feed_id, guid)
    ) STRICT, WITHOUT ROWID
    """,
    # A story whose words wait to be indexed may change again. OR IGNORE would not do: in a trigger, the conflict clause
    # of the statement that fires it counts, and that is an upsert's.
    "DROP TRIGGER body_added",
    "DROP TRIGGER body_changed",
    """
    CREATE TRIGGER body_added AFTER INSERT ON body BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER body_changed AFTER UPDATE ON body BEGIN
        INSERT INTO unindexed (story_id) SELECT NEW.story_id
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = NEW.story_id);
    END
    """,
    # The process that is refreshing, if one is, and when it last said so: one row at most.
    "CREATE TABLE lease (pid INTEGER NOT NULL, host TEXT NOT NULL, beat INTEGER NOT NULL) STRICT",
)
