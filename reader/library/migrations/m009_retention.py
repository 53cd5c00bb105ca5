"""An index for finding old stories to purge."""

RETENTION = (
    # one feed's tombstones, newest first, and what its unsubscription hid, oldest first
    "CREATE INDEX story_unlisted ON story (feed_id, gone, published) WHERE gone != 0",
)
