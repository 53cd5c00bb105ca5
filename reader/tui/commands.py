"""The one table of commands: what can be done, with which keys, and how it is called.

Bindings, the palette, the help screen and the README's key table are all made from it. Owns ids, default keys and
wording; must not know how anything is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType, InvalidBinding
from textual.keys import format_key

from reader.errors import ConfigError


class Where(StrEnum):
    """The part of the screen a command belongs to."""

    PANE = "pane"
    FEEDS = "feeds"
    STORIES = "stories"
    STORY = "story"
    ARTICLE = "article"
    HEALTH = "health"
    MAIN = "main"
    APP = "app"


TITLES: Mapping[Where, str] = {
    Where.PANE: "Moving",
    Where.FEEDS: "Feeds",
    Where.STORIES: "Stories",
    Where.STORY: "The story",
    Where.ARTICLE: "Article",
    Where.HEALTH: "Feed health",
    Where.MAIN: "Views, panes, feeds",
    Where.APP: "Program",
}
"""What each part is called on the help screen."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do: `keys` are comma-separated and may be empty, `action` is a Textual action."""

    id: str
    keys: str
    action: str
    label: str
    help: str
    where: Where


COMMANDS: tuple[Command, ...] = (
    Command("move.down", "j,down", "move_down", "Down", "One line down; in the article, scroll", Where.PANE),
    Command("move.up", "k,up", "move_up", "Up", "One line up; in the article, scroll", Where.PANE),
    Command("move.first", "g,home", "move_first", "First", "To the top; there, take in what is new", Where.PANE),
    Command("move.last", "G,end", "move_last", "Last", "To the end", Where.PANE),
    Command("move.page-down", "pagedown,ctrl+d", "page_down", "Page down", "One page down", Where.PANE),
    Command("move.page-up", "pageup,ctrl+u", "page_up", "Page up", "One page up", Where.PANE),
    Command("feeds.open", "enter", "open", "Show", "Show its stories; fold or unfold a folder", Where.FEEDS),
    Command("feeds.fold", "space", "fold", "Fold", "Fold or unfold a folder or a tag", Where.FEEDS),
    Command("feeds.close", "left", "close", "Fold", "Fold, or go to the folder a feed is in", Where.FEEDS),
    Command("feeds.expand", "right", "expand", "Unfold", "Unfold", Where.FEEDS),
    Command("story.open", "enter", "open", "Read", "Read the story: marks it read", Where.STORIES),
    Command("article.next-heading", "]", "heading(1)", "Next heading", "To the next heading", Where.STORY),
    Command("article.previous-heading", "[", "heading(-1)", "Previous heading", "To the heading before", Where.STORY),
    Command("story.scroll-on", "space", "scroll_on", "Scroll on", "Scroll on, then to the next unread", Where.STORY),
    Command("story.next-unread", "n", "unread(1)", "Next unread", "To the next unread, across feeds", Where.STORY),
    Command("story.previous-unread", "p", "unread(-1)", "Previous unread", "To the unread story before", Where.STORY),
    Command("story.read", "r", "read", "Read and go on", "Mark read and go to the next story", Where.STORY),
    Command("story.unread", "u", "unread_again", "Unread", "Mark unread", Where.STORY),
    Command("story.star", "s", "star", "Star", "Star, or take the star away", Where.STORY),
    Command("story.tag", "t", "tag", "Tag", "Tag the story", Where.STORY),
    Command("story.untag", "T", "untag", "Untag", "Take tags off the story", Where.STORY),
    Command("story.browse", "o", "browse", "Open in browser", "Open the story in the browser", Where.STORY),
    Command("story.copy-link", "y", "copy_link", "Copy link", "Copy the story's link", Where.STORY),
    Command("article.outline", "i", "outline", "Outline", "The headings, to jump to one", Where.STORY),
    Command("article.links", "f", "links", "Links", "Where its links lead; open or copy", Where.STORY),
    Command("story.note", "m", "note", "Note", "Write a note on the story", Where.STORY),
    Command("article.full-text", "x", "full_text", "Full text", "The full text, or the feed's own", Where.STORY),
    Command("article.ending", "e", "ending", "Ending", "Show or fold the publisher's ending", Where.STORY),
    Command("view.read-all", "A", "read_all", "Mark all read", "Mark every story in the list read", Where.STORY),
    Command("journal.undo", "U", "undo", "Undo", "Undo the last step, across restarts", Where.STORY),
    Command("journal.redo", "ctrl+r", "redo", "Redo", "Do again what was undone", Where.STORY),
    Command("article.find", "/", "find", "Find", "Find in it; n and N go along the hits", Where.ARTICLE),
    Command("article.previous-hit", "N", "hit(-1)", "Hit before", "To the hit before", Where.ARTICLE),
    Command("view.unread", "1", "show('unread')", "Unread", "Unread stories", Where.MAIN),
    Command("view.all", "2", "show('all')", "All", "All stories", Where.MAIN),
    Command("view.starred", "3", "show('starred')", "Starred", "Starred stories", Where.MAIN),
    Command("feeds.next", "J", "step_feed(1)", "Next feed", "To the next feed, from anywhere", Where.MAIN),
    Command("feeds.previous", "K", "step_feed(-1)", "Previous feed", "To the feed before, from anywhere", Where.MAIN),
    Command("pane.next", "tab", "step_pane(1)", "Next pane", "To the next pane", Where.MAIN),
    Command("pane.previous", "shift+tab", "step_pane(-1)", "Previous pane", "To the pane before", Where.MAIN),
    Command("pane.left", "h", "pane_left", "Pane to the left", "To the pane on the left", Where.MAIN),
    Command("pane.right", "l", "pane_right", "Pane to the right", "To the pane on the right", Where.MAIN),
    Command("pane.back", "escape", "back", "Back", "Back, one step at a time", Where.MAIN),
    Command("article.narrower", "<", "measure(-4)", "Narrower", "Narrower text", Where.MAIN),
    Command("article.wider", ">", "measure(4)", "Wider", "Wider text", Where.MAIN),
    Command("article.zen", "z", "zen", "Zen", "The article alone", Where.MAIN),
    Command("feeds.add", "a", "add", "Add", "Add a feed, site, file or folder", Where.MAIN),
    Command("feeds.refresh", "R", "refresh_shown", "Refresh", "Refresh what is shown", Where.MAIN),
    Command("feeds.refresh-all", "ctrl+shift+r", "refresh_all", "Refresh all", "Refresh every feed", Where.MAIN),
    Command(
        "feeds.health", "!", "health", "Feed health", "Which feeds are in trouble, and what cures them", Where.MAIN
    ),
    Command("feeds.starters", "", "starters", "Subscribe to the starter feeds", "A few dozen good feeds", Where.MAIN),
    Command("health.retry", "r", "retry", "Try now", "Check the feed now", Where.HEALTH),
    Command("health.address", "e", "address", "Address", "Give the feed another address", Where.HEALTH),
    Command("health.find", "f", "find_address", "Find address", "Look for its address on its site", Where.HEALTH),
    Command("health.slow", "w", "slow", "Slower", "Check it every day, every week, as it publishes", Where.HEALTH),
    Command("health.pause", "p", "pause", "Pause", "Pause the feed, or resume it", Where.HEALTH),
    Command("health.unsubscribe", "d", "unsubscribe", "Unsubscribe", "Unsubscribe; tagged stories stay", Where.HEALTH),
    Command("health.open", "enter", "open", "Stories", "Show the feed's stories", Where.HEALTH),
    Command("app.palette", "colon,ctrl+p", "palette", "Commands", "Every command, by name", Where.APP),
    Command("app.help", "?", "help", "Help", "Help for where you are", Where.APP),
    Command("app.theme", "", "themes", "Theme", "Choose the colours", Where.APP),
    Command("app.quit", "q,ctrl+q", "quit", "Quit", "Quit", Where.APP),
)

_BY_ID = {command.id: command for command in COMMANDS}
_APART = frozenset({Where.FEEDS, Where.STORIES, Where.ARTICLE})
_BESIDE_HEALTH = frozenset({Where.HEALTH, Where.PANE})


def bindings(*places: Where) -> list[BindingType]:
    """Return the bindings of the commands that belong to `places`, each with the command's id.

    All have priority: so the app does them itself, one after the other, and what is typed after a key that opens a
    line to type in goes to that line, however fast. Whoever has bindings must refuse them while something is typed.
    """
    return [_binding(command) for command in COMMANDS if command.where in places and command.keys]


def bindings_of(*ids: str) -> list[BindingType]:
    """Return the bindings of single commands, for another place where they mean the same."""
    return [_binding(_BY_ID[name]) for name in ids]


def keys_of(command: Command, keys: Mapping[str, str]) -> str:
    """Return a command's keys as a person reads them, "j ↓"; `keys` are the person's own, by command id."""
    wanted = keys.get(command.id, command.keys)
    return " ".join(_shown(key.strip()) for key in wanted.split(",") if key.strip())


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
        if name not in _BY_ID:
            raise ConfigError(f"[keys] {name}: there is no such command; known are {', '.join(sorted(_BY_ID))}.")
        _normalised(name, wanted)
    taken: list[tuple[Command, frozenset[str]]] = []
    for command in COMMANDS:
        own = _normalised(command.id, keys.get(command.id, command.keys))
        for other, others in taken:
            if (command.id in keys or other.id in keys) and own & others and _meet(command.where, other.where):
                key = format_key(min(own & others))
                raise ConfigError(f"[keys] {key} is given to both {other.id} and {command.id}; choose one.")
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
        *(command.keys, command.action, command.label),
        tooltip=command.help,
        id=command.id,
        show=False,
        priority=True,
    )


def _meet(one: Where, other: Where) -> bool:
    """Say whether a key of one place can be meant for the other too."""
    if Where.HEALTH in (one, other):
        return {one, other} <= _BESIDE_HEALTH
    return one is other or not (one in _APART and other in _APART)


def _shown(key: str) -> str:
    return key if len(key) == 1 else format_key(key).replace("⏎", "enter")
