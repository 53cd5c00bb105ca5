"""What a person does to rules, and what the screens about rules are to show.

Must not know keys or screens.
"""

from collections.abc import Callable

from reader.errors import QueryError
from reader.library import Library
from reader.library.stories import counted
from reader.model import FeedId, Rule, RuleActions, RuleId
from reader.query import parse
from reader.tagging.rules import Preview, preview, run
from reader.tui.library_access import LibraryThread
from reader.tui.widgets.matches import Draft, Matches
from reader.tui.writing import Writing

Said = Callable[[str], None]
"""Told what was done, once it is."""

_SHOWN = 5


class RuleActs:
    """Looks with `lists`."""

    def __init__(self, library: Library, lists: LibraryThread, writing: Writing) -> None:
        self._library = library
        self._lists = lists
        self._writing = writing

    def all(self) -> list[tuple[Rule, int]]:
        """Return the rules in their order, each with on how many stories something stands that it did."""
        rules = self._library.rules
        return [(rule, rules.count_touched(rule.id)) for rule in rules.all()]

    def check(self, draft: Draft) -> None:
        """Raise ReaderError with a sentence where a draft makes no rule."""
        self._library.rules.check(draft.query, draft.actions)

    def look(self, query: str, done: Callable[[Matches], None]) -> None:
        """Find what matches a query as typed."""
        try:
            wanted = parse(query)
        except QueryError as error:
            self._lists.drop("what a rule matches")
            done(Matches(trouble=str(error)))
            return

        def find(library: Library) -> Matches:
            latest = library.stories.rows(library.stories.first_ids(wanted, _SHOWN))
            return Matches(library.stories.count(wanted), tuple(story.title for story in latest))

        self._lists.ask("what a rule matches", find, done)

    def preview(self, rule: Rule, done: Callable[[Preview], None]) -> None:
        """Find out what running a rule on all stories would come to."""
        self._lists.ask("what a rule would do", lambda library: preview(library, rule), done)

    def keep(self, draft: Draft, rule_id: RuleId | None, said: Said) -> None:
        """Make a rule of a draft, or give it to the rule there is."""

        def work(library: Library, now: int) -> str:
            if rule_id is None:
                library.rules.add(draft.query, draft.actions, now)
                return f"made the rule {draft.query} · it acts on stories that come from now on · U undoes"
            library.rules.edit(rule_id, draft.query, draft.actions, now)
            return f"changed the rule {draft.query} · U undoes"

        self._writing.do(work, said)

    def switch_categories(self, feed_id: FeedId, title: str, said: Said) -> None:
        """Let the categories of a feed's new stories become tags, by a rule; where one does that, switch it off."""

        def work(library: Library, now: int) -> str:
            query, actions = f"feed:#{feed_id}", RuleActions(categories=True)
            there = next((one for one in library.rules.all() if (one.query, one.actions) == (query, actions)), None)
            if there is not None and there.active:
                library.rules.switch_off(there.id, now)
                return f"categories of {title} become tags no longer · in Rules b takes back those that did"
            if there is None:
                library.rules.add(query, actions, now)
            else:
                library.rules.switch_on(there.id, now)
            return f"new stories of {title} get their categories as tags · U undoes · Rules has it"

        self._writing.do(work, said)

    def switch(self, rule: Rule, said: Said) -> None:
        """Switch a rule off or on, going by what was asked before and not by what is shown yet."""

        def work(library: Library, now: int) -> str:
            if library.rules.get(rule.id).active:
                library.rules.switch_off(rule.id, now)
                return f"{rule.query} is off · b takes back what it did"
            library.rules.switch_on(rule.id, now)
            return f"{rule.query} is on, for stories that come from now on"

        self._writing.do(work, said)

    def take_back(self, rule: Rule, said: Said) -> None:
        """Switch a rule off and take back what it did."""

        def work(library: Library, now: int) -> str:
            stories = library.rules.switch_off(rule.id, now, take_back=True)
            return f"{rule.query} is off, what it did to {counted(stories)} is taken back · U undoes"

        self._writing.do(work, said)

    def remove(self, rule: Rule, said: Said) -> None:
        """Take a rule out."""

        def work(library: Library, now: int) -> str:
            library.rules.remove(rule.id, now)
            return f"removed the rule {rule.query}, what it did stays · U undoes"

        self._writing.do(work, said)

    def move(self, rule: Rule, steps: int, said: Said) -> None:
        """Put a rule so many places further down."""

        def work(library: Library, now: int) -> str:
            order = [one.id for one in library.rules.all()]
            library.rules.move(rule.id, order.index(rule.id) + 1 + steps, now)
            return ""

        self._writing.do(work, said)

    def run(self, rule: Rule, said: Said) -> None:
        """Do what a rule does to every story that matches, in one step."""

        def work(library: Library, now: int) -> str:
            return f"ran {rule.query}: {counted(run(library, library.rules.get(rule.id), now))} changed · U undoes"

        self._writing.do(work, said)
