"""A search index that walks in time, holds words only, and what a query asks of a story beside its words."""

SEARCHING = (
    # What a story contains, as the bits of library.queries.content_flags; 0 where nobody has looked yet: the next
    # indexing does.
    "ALTER TABLE story ADD COLUMN has INTEGER NOT NULL DEFAULT 0",
    "DROP TRIGGER body_removed",
    "DROP TABLE search",
    # The words of the stories and nothing else: the texts stand in `body`. A rowid is a place in time, so that the
    # newest stories with a word are found without looking at the others. What goes in is folded (query.words), and
    # so the tokenizer has nothing to do but to part words at blanks and signs.
    """
    CREATE VIRTUAL TABLE search USING fts5(
        title, author, text, url, category, content = '', prefix = '1 2 3',
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co So'"
    )
    """,
    # Which story stands at which place. A place is never before the story's time in seconds: it is the first that was
    # free from there, or not far after it.
    "CREATE TABLE indexed (place INTEGER PRIMARY KEY, story_id INTEGER NOT NULL UNIQUE REFERENCES story(id)) STRICT",
    # To take words out, the index must be told them again: before what they came from changes.
    """
    CREATE VIEW searchable AS
    SELECT indexed.place, story.id AS story_id, folded(story.title) AS title, folded(story.author) AS author,
           folded(plain(body.format, body.content)) AS text, address_words(story.url) AS url,
           category_words(body.categories) AS category
    FROM indexed JOIN story ON story.id = indexed.story_id JOIN body ON body.story_id = story.id
    """,
    """
    CREATE TRIGGER body_removed BEFORE DELETE ON body BEGIN
        INSERT INTO search (search, rowid, title, author, text, url, category)
        SELECT 'delete', place, title, author, text, url, category FROM searchable WHERE story_id = OLD.story_id;
        DELETE FROM indexed WHERE story_id = OLD.story_id;
        DELETE FROM unindexed WHERE story_id = OLD.story_id;
    END
    """,
    """
    CREATE TRIGGER body_replaced BEFORE UPDATE ON body BEGIN
        INSERT INTO search (search, rowid, title, author, text, url, category)
        SELECT 'delete', place, title, author, text, url, category FROM searchable WHERE story_id = OLD.story_id;
        DELETE FROM indexed WHERE story_id = OLD.story_id;
    END
    """,
    """
    CREATE TRIGGER story_reworded BEFORE UPDATE OF title, author, url ON story
    WHEN NEW.title IS NOT OLD.title OR NEW.author IS NOT OLD.author OR NEW.url IS NOT OLD.url BEGIN
        INSERT INTO unindexed (story_id) SELECT OLD.id
        WHERE EXISTS (SELECT 1 FROM indexed WHERE story_id = OLD.id)
        AND NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = OLD.id);
        INSERT INTO search (search, rowid, title, author, text, url, category)
        SELECT 'delete', place, title, author, text, url, category FROM searchable WHERE story_id = OLD.id;
        DELETE FROM indexed WHERE story_id = OLD.id;
    END
    """,
    "DELETE FROM unindexed",
    "INSERT INTO unindexed (story_id) SELECT story_id FROM body",
    # the stories a publisher revised, newest first
    "CREATE INDEX story_updated ON story (published DESC, id DESC) WHERE gone = 0 AND updated IS NOT NULL",
    # the stories with sound or moving pictures, newest first
    "CREATE INDEX story_media ON story (published DESC, id DESC) WHERE gone = 0 AND (has & 12) != 0",
    # the stories hidden with their feed
    "CREATE INDEX story_hidden ON story (feed_id) WHERE gone = 2",
    # the longest first, and those of a length
    "CREATE INDEX story_by_length ON story (words DESC, published DESC, id DESC) WHERE gone = 0",
)
