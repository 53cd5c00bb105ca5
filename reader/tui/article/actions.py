"""Commands of the article: outline, links, find, note, full text, copy, pager, editor, pipe.

Acts on the article shown when the key was pressed. Must not know how an article is made or drawn.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from reader.errors import ReaderError
from reader.library import Library
from reader.model import Story
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.reading.trimming.trackers import without_trackers
from reader.tui.context import Context
from reader.tui.library_access import ANYTHING
from reader.tui.processes.browser import open_in_browser

if TYPE_CHECKING:
    from reader.tui.article.changes_screen import StoryChange
    from reader.tui.widgets.choice_screen import Choice

OPEN, COPY, MARKDOWN, KEEP, PLAY, DOWNLOAD = "o", "y", "m", "s", "p", "d"
LINK_KEYS = [
    (OPEN, "opens"),
    (OPEN, "opens"),
    (COPY, "copies"),
    (MARKDOWN, "as Markdown"),
    (KEEP, "keeps as a story"),
    (PLAY, "plays"),
    (DOWNLOAD, "downloads"),
]


def is_outside_article(context: Context) -> bool:
    """Say whether the keys are not in the article."""
    return not context.main.article.has_focus


def is_outside_find(context: Context) -> bool:
    """Say whether the keys do not go along what was found in the article."""
    return not context.main.article_pane.is_finding_here


# How it is shown


def widen(context: Context, cells: int) -> None:
    """Make the text so many cells wider or narrower."""
    article = context.main.article
    article.widen(cells)
    context.library.remember("article_width", str(article.widest))
    shown, wanted = article.measure, article.widest
    context.status.say(f"text {wanted} wide{'' if shown == wanted else f', {shown} here'}")


def toggle_ending(context: Context) -> None:
    """Show what the publisher puts under every story, or fold it."""
    unfolded = context.main.loader.toggle_ending()
    context.status.say("endings are shown · e folds them" if unfolded else "endings are folded")


def step_heading(context: Context, steps: int) -> None:
    """Scroll to the next heading, or the one before where `steps` is -1."""
    if not context.main.article.step_heading(steps):
        context.status.say("no heading further on" if steps > 0 else "no heading before this one")


def outline(context: Context) -> None:
    """Show the headings, to jump to one."""
    from reader.tui.widgets.choice_screen import ChoiceScreen

    article = context.main.article
    if not article.page.headings:
        context.status.say("no headings in this story")
        return

    def chosen(choice: "Choice | None") -> None:
        if choice is not None:
            article.go_to_heading(choice[1])

    highest = min(heading.level for heading in article.page.headings)
    rows = [
        Content("  " * (heading.level - highest) + clean_line(heading.text, 200)) for heading in article.page.headings
    ]
    context.app.push_screen(
        ChoiceScreen("Outline", rows, [("", "goes there")], at=article.page.heading_at(article.scroll_offset.y)), chosen
    )


async def find(context: Context) -> None:
    """Open the line to find with."""
    await context.main.article_pane.find()


def step_hit(context: Context, steps: int) -> None:
    """Go to the next hit, or the one before where `steps` is -1."""
    context.main.article_pane.step_hit(steps)


# Links


def links(context: Context) -> None:
    """Show where the links lead, to open, copy, keep, play or download one."""
    from reader.tui.widgets.choice_screen import ChoiceScreen

    article = context.main.article
    found = article.page.links
    if not found:
        context.status.say("no links in this story")
        return
    width = len(str(len(found)))
    rows = [_link_row(f"{number:>{width}}", text, url) for number, (text, url) in enumerate(found, start=1)]
    in_sight = range(article.scroll_offset.y, article.scroll_offset.y + article.size.height)
    screen = ChoiceScreen("Links", rows, LINK_KEYS, at=article.page.first_link(in_sight), numbered=True)
    context.app.push_screen(screen, lambda choice: _do_with_link(context, found, choice))


def _do_with_link(context: Context, found: list[tuple[str, str]], choice: "Choice | None") -> None:
    if choice is None:
        return
    act, row = choice
    text, url = found[row]
    bare = without_trackers(url)
    match act:
        case "o":
            open_in_browser(context, url)
        case "s":
            _keep_page(context, url)
        case "p":
            context.main.attached_files.play(url)
        case "d":
            context.main.attached_files.download(url)
        case "m":
            from reader.reading.escaping import escape_label

            context.copy(f"[{escape_label(text or bare)}]({bare})")
        case _:
            context.copy(bare)


def _keep_page(context: Context, url: str) -> None:
    """Keep a page the story shown links to as a story, by a child process; not twice at a time."""
    under_way, story = context.main.article_pane.pages_being_kept, context.main.article.story
    if story is None or url in under_way:
        return

    async def keep() -> None:
        try:
            title = await context.children.keep_page(url, story.id)
        except ReaderError as error:
            context.status.alarm(str(error))
            return
        finally:
            under_way.discard(url)
        context.status.say(f"kept {title}, tagged later")

    under_way.add(url)
    context.status.say(f"⟳ keeping {shown_address(url)} …")
    context.run_in_background(keep())


def _link_row(number: str, text: str, url: str) -> Content:
    words = "" if "://" in text else clean_line(text, 60)
    gap = " " * max(1, 2 - cell_len(words) // 60)
    return Content.assemble(
        (f"{number} ", "$reader-dim"), words, gap if words else "", (clean_line(url, 400), "$primary")
    )


# What belongs to the story


def note(context: Context) -> None:
    """Write the note on the story; one that cannot be kept is shown again, as it was typed."""
    story = context.main.article.story
    if story is None:
        return
    from reader.tui.article.note_screen import NoteScreen

    def show(text: str) -> None:
        context.app.push_screen(NoteScreen(story.title, text), written)

    def written(text: str | None) -> None:
        if text is not None:
            write = partial(_write_note, story=story, text=text)
            context.library.write(write, ANYTHING, said, partial(show, text))

    def said(changes: int) -> None:
        context.status.say("note kept · U undoes" if changes else "the note is as it was")

    context.library.read_after_writes(lambda library: library.notes.get(story.id), show)


def _write_note(library: Library, now: int, story: Story, text: str) -> int:
    changes = library.notes.write(story.id, text, now)
    library.search_index.catch_up()
    return changes


def changes(context: Context) -> None:
    """Show what the publisher changed in the story: the last change, and those before it on demand."""

    from reader.tui.article.changes_screen import ChangesScreen, changes_of

    def show(found: "list[StoryChange]", story: Story) -> None:
        if found:
            context.app.push_screen(ChangesScreen(story.title, found, context.now()))
        else:
            context.status.say("its publisher changed nothing since it came")

    context.ask_about_shown("changes", lambda library, story: changes_of(library, story.id), show)


def full_text(context: Context) -> None:
    """Show the full text of the story, fetching it where it is not there; or the publisher's own text again."""
    if context.main.article.story is not None:
        context.main.full_texts.toggle(context.main.article.story)


# For other programs


def quote(context: Context) -> None:
    """Copy what is selected, else the whole story, as a quotation with its source."""
    from reader.tui.article.export import quotation

    story, selected = context.main.article.story, context.main.get_selected_text() or ""

    def copy(text: str) -> None:
        context.app.copy_to_clipboard(text)
        context.status.say(f"copied {len(text.split()):,} words as a quotation")

    if story is not None:
        context.library.texts.do(lambda library: quotation(library, story, selected), copy)


def show_in_pager(context: Context) -> None:
    """Show the story in the pager."""
    from reader.tui.article.export import plain_text
    from reader.tui.processes.programs import pager_of
    from reader.tui.terminal import lending

    _lend(context, plain_text, lambda text: lending.show_in_pager(context.app, pager_of(os.environ), text))


def show_in_editor(context: Context) -> None:
    """Show the story in the editor; what is written there is not kept."""
    from reader.tui.article.export import markdown
    from reader.tui.processes.programs import editor_of
    from reader.tui.terminal import lending

    _lend(context, markdown, lambda text: lending.show_in_editor(context.app, editor_of(os.environ), text))


def _lend(context: Context, text_of: Callable[[Library, Story], str], show: Callable[[str], None]) -> None:
    """Let a program with the terminal to itself `show` the text of the story."""
    story = context.main.article.story

    def lend(text: str) -> None:
        with context.status.errors_shown():
            show(text)

    if story is not None:
        context.library.texts.do(lambda library: text_of(library, story), lend)


def pipe_to_command(context: Context) -> None:
    """Ask for a command, and let it read the story as Markdown."""
    from reader.tui.article.export import markdown
    from reader.tui.processes.programs import words_of
    from reader.tui.widgets.dialogs import NameDialog

    story, pane = context.main.article.story, context.main.article_pane

    def preview(command: str, done: Callable[[str], None]) -> None:
        done(f"Enter runs {' '.join(words_of(command))} with the story as its input · esc leaves")

    def run(text: str) -> None:
        context.run_in_background(_pipe(context, pane.piped_to, text))

    def asked(command: str | None) -> None:
        if command and story is not None:
            pane.piped_to = command
            context.library.texts.do(partial(markdown, story=story), run)

    if story is not None:
        context.app.push_screen(NameDialog("Pipe the story to a command", pane.piped_to, preview), asked)


async def _pipe(context: Context, command: str, text: str) -> None:
    from reader.tui.processes.programs import pipe, words_of

    context.status.say(f"⟳ {clean_line(command)} …")
    try:
        heard = await pipe(words_of(command), text)
    except ReaderError as error:
        context.status.alarm(str(error))
        return
    context.status.say(f"{clean_line(command)}: {heard or 'done'}")
