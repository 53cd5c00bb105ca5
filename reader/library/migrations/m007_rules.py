"""Rules: what is to be done with new stories that match a query, and what each rule has done."""

RULES = (
    # `deeds` is a JSON object of model.RuleActions. `seen` is the newest story the rule has looked at: it acts on later
    # ones.
    """
    CREATE TABLE rule (
        id INTEGER PRIMARY KEY,
        query TEXT NOT NULL,
        deeds TEXT NOT NULL,
        position INTEGER NOT NULL,
        active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
        seen INTEGER NOT NULL DEFAULT 0,
        removed INTEGER
    ) STRICT
    """,
    # the rule that put the tag on the story; 0 where a person did
    "ALTER TABLE story_tag ADD COLUMN rule INTEGER NOT NULL DEFAULT 0",
    # hidden by a rule; such a story is `gone` = 2 like those of a feed that was left
    "ALTER TABLE story ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))",
    # What else a rule did to a story: 'read', 'starred', 'hidden', or '-' and the name of a tag it took off.
    """
    CREATE TABLE rule_mark (
        story_id INTEGER NOT NULL REFERENCES story(id),
        what TEXT NOT NULL,
        rule INTEGER NOT NULL,
        PRIMARY KEY (story_id, what)
    ) STRICT, WITHOUT ROWID
    """,
    # what a rule tagged, to take it back
    "CREATE INDEX story_tag_by_rule ON story_tag (rule, tag_id) WHERE rule != 0",
    # what else a rule did, to take it back
    "CREATE INDEX rule_mark_by_rule ON rule_mark (rule, what)",
)
