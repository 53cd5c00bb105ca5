"""Where each step of the journal was made, and what an undo left as it was."""

ORIGIN = (
    # model.Origin: where the step was made. All that was made before that was noted counts as made in the interface.
    "ALTER TABLE journal ADD COLUMN origin TEXT NOT NULL DEFAULT 'interface'",
    # Of a step that is undone: a running number, the highest for the one that was undone last.
    "ALTER TABLE journal ADD COLUMN undone INTEGER",
    # Of a step that is undone: the changes that were taken back, a JSON list like `changes`, where they are not all of
    # them; the rest was changed since, and stays so when the step is redone.
    "ALTER TABLE journal ADD COLUMN taken_back TEXT",
    "UPDATE journal SET undone = -id WHERE state = 'undone'",
    # the next step of one origin to undo
    "CREATE INDEX journal_by_origin ON journal (origin, state, id)",
)
