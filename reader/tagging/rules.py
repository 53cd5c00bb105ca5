"""What rules do to stories: a plan of changes, following every rule after a refresh, and running one on all stories.

The plan is pure: a rule and stories go in, changes come out; what is so already is left out. Which stories match is for
the query language to say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reader.errors import QueryError, SourceError
from reader.library import Library
from reader.library.journal.changes import Change, What
from reader.library.tags import category_tags
from reader.model import Rule, RuleActions, Story
from reader.query import parse
from reader.query.words import fold_name
from reader.reading.cleaning import clean_line
from reader.sources.containment import contained

_WINDOW = 2_000
MOST_CATEGORIES = 10
"""How many categories of one story become tags by a rule: some publishers list every word of it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would do now: how many stories it matches, which of them it would change, the latest first."""

    matching: int
    changing: tuple[int, ...]


Categories = Mapping[int, Sequence[str]]
"""What the publisher says of each story."""


def plan(rule: Rule, stories: Sequence[Story], categories: Categories = MappingProxyType({})) -> list[Change]:
    """Return the changes a rule makes to stories it matches; `categories` are needed where they are to become tags."""
    changes = [_tagging(rule, name, stories) for name in rule.actions.add]
    if rule.actions.categories:
        changes += _by_category(rule, stories, categories)
    for name in rule.actions.remove:
        changes += _marking(rule, "story.tag", f"-{name}", [story for story in stories if _has(story, name)])
    if rule.actions.read:
        changes += _marking(rule, "story.read", "read", [story for story in stories if not story.read])
    if rule.actions.star:
        changes += _marking(rule, "story.starred", "starred", [story for story in stories if not story.starred])
    if rule.actions.hide:
        changes += _marking(rule, "story.hidden", "hidden", stories)
    return [change for change in changes if change.ids]


def describe_actions(actions: RuleActions) -> str:
    """Return what a rule does: "tag ai, media · untag later · mark read"."""
    parts = [f"tag {', '.join(actions.add)}"] if actions.add else []
    parts += [f"untag {', '.join(actions.remove)}"] if actions.remove else []
    parts += ["tag its categories"] if actions.categories else []
    said = ((actions.read, "mark read"), (actions.star, "star"), (actions.hide, "hide"))
    return " · ".join([*parts, *(words for does, words in said if does)])


def is_understood(rule: Rule) -> bool:
    """Say whether a rule's query is one; in a damaged library it may not be, and then the rule does nothing."""
    try:
        parse(rule.query)
    except QueryError:
        return False
    return True


def _say_nothing(_: str) -> None:
    """Tell nobody."""


def follow_all(library: Library, now: int, tell: Callable[[str], object] = _say_nothing) -> int:
    """Follow the rules that are on, in their order, on the stories each has not seen; return how many changed.

    Words are found in stories only once these are in the search index, so that comes before. A rule that cannot be
    followed changes nothing, and `tell` is given a sentence that says why.
    """
    changed = 0
    for rule in library.rules.all():
        if rule.active:
            try:
                changed += _follow(library, rule, now)
            except (QueryError, SourceError) as error:
                tell(clean_line(f"The rule {rule.query} was not followed: {error}"))
    return changed


def _follow(library: Library, rule: Rule, now: int) -> int:
    with contained(f"The rule {rule.query}"), library.transaction():
        changes = _planned(library, rule, library.rules.unprocessed(rule))
        return library.rules.apply(rule, changes, now)


def preview(library: Library, rule: Rule) -> Preview:
    """Return what running a rule on all stories would come to; changes nothing."""
    ids = library.stories.ids(parse(rule.query))
    touched = {story for change in _planned(library, rule, ids) for story in change.ids}
    return Preview(len(ids), tuple(story for story in ids if story in touched))


def run(library: Library, rule: Rule, now: int) -> int:
    """Do what a rule does to all stories that match it, in one step of the person's; return how many changed."""
    with library.transaction():
        ids = library.stories.ids(parse(rule.query))
        return library.rules.run(rule, _planned(library, rule, ids), now)


def _planned(library: Library, rule: Rule, ids: Sequence[int]) -> list[Change]:
    categories: dict[int, tuple[str, ...]] = {}
    if rule.actions.categories:
        for window in _windows(ids):
            categories |= library.stories.categories_of(window)
    return plan(rule, _stories(library, ids), categories)


def _by_category(rule: Rule, stories: Sequence[Story], categories: Categories) -> list[Change]:
    """Return the changes that make tags of the publisher's categories, the first ones of each story."""
    having: dict[str, tuple[str, list[Story]]] = {}
    for story in stories:
        for name in category_tags(categories.get(story.id, ()))[:MOST_CATEGORIES]:
            having.setdefault(fold_name(name), (name, []))[1].append(story)
    put_on = set(map(fold_name, rule.actions.add))
    return [_tagging(rule, name, some) for key, (name, some) in having.items() if key not in put_on]


def _tagging(rule: Rule, name: str, stories: Sequence[Story]) -> Change:
    ids = tuple(story.id for story in stories if not _has(story, name))
    return Change("story.tag", ids, 0, 1, name, rule.id)


def _marking(rule: Rule, what: What, mark: str, stories: Sequence[Story]) -> list[Change]:
    """Return the change of a property, and the one that notes that it was the rule's doing."""
    ids = tuple(story.id for story in stories)
    noted = Change("story.ruled", ids, 0, 1, mark, rule.id)
    if what == "story.tag":
        return [Change(what, ids, 1, 0, mark.removeprefix("-")), noted]
    return [Change(what, ids, 0, 1), noted]


def _has(story: Story, name: str) -> bool:
    return fold_name(name) in map(fold_name, story.tags)


def _stories(library: Library, ids: Sequence[int]) -> list[Story]:
    return [story for window in _windows(ids) for story in library.stories.rows(window)]


def _windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _WINDOW] for at in range(0, len(ids), _WINDOW))
