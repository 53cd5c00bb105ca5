"""The one table of commands: keys, wording, where each holds, and the function that does it.

How it works: every binding made here runs the app's one action `run` with the id of a row; that calls the row's
function, which lives in the package of its noun, with the context. Bindings, the palette, the help screen, the hints at
the bottom and the README's key table are all made from this table. Must not know how anything is done.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from textual.binding import Binding, BindingType, InvalidBinding
from textual.keys import format_key, key_to_character

from reader.errors import ConfigError
from reader.tui import actions as general
from reader.tui.article import actions as article
from reader.tui.context import Context
from reader.tui.enclosures import actions as enclosures
from reader.tui.feeds import actions as feeds
from reader.tui.journal import actions as journal
from reader.tui.pictures import actions as pictures
from reader.tui.rules import actions as rules
from reader.tui.search import actions as search
from reader.tui.stories import actions as stories
from reader.tui.tags import actions as tags

Action = Callable[[Context], Awaitable[None] | None]
"""What a command does."""

Condition = Callable[[Context], bool]
"""Whether a command is meant where its key means something else too."""


class Where(StrEnum):
    """The part of the screen a command belongs to."""

    PANE = "pane"  # whatever can be moved in: each list, the feed tree, the article
    FEEDS = "feeds"  # the sidebar
    STORIES = "stories"  # the story list
    STORY = "story"  # anywhere on the main screen; acts on the story
    ARTICLE = "article"  # the article pane
    HEALTH = "health"  # a screen of its own, as the three below
    RULES = "rules"
    TIMELINE = "timeline"
    TAGS = "tags"
    HOUSEKEEPING = "housekeeping"  # anywhere on the main screen, as MAIN; on the help screen apart from it
    MAIN = "main"  # anywhere on the main screen
    APP = "app"  # everywhere


TITLES: Mapping[Where, str] = {
    Where.PANE: "Moving",
    Where.FEEDS: "Feeds",
    Where.STORIES: "Stories",
    Where.STORY: "The story",
    Where.ARTICLE: "Article",
    Where.HEALTH: "Feed health",
    Where.RULES: "Rules",
    Where.TIMELINE: "What you did",
    Where.TAGS: "Tags",
    Where.HOUSEKEEPING: "Feeds, rules, steps",
    Where.MAIN: "Views and panes",
    Where.APP: "Program",
}
"""What each part is called on the help screen."""


def always(_: Context) -> bool:
    """Say that a command is meant wherever its key is pressed."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do: `keys` are comma-separated and may be empty, `hint` is a word for the status line."""

    id: str
    keys: str
    label: str
    help: str
    where: Where
    run: Action
    hint: str = ""
    when: Condition = always


# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command("move.down", "j,down", "Down", "One line down; in the article, scroll",
            Where.PANE, partial(general.move, how="move_down")),
    Command("move.up", "k,up", "Up", "One line up; in the article, scroll",
            Where.PANE, partial(general.move, how="move_up")),
    Command("move.first", "g,home", "First", "To the top; there, take in what is new",
            Where.PANE, partial(general.move, how="move_first")),
    Command("move.last", "G,end", "Last", "To the end",
            Where.PANE, partial(general.move, how="move_last")),
    Command("move.page-down", "pagedown,ctrl+d", "Page down", "One page down",
            Where.PANE, partial(general.move, how="page_down")),
    Command("move.page-up", "pageup,ctrl+u", "Page up", "One page up",
            Where.PANE, partial(general.move, how="page_up")),
    Command("feeds.open", "enter", "Show", "Show its stories; fold or unfold a folder", Where.FEEDS, feeds.open_row),
    Command("feeds.fold", "space", "Fold", "Fold or unfold a folder or a tag", Where.FEEDS, feeds.fold),
    Command("feeds.close", "left", "Fold", "Fold, or go to the folder a feed is in", Where.FEEDS, feeds.close_row),
    Command("feeds.expand", "right", "Unfold", "Unfold", Where.FEEDS, feeds.expand),
    Command("feeds.categories", "c", "This feed's categories as tags", "Categories of its new stories become tags",
            Where.FEEDS, rules.switch_categories),
    Command("search.edit", "e", "Change search", "Change a saved search", Where.FEEDS, search.edit),
    Command("search.remove", "d", "Remove search", "Remove a saved search", Where.FEEDS, search.remove),
    Command("search.down", "ctrl+down", "Search down", "A saved search one place down",
            Where.FEEDS, partial(search.move, steps=1)),
    Command("search.up", "ctrl+up", "Search up", "A saved search one place up",
            Where.FEEDS, partial(search.move, steps=-1)),
    Command("story.open", "enter", "Read", "Read the story: marks it read", Where.STORIES, stories.open_story),
    Command("article.next-heading", "]", "Next heading", "To the next heading",
            Where.STORY, partial(article.step_heading, steps=1)),
    Command("article.previous-heading", "[", "Previous heading", "To the heading before",
            Where.STORY, partial(article.step_heading, steps=-1)),
    Command("story.scroll-on", "space", "Scroll on", "Scroll on, then to the next unread",
            Where.STORY, stories.scroll_on, when=feeds.is_not_foldable),
    Command("story.next-unread", "n", "Next unread", "To the next unread, across feeds",
            Where.STORY, partial(stories.step_unread, steps=1)),
    Command("story.previous-unread", "p", "Previous unread", "To the unread story before",
            Where.STORY, partial(stories.step_unread, steps=-1)),
    Command("story.read", "r", "Read and go on", "Mark read and go to the next story",
            Where.STORY, stories.read, hint="read+next"),
    Command("story.unread", "u", "Unread", "Mark unread", Where.STORY, stories.unread),
    Command("story.star", "s", "Star", "Star, or take the star away", Where.STORY, stories.star, hint="star"),
    Command("story.tag", "t", "Tag", "Tag the story", Where.STORY, tags.tag, hint="tag"),
    Command("story.untag", "T", "Untag", "Take tags off the story", Where.STORY, tags.untag),
    Command("story.repeat", ".", "Repeat tagging", "Tag as the last time, and go on", Where.STORY, tags.repeat),
    Command("story.accept", "'", "Accept the suggestion", "Put the suggested tags (ai?) on it",
            Where.STORY, tags.accept),
    Command("story.category", "c", "Category to tag", "Make the publisher's category a tag",
            Where.STORY, tags.tag_by_category, when=feeds.is_not_at_feed),
    Command("select.one", "v", "Mark for together", "Mark the story, to act on several", Where.STORY, stories.select),
    Command("select.range", "V", "Mark up to here", "Mark from the last mark to here",
            Where.STORY, stories.select_range),
    Command("select.all", "*", "Mark all here", "Mark all in the list, or none", Where.STORY, stories.select_all),
    Command("story.browse", "o", "Open in browser", "Open the story in the browser", Where.STORY, stories.browse),
    Command("story.copy-link", "y", "Copy link", "Copy the story's link", Where.STORY, stories.copy_link),
    Command("article.outline", "i", "Outline", "The headings, to jump to one", Where.STORY, article.outline),
    Command("article.links", "f", "Links", "Where its links lead: open, copy, keep", Where.STORY, article.links),
    Command("story.files", "F", "Attached files", "The files attached: play, download, open",
            Where.STORY, enclosures.show),
    Command("files.stop-playing", "", "Stop playing", "End what plays", Where.STORY, enclosures.stop_playing),
    Command("files.stop-downloading", "", "Stop downloading", "End the download",
            Where.STORY, enclosures.stop_downloading),
    Command("article.changes", "d", "What changed", "What its publisher changed in it, and when",
            Where.STORY, article.changes, when=feeds.is_outside_sidebar),
    Command("story.note", "m", "Note", "Write a note on the story", Where.STORY, article.note),
    Command("article.full-text", "x", "Full text", "The full text, or the feed's own", Where.STORY, article.full_text),
    Command("article.always-full-text", "X", "Always full text", "Always fetch the full text in this feed, or no more",
            Where.STORY, feeds.always_full_text),
    Command("article.pictures", "I", "Pictures", "Fetch its pictures; then show one large", Where.STORY, pictures.show),
    Command("article.ending", "e", "Ending", "Show or fold the publisher's ending",
            Where.STORY, article.toggle_ending, when=feeds.is_outside_sidebar),
    Command("story.quote", "C", "Copy as quote", "Copy it, or what is selected, with its source",
            Where.STORY, article.quote),
    Command("story.pager", "P", "Pager", "Show it in your pager ($PAGER)", Where.STORY, article.show_in_pager),
    Command("story.editor", "E", "Editor", "Show it in your editor ($VISUAL, $EDITOR)",
            Where.STORY, article.show_in_editor),
    Command("story.pipe", "", "Pipe to a command", "Let a command read the story",
            Where.STORY, article.pipe_to_command),
    Command("view.read-all", "A", "Mark all read", "Mark every story in the list read", Where.STORY, stories.read_all),
    Command("journal.undo", "U", "Undo", "Undo the last step made here", Where.STORY, journal.undo, hint="undo"),
    Command("journal.redo", "ctrl+r", "Redo", "Do again what was undone", Where.STORY, journal.redo, hint="redo"),
    Command("article.find", "/", "Find", "Find in it; n and N go along the hits", Where.ARTICLE, article.find),
    Command("article.previous-hit", "N", "Hit before", "To the hit before",
            Where.ARTICLE, partial(article.step_hit, steps=-1)),
    Command("view.unread", "1", "Unread", "Unread stories", Where.MAIN, partial(stories.show_view, key="unread")),
    Command("view.all", "2", "All", "All stories", Where.MAIN, partial(stories.show_view, key="all")),
    Command("view.starred", "3", "Starred", "Starred stories", Where.MAIN, partial(stories.show_view, key="starred")),
    *(Command(f"view.saved-{digit}", f"{digit}", f"Saved search {digit}", f"The search saved under {digit}",
              Where.MAIN, partial(stories.show_saved, digit=digit))
      for digit in range(4, 10)),
    Command("search.open", "/", "Search", "Search as you type",
            Where.MAIN, search.open_bar, hint="search", when=article.is_outside_article),
    Command("search.save", "S", "Keep this search", "Keep the query shown under a name",
            Where.HOUSEKEEPING, search.save),
    Command("view.sort", "backslash", "Another order", "Newest, oldest, longest, by feed, best",
            Where.MAIN, stories.sort),
    Command("view.day", "D", "To a day", "To a day: 2026-11-20, yesterday, 3w ago",
            Where.HOUSEKEEPING, stories.ask_for_day),
    Command("feeds.next", "J", "Next feed", "To the next feed, from anywhere",
            Where.MAIN, partial(feeds.step_feed, steps=1)),
    Command("feeds.previous", "K", "Previous feed", "To the feed before, from anywhere",
            Where.MAIN, partial(feeds.step_feed, steps=-1)),
    Command("pane.next", "tab", "Next pane", "To the next pane", Where.MAIN, partial(general.step_pane, steps=1)),
    Command("pane.previous", "shift+tab", "Previous pane", "To the pane before",
            Where.MAIN, partial(general.step_pane, steps=-1)),
    Command("pane.left", "h", "Pane to the left", "To the pane on the left", Where.MAIN, general.pane_left),
    Command("pane.right", "l", "Pane to the right", "To the pane on the right", Where.MAIN, general.pane_right),
    Command("pane.back", "escape", "Back", "Back, one step at a time", Where.MAIN, general.back),
    Command("article.narrower", "<", "Narrower", "Narrower text", Where.MAIN, partial(article.widen, cells=-4)),
    Command("article.wider", ">", "Wider", "Wider text", Where.MAIN, partial(article.widen, cells=4)),
    Command("article.zen", "z", "Zen", "The article alone", Where.MAIN, general.zen),
    Command("feeds.add", "a", "Add", "Add a feed, site, file or folder", Where.HOUSEKEEPING, feeds.add),
    Command("feeds.refresh", "R", "Refresh", "Refresh what is shown", Where.HOUSEKEEPING, feeds.refresh_shown),
    Command("feeds.refresh-all", "ctrl+shift+r", "Refresh all", "Refresh every feed",
            Where.HOUSEKEEPING, feeds.refresh_all),
    Command("feeds.stop", "", "Stop refreshing", "End the refresh; what came in stays",
            Where.HOUSEKEEPING, feeds.stop_refresh),
    Command("feeds.health", "!", "Feed health", "Which feeds are in trouble, and what cures them",
            Where.HOUSEKEEPING, feeds.show_health),
    Command("feeds.starters", "", "Subscribe to the starter feeds", "A few dozen good feeds",
            Where.HOUSEKEEPING, feeds.subscribe_to_starters),
    Command("rules.make", "M", "Make a rule", "Make a rule of what is shown", Where.HOUSEKEEPING, rules.make),
    Command("rules.take", "Y", "Take the rule offered", "Look at the rule that is offered",
            Where.HOUSEKEEPING, rules.review_offer),
    Command("rules.refuse", "N", "Never offer it", "Offer no rule for that tag again",
            Where.HOUSEKEEPING, rules.refuse_offer, when=article.is_outside_find),
    Command("rules.show", "", "Rules", "What is done to new stories by itself", Where.HOUSEKEEPING, rules.show),
    Command("journal.timeline", "H", "What you did", "Every step, to go back to any",
            Where.HOUSEKEEPING, journal.show_timeline),
    Command("tags.found", "", "Tag by query", "Tag every story a query finds", Where.HOUSEKEEPING, tags.tag_by_query),
    Command("tags.show", "#", "Tags", "The tags: rename, merge, delete", Where.HOUSEKEEPING, tags.show),
    Command("rules.change", "enter", "Change", "Change the rule", Where.RULES, rules.change, hint="change"),
    Command("rules.new", "a", "New", "Make a new rule", Where.RULES, rules.make_new, hint="new"),
    Command("rules.switch", "o", "On/off", "Switch the rule off, or on", Where.RULES, rules.switch, hint="on/off"),
    Command("rules.take-back", "b", "Take back", "Switch it off, take back what it did",
            Where.RULES, rules.revert, hint="take back"),
    Command("rules.run", "x", "Run", "Run it on every story that matches", Where.RULES, rules.run, hint="run on all"),
    Command("rules.down", "J", "Later", "Follow it later", Where.RULES, partial(rules.move, steps=1)),
    Command("rules.up", "K", "Earlier", "Follow it earlier", Where.RULES, partial(rules.move, steps=-1)),
    Command("rules.remove", "d", "Remove", "Take the rule out; what it did stays",
            Where.RULES, rules.remove, hint="remove"),
    Command("timeline.turn", "enter", "Go there", "Back to before it; on to one undone",
            Where.TIMELINE, journal.go_to, hint="go back to before it, or on to it"),
    Command("tags.open", "enter", "Stories", "Show the stories with the tag",
            Where.TAGS, tags.open_tag, hint="stories"),
    Command("tags.rename", "r", "Rename", "Rename the tag and those under it", Where.TAGS, tags.rename, hint="rename"),
    Command("tags.merge", "m", "Merge", "Give its stories another tag instead", Where.TAGS, tags.merge, hint="merge"),
    Command("tags.remove", "d", "Delete", "Take the tag off every story", Where.TAGS, tags.remove, hint="delete"),
    Command("health.retry", "r", "Try now", "Check the feed now", Where.HEALTH, feeds.retry, hint="try now"),
    Command("health.address", "e", "Address", "Give the feed another address",
            Where.HEALTH, feeds.change_address, hint="address"),
    Command("health.find", "f", "Find address", "Look for its address on its site",
            Where.HEALTH, feeds.find_address, hint="find it"),
    Command("health.slow", "w", "Slower", "Check it every day, every week, as it publishes",
            Where.HEALTH, feeds.slow_down, hint="slower"),
    Command("health.pause", "p", "Pause", "Pause the feed, or resume it",
            Where.HEALTH, feeds.toggle_pause, hint="pause"),
    Command("health.full-text", "x", "Full text", "Always fetch the full text of its stories, or no more",
            Where.HEALTH, feeds.toggle_full_text),
    Command("health.unsubscribe", "d", "Unsubscribe", "Unsubscribe; tagged stories stay",
            Where.HEALTH, feeds.unsubscribe, hint="unsubscribe"),
    Command("health.open", "enter", "Stories", "Show the feed's stories", Where.HEALTH, feeds.open_feed),
    Command("app.palette", "colon,ctrl+p", "Commands", "Every command, by name", Where.APP, general.show_palette),
    Command("app.help", "?", "Help", "Help for where you are", Where.APP, general.show_help, hint="keys"),
    Command("app.theme", "", "Theme", "Choose the colours", Where.APP, general.choose_theme),
    Command("app.suspend", "ctrl+z", "Suspend", "To the shell; fg brings it back",
            Where.APP, general.suspend),
    Command("app.quit", "q,ctrl+q", "Quit", "Quit", Where.APP, general.quit_program),
)
# fmt: on

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
"""The rows of the table by their ids."""

_SINGLE_PANES = frozenset({Where.FEEDS, Where.STORIES, Where.ARTICLE})
"""The panes of the main screen: only one has the keys, so the same key may mean something else in each."""

SCREENS = frozenset({Where.HEALTH, Where.RULES, Where.TIMELINE, Where.TAGS})
"""Screens of their own, where of all other keys only those for moving are meant."""


def bindings(*places: Where) -> list[BindingType]:
    """Return the bindings of the commands that belong to `places`, each with the command's id.

    All have priority: so the app does them itself, one after the other, and what is typed after a key that opens a
    line to type in goes to that line, however fast. Whoever has bindings must refuse them while something is typed.
    """
    return [_binding(command) for command in COMMANDS if command.where in places and command.keys]


def bindings_by_id(*ids: str) -> list[BindingType]:
    """Return the bindings of single commands, for another place where they mean the same."""
    return [_binding(BY_ID[name]) for name in ids]


def hints(keys: Mapping[str, str], *ids: str) -> list[tuple[str, str]]:
    """Return the keys of some commands, each with its word for the status line; `keys` are the person's own.

    A command that a person took the key of gives no hint.
    """
    rows = [(keys_of(BY_ID[name], keys).partition(" ")[0], BY_ID[name].hint) for name in ids]
    return [(key, hint) for key, hint in rows if key]


def keys_of(command: Command, keys: Mapping[str, str]) -> str:
    """Return a command's keys as a person reads them, "j ↓"; `keys` are the person's own, by command id."""
    wanted = keys.get(command.id, command.keys)
    return " ".join(_shown(key.strip()) for key in wanted.split(",") if key.strip())


def is_typed(command: Command, keys: Mapping[str, str]) -> bool:
    """Say whether a key of a command is a character as one types it; `keys` are the person's own."""
    own = _normalised(command.id, keys.get(command.id, command.keys))
    return any(key_to_character(key) is not None for key in own)


def readme_table() -> str:
    """Return the commands that have keys as a Markdown table, with the ids they are remapped by."""
    rows = [
        f"| {' '.join(f'`{key}`' for key in keys_of(command, {}).split())} | {command.help} | `{command.id}` |"
        for command in COMMANDS
        if command.keys
    ]
    return "\n".join(["| keys | does | id |", "|---|---|---|", *rows])


def check_keys(keys: Mapping[str, str]) -> None:
    """Raise ConfigError naming the first thing wrong with a person's own keys: an unknown id, or a key given twice."""
    for name, wanted in keys.items():
        if name not in BY_ID:
            raise ConfigError(f"[keys] {name}: there is no such command; known are {', '.join(sorted(BY_ID))}.")
        _normalised(name, wanted)
    for one, other, key in conflicts(keys):
        if one.id in keys or other.id in keys:
            raise ConfigError(f"[keys] {format_key(key)} is given to both {one.id} and {other.id}; choose one.")


def conflicts(keys: Mapping[str, str]) -> Iterator[tuple[Command, Command, str]]:
    """Yield the pairs of commands that can be meant by the same key, with that key; `keys` are the person's own."""
    taken: list[tuple[Command, frozenset[str]]] = []
    for command in COMMANDS:
        own = _normalised(command.id, keys.get(command.id, command.keys))
        for other, others in taken:
            if own & others and _overlap(command.where, other.where):
                yield other, command, min(own & others)
        taken.append((command, own))


def _normalised(name: str, keys: str) -> frozenset[str]:
    if not keys:
        return frozenset()
    if any(" " in key.strip() for key in keys.split(",")):
        raise ConfigError(f"[keys] {name}: {keys!r} has a blank in it; give one key, or several with commas between.")
    try:
        return frozenset(binding.key for binding in Binding.make_bindings([Binding(keys, "none")]))
    except InvalidBinding as error:
        raise ConfigError(
            f"[keys] {name}: {keys!r} is not a list of keys; write for instance 'x' or 'x,ctrl+x'."
        ) from error


def _binding(command: Command) -> Binding:
    return Binding(
        command.keys,
        f"app.run('{command.id}')",
        command.label,
        tooltip=command.help,
        id=command.id,
        show=False,
        priority=True,
    )


def _overlap(one: Where, other: Where) -> bool:
    """Say whether a key of one place can be meant for the other too."""
    if SCREENS & {one, other}:
        return one is other or Where.PANE in (one, other)
    return one is other or not (one in _SINGLE_PANES and other in _SINGLE_PANES)


def _shown(key: str) -> str:
    return key if len(key) == 1 else format_key(key).replace("⏎", "enter")
