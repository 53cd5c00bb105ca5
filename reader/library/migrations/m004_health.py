"""What is remembered of a feed's health: since when it is in trouble, and how a person wants it checked."""

HEALTH = (
    # Since when every check failed; unknown (NULL) for a feed that had failed several times before this was kept.
    "ALTER TABLE fetch ADD COLUMN trouble_since INTEGER",
    "UPDATE fetch SET trouble_since = coalesce(missing_since, checked) WHERE trouble != '' AND failures <= 1",
    "UPDATE fetch SET trouble_since = missing_since WHERE trouble != '' AND failures > 1",
    # The person's: not checked until resumed; and the seconds between two checks at least, 0 leaving it to the feed.
    "ALTER TABLE feed ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1))",
    "ALTER TABLE feed ADD COLUMN slowness INTEGER NOT NULL DEFAULT 0 CHECK (slowness >= 0)",
)
