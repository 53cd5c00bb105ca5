"""Tags ranked while the cursor rests: at hand when the bar opens, never those of another story or an older library."""

from pathlib import Path

import pytest
from builders import NOW
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, running, until

from reader.library.tag_history import TaggingHistory, TagHistory
from reader.model import StoryId
from reader.tui.app import ReaderApp

Asked = list[tuple[int, tuple[str, ...]]]
"""For which stories history was read, with which tags."""


@pytest.fixture
def read_for(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Note each time history is read: for which story, with which tags."""
    asked: Asked = []
    history = TagHistory.for_tagging

    def noting(self: TagHistory, story_id: int, present: tuple[str, ...] = ()) -> TaggingHistory:
        asked.append((story_id, tuple(sorted(present))))
        return history(self, story_id, present)

    monkeypatch.setattr(TagHistory, "for_tagging", noting)
    return asked


async def rested(app: ReaderApp, pilot: Pilot[None], read_for: Asked) -> StoryId:
    """Wait until tags are ranked for the story under the cursor; return it, with nothing noted."""
    story = app.main.stories.story
    assert story is not None
    await until(pilot, lambda: any(asked == story.id for asked, _ in read_for) and app.main.idle)
    await pilot.pause()
    read_for.clear()
    return story.id


async def test_the_bar_opens_with_tags_ranked_before(tmp_path: Path, read_for: Asked) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await rested(app, pilot, read_for)
        await press(pilot, "t")
        assert app.main.tag_bar.is_open
        assert read_for == []


async def test_a_key_right_behind_another_ranks_at_once(tmp_path: Path, read_for: Asked) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "t")
        story = app.main.stories.story
        assert story is not None and app.main.tag_bar.is_open
        assert (story.id, ()) in read_for


async def test_what_was_written_since_makes_it_rank_anew(tmp_path: Path, read_for: Asked) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        story_id = await rested(app, pilot, read_for)
        library = library_of(tmp_path)
        library.tags.import_from_document(story_id, ["jobs"], NOW)
        library.close()
        await press(pilot, "t")
        assert read_for[0] == (story_id, ("ai", "jobs", "media/film"))
