"""The first schema: feeds, stories, tags, the journal and the search index."""

INITIAL = (
    # What a person subscribed to. `title` is the publisher's, `own_title` the person's. A feed that was
    # unsubscribed stays, with the time in `removed`: its tagged and starred stories need it.
    """
    CREATE TABLE feed (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        own_title TEXT,
        folder TEXT NOT NULL DEFAULT '',
        site_url TEXT NOT NULL DEFAULT '',
        added INTEGER NOT NULL,
        removed INTEGER
    ) STRICT
    """,
    # How the checks of a feed go. Apart from `feed`, so that a refresh never writes a person's row.
    """
    CREATE TABLE fetch (
        feed_id INTEGER PRIMARY KEY REFERENCES feed(id),
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        digest BLOB,
        checked INTEGER,
        succeeded INTEGER,
        next_check INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        trouble TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    # One narrow row a story, without its body. `published` is where it stands in lists and never changes;
    # `claimed` is what the publisher said. `gone`: 0 listed, 1 purged (a tombstone), 2 hidden with its feed.
    """
    CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feed(id),
        guid TEXT NOT NULL,
        title TEXT NOT NULL,
        author TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        published INTEGER NOT NULL,
        claimed INTEGER,
        arrived INTEGER NOT NULL,
        updated INTEGER,
        words INTEGER NOT NULL DEFAULT 0,
        digest BLOB NOT NULL,
        read INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1)),
        starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
        gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1, 2)),
        UNIQUE (feed_id, guid)
    ) STRICT
    """,
    """
    CREATE TABLE body (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        format TEXT NOT NULL,
        content TEXT NOT NULL,
        base_url TEXT NOT NULL DEFAULT '',
        categories TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    """
    CREATE TABLE enclosure (
        story_id INTEGER NOT NULL REFERENCES story(id),
        position INTEGER NOT NULL,
        url TEXT NOT NULL,
        media_type TEXT NOT NULL DEFAULT '',
        length INTEGER,
        PRIMARY KEY (story_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    # `folded` is the name as names are compared; `stories` and `unread` are kept by the triggers below.
    """
    CREATE TABLE tag (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL UNIQUE,
        stories INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        used INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE story_tag (
        story_id INTEGER NOT NULL REFERENCES story(id),
        tag_id INTEGER NOT NULL REFERENCES tag(id),
        PRIMARY KEY (story_id, tag_id)
    ) STRICT, WITHOUT ROWID
    """,
    # How many listed stories a feed has; kept by the triggers below.
    """
    CREATE TABLE tally (
        feed_id INTEGER PRIMARY KEY REFERENCES feed(id),
        stories INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    # Every change a person made: `changes` is a JSON list of journal.Change. `state`: done, undone, dropped.
    """
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        label TEXT NOT NULL,
        changes TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'done'
    ) STRICT
    """,
    # What the program remembers between two starts: the theme chosen, the folders folded.
    "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # The words of the stories, rowid = story.id, and the stories whose words are not in it yet.
    """
    CREATE VIRTUAL TABLE search USING fts5(
        title, author, text, tokenize = "unicode61 remove_diacritics 2"
    )
    """,
    "CREATE TABLE unindexed (story_id INTEGER PRIMARY KEY) STRICT",
    # all stories, newest first
    "CREATE INDEX story_by_time ON story (published DESC, id DESC) WHERE gone = 0",
    # the unread, newest first
    "CREATE INDEX story_unread ON story (published DESC, id DESC) WHERE gone = 0 AND read = 0",
    # the starred, newest first
    "CREATE INDEX story_starred ON story (published DESC, id DESC) WHERE gone = 0 AND starred = 1",
    # one feed, newest first
    "CREATE INDEX story_by_feed ON story (feed_id, published DESC, id DESC) WHERE gone = 0",
    # the stories of one tag
    "CREATE INDEX story_tag_by_tag ON story_tag (tag_id, story_id)",
    # the next step to undo or redo
    "CREATE INDEX journal_by_state ON journal (state, id)",
    # the feeds to check next
    "CREATE INDEX fetch_due ON fetch (next_check)",
    """
    CREATE TRIGGER feed_added AFTER INSERT ON feed BEGIN
        INSERT INTO fetch (feed_id) VALUES (NEW.id);
        INSERT INTO tally (feed_id) VALUES (NEW.id);
    END
    """,
    """
    CREATE TRIGGER story_added AFTER INSERT ON story WHEN NEW.gone = 0 BEGIN
        UPDATE tally SET
            stories = stories + 1,
            unread = unread + 1 - NEW.read,
            starred = starred + NEW.starred
        WHERE feed_id = NEW.feed_id;
    END
    """,
    """
    CREATE TRIGGER story_changed AFTER UPDATE OF feed_id, read, starred, gone ON story BEGIN
        UPDATE tally SET
            stories = stories - (OLD.gone = 0),
            unread = unread - (OLD.gone = 0 AND OLD.read = 0),
            starred = starred - (OLD.gone = 0 AND OLD.starred = 1)
        WHERE feed_id = OLD.feed_id;
        UPDATE tally SET
            stories = stories + (NEW.gone = 0),
            unread = unread + (NEW.gone = 0 AND NEW.read = 0),
            starred = starred + (NEW.gone = 0 AND NEW.starred = 1)
        WHERE feed_id = NEW.feed_id;
        UPDATE tag SET
            stories = stories + (NEW.gone = 0) - (OLD.gone = 0),
            unread = unread + (NEW.gone = 0 AND NEW.read = 0) - (OLD.gone = 0 AND OLD.read = 0)
        WHERE id IN (SELECT tag_id FROM story_tag WHERE story_id = NEW.id);
    END
    """,
    """
    CREATE TRIGGER story_tagged AFTER INSERT ON story_tag BEGIN
        UPDATE tag SET
            stories = stories + (SELECT gone = 0 FROM story WHERE id = NEW.story_id),
            unread = unread + (SELECT gone = 0 AND read = 0 FROM story WHERE id = NEW.story_id)
        WHERE id = NEW.tag_id;
    END
    """,
    """
    CREATE TRIGGER story_untagged AFTER DELETE ON story_tag BEGIN
        UPDATE tag SET
            stories = stories - (SELECT gone = 0 FROM story WHERE id = OLD.story_id),
            unread = unread - (SELECT gone = 0 AND read = 0 FROM story WHERE id = OLD.story_id)
        WHERE id = OLD.tag_id;
    END
    """,
    """
    CREATE TRIGGER body_added AFTER INSERT ON body BEGIN
        INSERT OR IGNORE INTO unindexed (story_id) VALUES (NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER body_changed AFTER UPDATE ON body BEGIN
        INSERT OR IGNORE INTO unindexed (story_id) VALUES (NEW.story_id);
    END
    """,
    """
    CREATE TRIGGER body_removed AFTER DELETE ON body BEGIN
        DELETE FROM search WHERE rowid = OLD.story_id;
        DELETE FROM unindexed WHERE story_id = OLD.story_id;
    END
    """,
)
