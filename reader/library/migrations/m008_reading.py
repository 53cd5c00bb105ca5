"""What reading leaves behind: places in stories, notes on them, and the full texts that were fetched."""


def _taken_out(table: str, verb: str, row: str) -> str:
    """Return the trigger that takes a story out of the index before the words that `table` adds to it change."""
    return f"""
    CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN
        INSERT INTO unindexed (story_id) SELECT {row}.story_id
        WHERE EXISTS (SELECT 1 FROM indexed WHERE story_id = {row}.story_id)
        AND NOT EXISTS (SELECT 1 FROM unindexed WHERE story_id = {row}.story_id);
        INSERT INTO search (search, rowid, title, author, text, url, category)
        SELECT 'delete', place, title, author, text, url, category FROM searchable WHERE story_id = {row}.story_id;
        DELETE FROM indexed WHERE story_id = {row}.story_id;
    END
    """


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
    # What a person wrote about a story; searched with it.
    """
    CREATE TABLE note (
        story_id INTEGER PRIMARY KEY REFERENCES story(id),
        text TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    # Both are searched with the body. To take words out, the index must be told them again: before what they came from
    # changes.
    "DROP VIEW searchable",
    """
    CREATE VIEW searchable AS
    SELECT indexed.place, story.id AS story_id, folded(story.title) AS title, folded(story.author) AS author,
           folded(plain(body.format, body.content) || CASE WHEN full_text.content IS NULL THEN ''
               ELSE ' ' || plain('html', full_text.content) END || coalesce(' ' || note.text, '')) AS text,
           address_words(story.url) AS url, category_words(body.categories) AS category
    FROM indexed JOIN story ON story.id = indexed.story_id JOIN body ON body.story_id = story.id
    LEFT JOIN full_text ON full_text.story_id = story.id LEFT JOIN note ON note.story_id = story.id
    """,
    _taken_out("full_text", "INSERT", "NEW"),
    _taken_out("full_text", "UPDATE", "NEW"),
    _taken_out("full_text", "DELETE", "OLD"),
    _taken_out("note", "INSERT", "NEW"),
    _taken_out("note", "UPDATE", "NEW"),
    _taken_out("note", "DELETE", "OLD"),
    # A purged body takes its full text with it.
    """
    CREATE TRIGGER full_text_purged AFTER DELETE ON body BEGIN
        DELETE FROM full_text WHERE story_id = OLD.story_id;
    END
    """,
)
