"""Tags ranked while the cursor rests: at hand when the bar opens, never those of another story or an older library."""

from pathlib import Path

import pytest
from builders import NOW
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, running, until

from reader.library.evidence import Evidence, EvidenceOfTags


@pytest.fixture
def read_for(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[str, ...]]]:
    """Note each time evidence is read: for which story, with which tags."""
    asked: list[tuple[int, tuple[str, ...]]] = []
    of = EvidenceOfTags.of

    def noting(self: EvidenceOfTags, story_id: int, present: tuple[str, ...] = ()) -> Evidence:
        asked.append((story_id, tuple(sorted(present))))
        return of(self, story_id, present)

    monkeypatch.setattr(EvidenceOfTags, "of", noting)
    return asked


async def rested(pilot: Pilot[None], read_for: list[tuple[int, tuple[str, ...]]], story_id: int) -> None:
    await until(pilot, lambda: any(story == story_id for story, _ in read_for) and pilot.app.main.idle)  # type: ignore[attr-defined]
    await pilot.pause()


async def test_the_bar_opens_with_tags_ranked_before(
    tmp_path: Path, read_for: list[tuple[int, tuple[str, ...]]]
) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        story = app.main.stories.story
        assert story is not None
        await rested(pilot, read_for, story.id)
        read_for.clear()
        await press(pilot, "t")
        assert app.main.tag_bar.is_open
        assert read_for == []


async def test_a_key_right_behind_another_ranks_at_once(
    tmp_path: Path, read_for: list[tuple[int, tuple[str, ...]]]
) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "t")
        story = app.main.stories.story
        assert story is not None and app.main.tag_bar.is_open
        assert (story.id, ()) in read_for


async def test_what_was_written_since_makes_it_rank_anew(
    tmp_path: Path, read_for: list[tuple[int, tuple[str, ...]]]
) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        story = app.main.stories.story
        assert story is not None
        await rested(pilot, read_for, story.id)
        library = library_of(tmp_path)
        library.tags.give(story.id, ["jobs"], NOW)
        library.close()
        read_for.clear()
        await press(pilot, "t")
        assert read_for[0] == (story.id, ("ai", "jobs", "media/film"))
