"""What reading leaves behind: how far a person has come in a story, and the full texts that were fetched."""

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
    # Its words are searched with those of the body. To take words out, the index must be told them again: before what
    # they came from changes.
    "DROP VIEW searchable",
    """
    CREATE VIEW searchable AS
    SELECT indexed.place, story.id AS story_id, folded(story.title) AS title, folded(story.author) AS author,
           folded(plain(body.format, body.content) || CASE WHEN full_text.content IS NULL THEN ''
               ELSE ' ' || plain('html', full_text.content) END) AS text,
           address_words(story.url) AS url, category_words(body.categories) AS category
    FROM indexed JOIN story ON story.id = indexed.story_id JOIN body ON body.story_id = story.id
    LEFT JOIN full_text ON full_text.story_id = story.id
    """,
    *(
        f"""
        CREATE TRIGGER full_text_{done} BEFORE {verb} ON full_text BEGIN
            INSERT INTO unindexed (story_id) SELECT {row}.story_id
            WHERE EXISTS (SELECT 1 FROM indexed WHERE story_id = {row}.story_id)
            AND NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = {row}.story_id);
            INSERT INTO search (search, rowid, title, author, text, url, category)
            SELECT 'delete', place, title, author, text, url, category FROM searchable
            WHERE story_id = {row}.story_id;
            DELETE FROM indexed WHERE story_id = {row}.story_id;
        END
        """
        for verb, done, row in (("INSERT", "added", "NEW"), ("UPDATE", "changed", "NEW"), ("DELETE", "removed", "OLD"))
    ),
    # A purged body takes its full text with it.
    """
    CREATE TRIGGER full_text_purged AFTER DELETE ON body BEGIN
        DELETE FROM full_text WHERE story_id = OLD.story_id;
    END
    """,
)
