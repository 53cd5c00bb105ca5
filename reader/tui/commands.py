"""The one table of commands: what can be done, with which keys, and how it is called.

Bindings, the palette, the help screen and the README's key table are all made from it. Owns ids, default keys and
wording; must not know how anything is done.
"""

from collections.abc import Iterator, Mapping
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
    RULES = "rules"
    TIMELINE = "timeline"
    TAGS = "tags"
    HALL = "hall"
    MAIN = "main"
    APP = "app"


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
    Where.HALL: "Feeds, rules, steps",
    Where.MAIN: "Views and panes",
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
    Command(
        "feeds.categories",
        "c",
        "categories",
        "This feed's categories as tags",
        "Categories of its new stories become tags",
        Where.FEEDS,
    ),
    Command("search.edit", "e", "edit_search", "Change search", "Change a saved search", Where.FEEDS),
    Command("search.remove", "d", "remove_search", "Remove search", "Remove a saved search", Where.FEEDS),
    Command("search.down", "ctrl+down", "move_search(1)", "Search down", "A saved search one place down", Where.FEEDS),
    Command("search.up", "ctrl+up", "move_search(-1)", "Search up", "A saved search one place up", Where.FEEDS),
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
    Command("story.repeat", ".", "repeat", "Repeat tagging", "Tag as the last time, and go on", Where.STORY),
    Command("story.accept", "'", "accept", "Accept the suggestion", "Put the suggested tags (ai?) on it", Where.STORY),
    Command("story.category", "c", "category", "Category to tag", "Make the publisher's category a tag", Where.STORY),
    Command("select.one", "v", "select", "Mark for together", "Mark the story, to act on several", Where.STORY),
    Command("select.range", "V", "select_range", "Mark up to here", "Mark from the last mark to here", Where.STORY),
    Command("select.all", "*", "select_all", "Mark all here", "Mark all in the list, or none", Where.STORY),
    Command("story.browse", "o", "browse", "Open in browser", "Open the story in the browser", Where.STORY),
    Command("story.copy-link", "y", "copy_link", "Copy link", "Copy the story's link", Where.STORY),
    Command("article.outline", "i", "outline", "Outline", "The headings, to jump to one", Where.STORY),
    Command("article.links", "f", "links", "Links", "Where its links lead: open, copy, keep", Where.STORY),
    Command("story.files", "F", "files", "Attached files", "The files attached: play, download, open", Where.STORY),
    Command("files.stop-playing", "", "stop_playing", "Stop playing", "End what plays", Where.STORY),
    Command("files.stop-downloading", "", "stop_downloading", "Stop downloading", "End the download", Where.STORY),
    Command(
        "article.changes", "d", "changes", "What changed", "What its publisher changed in it, and when", Where.STORY
    ),
    Command("story.note", "m", "note", "Note", "Write a note on the story", Where.STORY),
    Command("article.full-text", "x", "full_text", "Full text", "The full text, or the feed's own", Where.STORY),
    Command(
        *("article.always-full-text", "X", "always_full_text", "Always full text"),
        "Always fetch the full text in this feed, or no more",
        Where.STORY,
    ),
    Command("article.pictures", "I", "pictures", "Pictures", "Fetch its pictures; then show one large", Where.STORY),
    Command("article.ending", "e", "ending", "Ending", "Show or fold the publisher's ending", Where.STORY),
    Command("story.quote", "C", "quote", "Copy as quote", "Copy it, or what is selected, with its source", Where.STORY),
    Command("story.pager", "P", "pager", "Pager", "Show it in your pager ($PAGER)", Where.STORY),
    Command("story.editor", "E", "editor", "Editor", "Show it in your editor ($VISUAL, $EDITOR)", Where.STORY),
    Command("story.pipe", "", "pipe", "Pipe to a command", "Let a command read the story", Where.STORY),
    Command("view.read-all", "A", "read_all", "Mark all read", "Mark every story in the list read", Where.STORY),
    Command("journal.undo", "U", "undo", "Undo", "Undo the last step, across restarts", Where.STORY),
    Command("journal.redo", "ctrl+r", "redo", "Redo", "Do again what was undone", Where.STORY),
    Command("article.find", "/", "find", "Find", "Find in it; n and N go along the hits", Where.ARTICLE),
    Command("article.previous-hit", "N", "hit(-1)", "Hit before", "To the hit before", Where.ARTICLE),
    Command("view.unread", "1", "show('unread')", "Unread", "Unread stories", Where.MAIN),
    Command("view.all", "2", "show('all')", "All", "All stories", Where.MAIN),
    Command("view.starred", "3", "show('starred')", "Starred", "Starred stories", Where.MAIN),
    *(
        Command(
            f"view.saved-{digit}",
            f"{digit}",
            f"show_digit({digit})",
            f"Saved search {digit}",
            f"The search saved under {digit}",
            Where.MAIN,
        )
        for digit in range(4, 10)
    ),
    Command("search.open", "/", "search", "Search", "Search as you type", Where.MAIN),
    Command("search.save", "S", "save_search", "Keep this search", "Keep the query shown under a name", Where.HALL),
    Command("view.sort", "backslash", "resort", "Another order", "Newest, oldest, longest, by feed, best", Where.MAIN),
    Command("view.day", "D", "day", "To a day", "To a day: 2026-11-20, yesterday, 3w ago", Where.HALL),
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
    Command("feeds.add", "a", "add", "Add", "Add a feed, site, file or folder", Where.HALL),
    Command("feeds.refresh", "R", "refresh_shown", "Refresh", "Refresh what is shown", Where.HALL),
    Command("feeds.refresh-all", "ctrl+shift+r", "refresh_all", "Refresh all", "Refresh every feed", Where.HALL),
    Command("feeds.stop", "", "stop_refresh", "Stop refreshing", "End the refresh; what came in stays", Where.HALL),
    Command(
        "feeds.health", "!", "health", "Feed health", "Which feeds are in trouble, and what cures them", Where.HALL
    ),
    Command("feeds.starters", "", "starters", "Subscribe to the starter feeds", "A few dozen good feeds", Where.HALL),
    Command("rules.make", "M", "make_rule", "Make a rule", "Make a rule of what is shown", Where.HALL),
    Command("rules.take", "Y", "take_offer", "Take the rule offered", "Look at the rule that is offered", Where.HALL),
    Command("rules.refuse", "N", "refuse_offer", "Never offer it", "Offer no rule for that tag again", Where.HALL),
    Command("rules.show", "", "rules", "Rules", "What is done to new stories by itself", Where.HALL),
    Command("journal.timeline", "H", "timeline", "What you did", "Every step, to go back to any", Where.HALL),
    Command("tags.found", "", "tag_found", "Tag by query", "Tag every story a query finds", Where.HALL),
    Command("tags.show", "#", "tags", "Tags", "The tags: rename, merge, delete", Where.HALL),
    Command("rules.change", "enter", "change_rule", "Change", "Change the rule", Where.RULES),
    Command("rules.new", "a", "new_rule", "New", "Make a new rule", Where.RULES),
    Command("rules.switch", "o", "switch_rule", "On/off", "Switch the rule off, or on", Where.RULES),
    Command("rules.take-back", "b", "take_back", "Take back", "Switch it off, take back what it did", Where.RULES),
    Command("rules.run", "x", "run_rule", "Run", "Run it on every story that matches", Where.RULES),
    Command("rules.down", "J", "move_rule(1)", "Later", "Follow it later", Where.RULES),
    Command("rules.up", "K", "move_rule(-1)", "Earlier", "Follow it earlier", Where.RULES),
    Command("rules.remove", "d", "remove_rule", "Remove", "Take the rule out; what it did stays", Where.RULES),
    Command("timeline.turn", "enter", "turn_to", "Go there", "Back to before it; on to one undone", Where.TIMELINE),
    Command("tags.open", "enter", "open", "Stories", "Show the stories with the tag", Where.TAGS),
    Command("tags.rename", "r", "rename", "Rename", "Rename the tag and those under it", Where.TAGS),
    Command("tags.merge", "m", "merge", "Merge", "Give its stories another tag instead", Where.TAGS),
    Command("tags.remove", "d", "remove", "Delete", "Take the tag off every story", Where.TAGS),
    Command("health.retry", "r", "retry", "Try now", "Check the feed now", Where.HEALTH),
    Command("health.address", "e", "address", "Address", "Give the feed another address", Where.HEALTH),
    Command("health.find", "f", "find_address", "Find address", "Look for its address on its site", Where.HEALTH),
    Command("health.slow", "w", "slow", "Slower", "Check it every day, every week, as it publishes", Where.HEALTH),
    Command("health.pause", "p", "pause", "Pause", "Pause the feed, or resume it", Where.HEALTH),
    Command(
        *("health.full-text", "x", "always_full_text", "Full text"),
        "Always fetch the full text of its stories, or no more",
        Where.HEALTH,
    ),
    Command("health.unsubscribe", "d", "unsubscribe", "Unsubscribe", "Unsubscribe; tagged stories stay", Where.HEALTH),
    Command("health.open", "enter", "open", "Stories", "Show the feed's stories", Where.HEALTH),
    Command("app.palette", "colon,ctrl+p", "palette", "Commands", "Every command, by name", Where.APP),
    Command("app.help", "?", "help", "Help", "Help for where you are", Where.APP),
    Command("app.theme", "", "themes", "Theme", "Choose the colours", Where.APP),
    Command("app.quit", "q,ctrl+q", "quit", "Quit", "Quit", Where.APP),
)

_BY_ID = {command.id: command for command in COMMANDS}
_APART = frozenset({Where.FEEDS, Where.STORIES, Where.ARTICLE})
SCREENS = frozenset({Where.HEALTH, Where.RULES, Where.TIMELINE, Where.TAGS})
"""Screens of their own, where of all other keys only those for moving are meant."""


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
    for one, other, key in doubly_given(keys):
        if one.id in keys or other.id in keys:
            raise ConfigError(f"[keys] {format_key(key)} is given to both {one.id} and {other.id}; choose one.")


def doubly_given(keys: Mapping[str, str]) -> Iterator[tuple[Command, Command, str]]:
    """Yield the pairs of commands that can be meant by the same key, with that key; `keys` are the person's own."""
    taken: list[tuple[Command, frozenset[str]]] = []
    for command in COMMANDS:
        own = _normalised(command.id, keys.get(command.id, command.keys))
        for other, others in taken:
            if own & others and _meet(command.where, other.where):
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
        *(command.keys, command.action, command.label),
        tooltip=command.help,
        id=command.id,
        show=False,
        priority=True,
    )


def _meet(one: Where, other: Where) -> bool:
    """Say whether a key of one place can be meant for the other too."""
    if SCREENS & {one, other}:
        return one is other or Where.PANE in (one, other)
    return one is other or not (one in _APART and other in _APART)


def _shown(key: str) -> str:
    return key if len(key) == 1 else format_key(key).replace("⏎", "enter")
