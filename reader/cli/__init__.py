"""The command line: every verb, for people, pipes and cron.

- program: the command `reader`, which verb is in which module, errors as sentences
- session, targets, output: what verbs share: an open library, what arguments mean, how things are printed
- add: subscribing, looking for feeds, keeping pages
- feeds: listing feeds and changing one
- stories: list, show, tag, mark, undo, redo
- tags, searches, rules: the verbs under each of them
- refresh, refresh_run: checking the feeds that are due
- fetching: the full text, the pictures and the attached files of a story
- import_export: OPML in and out, stories as Markdown
- maintenance: doctor and purge

Knows the library, refreshing and reading; nothing of Textual. What a verb needs is imported when it runs.
"""

from reader.cli.program import run

__all__ = ["run"]
