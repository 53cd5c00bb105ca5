"""The command line: every verb, for people, pipes and cron.

program        the command `reader`: which verb is in which module, errors as sentences
session        what a verb works with: an open library, the configuration, the clock
targets        what the arguments of a verb mean: stories, a feed, tags
streams        standard input and output where they are closed, full, or read no more
output         how verbs print: JSON, columns
add            subscribing, looking for feeds, keeping pages
feeds          listing feeds and changing one
stories        list, show, tag, mark, undo, redo
tags           the verbs under tags: list, rename, merge, remove
searches       the verbs under searches: add, rename, query, digit, move, remove, import
rules          the verbs under rules: add, edit, move, remove, on, off, run
refresh        the options of refresh, and a fast exit when no feed is due
refresh_run    what refresh does when a feed is due; apart, as its imports take long
fetching       the full text, the pictures and the attached files of a story
import_export  OPML in and out, stories as Markdown
backups        backup and restore
purge          dropping the text of old stories
doctor         what is wrong, and what to do

Knows the library, refreshing and reading; nothing of Textual. What a verb needs is imported when it runs.
"""

from reader.cli.program import run

__all__ = ["run"]
