"""What a person took off a story by hand: not to be suggested for it again."""

DECLINED = (
    """
    CREATE TABLE declined (
        story_id INTEGER NOT NULL REFERENCES story(id),
        tag_id INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
        PRIMARY KEY (story_id, tag_id)
    ) STRICT, WITHOUT ROWID
    """,
    # to be rid of them where a tag becomes another one
    "CREATE INDEX declined_by_tag ON declined (tag_id)",
)
