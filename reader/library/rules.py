"""The person's rules: keeping them in order, which stories each has not looked at, and taking back what one did.

What a rule does to a story it matches is planned elsewhere (tagging.rules), as changes; must not know how.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from reader.errors import NotFoundError, ReaderError
from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change
from reader.library.journal.journal import Journal
from reader.library.stories import Stories, counted
from reader.library.tags import tag_name
from reader.model import Rule, RuleActions, RuleId
from reader.query import parse
from reader.query.words import fold_name

_RULES = "SELECT id, query, deeds, position, active FROM rule WHERE removed IS NULL"
_READY = (
    "coalesce((SELECT min(story_id) - 1 FROM unindexed WHERE story_id > rule.seen), (SELECT max(id) FROM story), 0)"
)
"""The newest story up to which all that a rule has not looked at can be searched."""

_MARKS = {"read": "story.read", "starred": "story.starred", "hidden": "story.hidden"}


class Rules:
    """The rules, in the order they are followed."""

    def __init__(self, database: Database, journal: Journal, stories: Stories) -> None:
        self._db = database
        self._journal = journal
        self._stories = stories

    def all(self) -> list[Rule]:
        """Return the rules in their order."""
        return [_rule(*row) for row in self._db.run(f"{_RULES} ORDER BY position, id")]

    def get(self, rule_id: int) -> Rule:
        """Return one rule; raises NotFoundError."""
        row = self._db.run(f"{_RULES} AND id = :id", {"id": rule_id}).fetchone()
        if row is None:
            raise NotFoundError(f"There is no rule {rule_id}; 'reader rules' lists them.")
        return _rule(*row)

    def check(self, query: str, actions: RuleActions) -> None:
        """Raise QueryError or ReaderError with a sentence where these make no rule."""
        _checked(query, actions)

    def add(self, query: str, actions: RuleActions, now: int) -> RuleId:
        """Make a rule, the last in order, for stories that come from now on; return its id.

        Raises QueryError, or ReaderError where it would match everything or do nothing.
        """
        query, actions = _checked(query, actions)
        with self._db.transaction():
            cursor = self._db.run(
                "INSERT INTO rule (query, deeds, position, seen, removed) VALUES (:query, :deeds,"
                " (SELECT coalesce(max(position), 0) + 1 FROM rule), 0, :now)",
                {"query": query, "deeds": _packed(actions), "now": now},
            )
            rule_id = RuleId(cursor.lastrowid or 0)
            self._journal.perform(f"made the rule {query}", [Change("rule.removed", (rule_id,), now, None)], now)
        return rule_id

    def edit(self, rule_id: int, query: str, actions: RuleActions, now: int) -> None:
        """Give a rule another query and other actions; what it did stays. Raises as `get` and `add` do."""
        rule = self.get(rule_id)
        query, actions = _checked(query, actions)
        changes = [
            Change("rule.query", (rule_id,), rule.query, query),
            Change("rule.deeds", (rule_id,), _packed(rule.actions), _packed(actions)),
        ]
        self._journal.perform(f"changed the rule {query}", changes, now)

    def move(self, rule_id: int, place: int, now: int) -> None:
        """Put a rule at a place in the order, counted from 1; the nearest where there is none such."""
        rule = self.get(rule_id)
        others = [other for other in self.all() if other.id != rule_id]
        others.insert(max(0, min(place - 1, len(others))), rule)
        changes = [Change("rule.position", (one.id,), one.position, at) for at, one in enumerate(others, 1)]
        self._journal.perform(f"moved the rule {rule.query}", changes, now)

    def remove(self, rule_id: int, now: int) -> None:
        """Take a rule out; what it did stays. Raises NotFoundError."""
        rule = self.get(rule_id)
        self._journal.perform(f"removed the rule {rule.query}", [Change("rule.removed", (rule_id,), None, now)], now)

    def switch_on(self, rule_id: int, now: int) -> None:
        """Let a rule act again, on stories that come from now on. Raises NotFoundError."""
        rule = self.get(rule_id)
        change = Change("rule.active", (rule_id,), int(rule.active), 1)
        self._journal.perform(f"switched on the rule {rule.query}", [change], now)

    def switch_off(self, rule_id: int, now: int, *, take_back: bool = False) -> int:
        """Let a rule rest; where wanted take back, in the same step, what it did and nobody has changed since.

        Return how many stories changed. Raises NotFoundError.
        """
        rule = self.get(rule_id)
        with self._db.transaction():
            undoing = self._taking_back(rule_id) if take_back else []
            change = Change("rule.active", (rule_id,), int(rule.active), 0)
            back = " and took back what it did" if undoing else ""
            self._journal.perform(f"switched off the rule {rule.query}{back}", [change, *undoing], now)
        return _stories_in(undoing)

    def unprocessed(self, rule: Rule) -> Sequence[int]:
        """Return the ids of the stories that match a rule and that it has not looked at, the oldest first.

        A story whose words cannot be found yet is left for later, and so are those that came after it.
        """
        sql = f"SELECT story.id FROM story, rule WHERE rule.id = :id AND story.id > rule.seen AND story.id <= {_READY}"
        newer = self._db.run(sql, {"id": rule.id})
        return self._stories.matching(parse(rule.query), [row["id"] for row in newer])

    def apply(self, rule: Rule, changes: Iterable[Change], now: int) -> int:
        """Make changes a rule makes by itself, which are no step of the person's; it has looked at what is ready then.

        Return how many stories they touch.
        """
        changes = [change for change in changes if change.ids]
        with self._db.transaction():
            for change in changes:
                apply_change(self._db, change, now)
            self._db.run(f"UPDATE rule SET seen = {_READY} WHERE id = :id", {"id": rule.id})
        return _stories_in(changes)

    def run(self, rule: Rule, changes: Iterable[Change], now: int) -> int:
        """Make changes a rule makes because a person wants them, in one step; return how many stories they touch."""
        changes = [change for change in changes if change.ids]
        stories = _stories_in(changes)
        self._journal.perform(f"ran the rule {rule.query} on {counted(stories)}", changes, now)
        return stories

    def count_touched(self, rule_id: int) -> int:
        """Return on how many stories something stands that a rule did."""
        sql = (
            "SELECT count(*) FROM (SELECT story_id FROM story_tag WHERE rule = :id AND rule != 0"
            " UNION SELECT story_id FROM rule_mark WHERE rule = :id)"
        )
        return int(self._db.value(sql, {"id": rule_id}))

    def tags_by_rule(self, story_id: int) -> dict[str, str]:
        """Return the tags on a story that a rule put there, each with the rule's query."""
        sql = (
            "SELECT tag.name, rule.query FROM story_tag JOIN tag ON tag.id = tag_id"
            " JOIN rule ON rule.id = story_tag.rule WHERE story_id = :id"
        )
        return {row["name"]: row["query"] for row in self._db.run(sql, {"id": story_id})}

    def _taking_back(self, rule_id: int) -> list[Change]:
        """Return the changes that take back what a rule did, where it still is as the rule left it."""
        tags = self._db.run(
            "SELECT tag.name, json_group_array(story_id) AS ids FROM story_tag JOIN tag ON tag.id = tag_id"
            " WHERE rule = :id AND rule != 0 GROUP BY tag.id",
            {"id": rule_id},
        ).fetchall()
        changes = [Change("story.tag", tuple(json.loads(row["ids"])), 1, 0, row["name"], rule_id) for row in tags]
        marks = self._db.run(
            "SELECT what, json_group_array(story_id) AS ids FROM rule_mark WHERE rule = :id GROUP BY what",
            {"id": rule_id},
        ).fetchall()
        for row in marks:
            ids = tuple(json.loads(row["ids"]))
            changes.append(self._unmarking(row["what"], ids))
            changes.append(Change("story.ruled", ids, 1, 0, row["what"], rule_id))
        return changes

    def _unmarking(self, what: str, ids: tuple[int, ...]) -> Change:
        if what.startswith("-"):
            having = "SELECT story_id FROM story_tag JOIN tag ON tag.id = tag_id WHERE tag.folded = :key"
            without = self._among(ids, f"id NOT IN ({having})", fold_name(what[1:]))
            return Change("story.tag", without, 0, 1, what[1:])
        column = _MARKS[what].removeprefix("story.")
        return Change(_MARKS[what], self._among(ids, f"{column} = 1"), 1, 0)  # type: ignore[arg-type]

    def _among(self, ids: Sequence[int], condition: str, key: str = "") -> tuple[int, ...]:
        sql = f"SELECT id FROM story WHERE id IN (SELECT value FROM json_each(:ids)) AND {condition}"
        return tuple(row["id"] for row in self._db.run(sql, {"ids": json.dumps(list(ids)), "key": key}))


def _checked(query: str, actions: RuleActions) -> tuple[str, RuleActions]:
    """Return a query and actions as they are kept; raises QueryError or ReaderError where they make no rule."""
    query = " ".join(query.split())
    parse(query)
    if not query:
        raise ReaderError("A rule needs a query: without one it would match every story.")
    named = replace(actions, add=tuple(map(tag_name, actions.add)), remove=tuple(map(tag_name, actions.remove)))
    if not named.any:
        raise ReaderError(
            "A rule must do something: put a tag on, take one off, make categories tags, mark read, star or hide."
        )
    return query, named


def _stories_in(changes: Iterable[Change]) -> int:
    return len({story for change in changes if change.what.startswith("story.") for story in change.ids})


def _packed(actions: RuleActions) -> str:
    return json.dumps(asdict(actions), ensure_ascii=False)


def _rule(rule_id: int, query: str, actions: str, position: int, active: int) -> Rule:
    try:
        kept = json.loads(actions)
        deeds = RuleActions(**{**kept, "add": tuple(kept["add"]), "remove": tuple(kept["remove"])})
    except (ValueError, TypeError, KeyError, RecursionError):  # a damaged rule does nothing
        deeds = RuleActions()
    return Rule(RuleId(rule_id), query, deeds, position, bool(active))
