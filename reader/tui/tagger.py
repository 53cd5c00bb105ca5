"""Tagging the story under the cursor: which tags the bar offers, and what becomes of what is typed there.

Owns that the story tagged is the one the bar was opened for. Must not know panes or keys.
"""

from reader.errors import ReaderError
from reader.library import Library
from reader.library.tags import tag_name
from reader.model import Story
from reader.tui.status_line import StatusLine
from reader.tui.story_acts import StoryActs
from reader.tui.tag_bar import TagBar
from reader.tui.tag_entry import Tagging


class Tagger:
    """Opens the tag bar for a story, and tags that story."""

    def __init__(self, library: Library, bar: TagBar, acts: StoryActs, status: StatusLine) -> None:
        self._library = library
        self._bar = bar
        self._acts = acts
        self._status = status
        self._story: Story | None = None

    async def tag(self, story: Story) -> None:
        """Open the bar for putting tags on a story."""
        await self._put_in_place()
        self._story = story
        self._bar.open_for_adding(story.tags, self._known(), tag_name)

    async def untag(self, story: Story) -> None:
        """Open the bar for taking tags off a story."""
        if not story.tags:
            self._status.say("this story has no tags · t puts some on")
            return
        await self._put_in_place()
        self._story = story
        self._bar.open_for_removing(story.tags)

    def apply(self, tagging: Tagging) -> None:
        """Tag the story the bar was opened for."""
        if self._story is not None:
            self._acts.tag([self._story.id], tagging)

    def _known(self) -> list[str]:
        try:
            return self._library.tags.by_use()
        except ReaderError as error:
            self._status.alarm(str(error))
            return []

    async def _put_in_place(self) -> None:
        """Mount the bar when it is first wanted, as making it takes time at the start."""
        if not self._bar.is_mounted:
            self._bar.display = False
            await self._status.screen.mount(self._bar, before=self._status)
