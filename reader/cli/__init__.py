"""The scriptable twin: every verb of the command line, for people, pipes and cron.

Knows the library, refreshing and reading; nothing of Textual. What a verb needs is imported when it runs.
"""

from reader.cli.program import run

__all__ = ["run"]
