"""Tagging in a real pseudo-terminal: each thing a person gets, played as a person would."""

from pathlib import Path

from end_to_end.program import listed, run_here, start, tag


def test_tagging_is_two_keys_then_one_then_many_and_can_be_taken_back(tmp_path: Path) -> None:
    run_here(tmp_path, "list")
    run_here(tmp_path, "tag", "1", "--add", "later")
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("2", "t", "1")
        terminal.wait_for("tagged later")
        terminal.press("j", ".", ".")
        terminal.wait_until(lambda: sum("later" in line[23:71] for line in terminal.lines()) >= 3, "three tagged")
        terminal.press("*", "t")
        terminal.wait_for("◪ later")
        terminal.type("all,")
        terminal.press("enter")
        terminal.wait_for("● all            11")
        terminal.press("#")
        terminal.wait_for("all · 11 stories, 11 unread")
        terminal.press("esc")
        terminal.wait_for("All · 11 stories")
        terminal.press("H")
        terminal.wait_for("tagged 11 stories all")
        terminal.press("enter")
        terminal.wait_for("undone: 1 step")
        terminal.press("esc")
        terminal.wait_for("All · 11 stories")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert "all" not in run_here(tmp_path, "tags").split()


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kernel news</title><id>k</id>
<updated>2026-11-20T10:00:00Z</updated>{entries}</feed>"""
ENTRY = """<entry><id>{number}</id><title>{title}</title><updated>2026-11-20T{hour:02}:00:00Z</updated>
<author><name>Ada</name></author><category term="Operating Systems"/><category term="C"/>
<content type="html">&lt;p&gt;Told in full.&lt;/p&gt;</content></entry>"""
TITLES = [f"Scheduler {word}" for word in ("one", "two", "three", "four", "five", "six", "seven")] + ["Gardening"]


def write_feed(file: Path, titles: list[str]) -> None:
    """Write a feed, its first story the newest."""
    entries = [ENTRY.format(number=title, title=title, hour=23 - at) for at, title in enumerate(titles)]
    file.write_text(FEED.format(entries="".join(entries)))


def add_feed(home: Path) -> Path:
    file = home / "kernel.xml"
    write_feed(file, TITLES)
    run_here(home, "add", str(file))
    return file


def tags(home: Path, query: str = "") -> list[tuple[str, list[str]]]:
    return [(story["title"], story["tags"]) for story in listed(home, query)]


def test_the_bar_says_why_and_learns_from_the_stories_like_it(tmp_path: Path) -> None:
    add_feed(tmp_path)
    run_here(tmp_path, "tag", "title:two", "title:three", "--add", "linux")
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("t")
        terminal.wait_for("1 linux")
        terminal.press("?")
        terminal.wait_for("1 linux  ")
        terminal.wait_for("Kernel news")
        terminal.press("1")
        terminal.wait_for("tagged linux")
        terminal.press("T", "1")
        terminal.wait_for("untagged linux")
        terminal.press("U")
        terminal.wait_for("undone: untagged 1 story linux")
    assert len(tags(tmp_path, "tag:linux")) == 3


def test_a_likely_tag_stands_dim_on_unread_stories_and_one_key_accepts_it(tmp_path: Path) -> None:
    add_feed(tmp_path)
    gardens = tmp_path / "gardens.xml"
    write_feed(gardens, [f"Roses {number}" for number in range(12)])
    gardens.write_text(gardens.read_text().replace("Kernel news", "Gardens"))
    run_here(tmp_path, "add", str(gardens))
    run_here(tmp_path, "mark", "read", "feed:gardens")
    run_here(tmp_path, "tag", "title:four", "title:five", "title:six", "--add", "linux")
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_until(lambda: sum("linux?" in line for line in terminal.lines()) >= 4, "suggestions")
        terminal.press("'")
        terminal.wait_for("tagged linux · U undoes")
        terminal.wait_for("● linux")
        terminal.press("j", "r")
        terminal.wait_until(lambda: "linux?" not in terminal.line_with("Scheduler two"), "none on what is read")
        terminal.press("k", "k", "T", "1")
        terminal.wait_for("untagged linux")
        terminal.press("*", "'")
        terminal.wait_for("● linux           5")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    titles = {"Scheduler three", "Scheduler four", "Scheduler five", "Scheduler six", "Scheduler seven"}
    assert {title for title, _ in tags(tmp_path, "tag:linux")} == titles
    assert "tagged 2 stories linux" in run_here(tmp_path, "undo")
    assert len(tags(tmp_path, "tag:linux")) == 3


def test_a_rule_is_made_in_a_dialog_acts_on_what_comes_and_takes_back_what_it_did(tmp_path: Path) -> None:
    file = add_feed(tmp_path)
    with start(tmp_path, 120, 40, "--query", "title:scheduler") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("M")
        terminal.wait_for("7 stories that are there match, the latest:")
        terminal.press("tab")
        terminal.type("sched, -later")
        terminal.press("enter")
        terminal.wait_for("made the rule title:scheduler")
        write_feed(file, ["Scheduler new", *TITLES])
        run_here(tmp_path, "refresh", "--force")
        terminal.wait_for("1 new")
        terminal.press("g", "g")
        terminal.wait_for("◇ sched")
        terminal.press(":")
        terminal.type("what is done to new")
        terminal.wait_for("What is done to new stories by itself")
        terminal.press("enter")
        terminal.wait_for("x would change 7 stories, of 8 that match")
        terminal.press("x")
        terminal.wait_for("ran title:scheduler: 7 stories changed")
        terminal.press("b")
        terminal.wait_for("what it did to 8 stories is taken back")
        terminal.press("U")
        terminal.wait_for("undone")
        terminal.press("esc")
    assert len(tags(tmp_path, "tag:sched")) == 8


def test_a_rule_that_would_have_done_it_is_offered_once_and_accepted(tmp_path: Path) -> None:
    add_feed(tmp_path)
    run_here(tmp_path, "mark", "read", "gardening")
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        tag(terminal, "sched")
        terminal.wait_for("tagged sched")
        terminal.press("j", ".", ".", ".", ".")
        terminal.wait_for("a rule? title:scheduler → sched: matches 5 stories, you tagged 5 of them · Y look at it")
        terminal.press("Y")
        terminal.wait_for("A rule for stories that come from now on")
        terminal.press("enter")
        terminal.wait_for("made the rule title:scheduler")
    assert "title:scheduler" in run_here(tmp_path, "rules")


def test_marks_make_ranges_and_every_step_can_be_gone_back_behind_after_a_restart(tmp_path: Path) -> None:
    add_feed(tmp_path)
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("v", "j", "j", "V")
        terminal.wait_for("4 marked")
        terminal.press("v")
        terminal.wait_for("3 marked")
        terminal.press("t")
        terminal.wait_for("3 stories")
        terminal.type("range")
        terminal.press("enter")
        terminal.wait_for("tagged range · 3 stories")
        terminal.press("s")
        terminal.wait_for("starred")
        terminal.press("*", "t")
        terminal.wait_for("◪ range")
        terminal.type("-range, whole")
        terminal.press("enter")
        terminal.wait_for("● whole ")  # in the sidebar: what is said may be an offer of a rule already
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert tags(tmp_path, "tag:range") == []
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("H")
        terminal.wait_for("tagged 3 stories range")
        terminal.press("j", "j", "enter")
        terminal.wait_for("undone: 3 steps")
        terminal.press("enter")
        terminal.wait_for("redone: 1 step")
        terminal.press("esc")
    assert len(tags(tmp_path, "tag:range")) == 3
    assert tags(tmp_path, "is:starred") == tags(tmp_path, "tag:whole") == []


def test_tags_are_renamed_merged_and_deleted_with_a_preview(tmp_path: Path) -> None:
    add_feed(tmp_path)
    run_here(tmp_path, "tag", "title:one", "title:two", "--add", "os/kernel")
    run_here(tmp_path, "tag", "title:three", "--add", "linux")
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("#")
        terminal.wait_for("os/kernel · 2 stories, 2 unread")
        terminal.press("r")
        terminal.wait_for("2 stories will have os/kernel.")
        terminal.type("linux")
        terminal.wait_for("linux exists: the two become one, on 3 stories.")
        terminal.press("enter")
        terminal.wait_for("os/kernel is linux now, on 3 stories")
        terminal.wait_for("linux · 3 stories")
        terminal.press("d")
        terminal.wait_for("Take linux off 3 stories? U brings it back.")
        terminal.press("enter")
        terminal.wait_for("took linux off 3 stories")
        terminal.press("U", "U")
        terminal.wait_for("undone: renamed the tag os/kernel to linux")
        terminal.press("esc")
    assert len(tags(tmp_path, "tag:os")) == 2
    assert len(tags(tmp_path, "tag:linux")) == 1


def test_a_category_becomes_a_tag_and_a_query_is_tagged_from_the_palette(tmp_path: Path) -> None:
    add_feed(tmp_path)
    with start(tmp_path, 120, 40, "--query", 'category:"operating systems" title:scheduler') as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("c")
        terminal.wait_for("1 Operating Systems")
        terminal.press("1")
        terminal.wait_for("tagged Operating Systems")
        terminal.press(":")
        terminal.type("tag by query")
        terminal.wait_for("Tag every story a query finds")
        terminal.press("enter")
        terminal.wait_for("7 stories that are there match, the latest:")
        terminal.type("sched")
        terminal.press("enter")
        terminal.wait_for("tagged sched · 7 stories")
    assert len(tags(tmp_path, 'tag:"operating systems" tag:sched')) == 1
    assert len(tags(tmp_path, "tag:sched")) == 7


def test_a_feeds_categories_become_tags_with_one_key_and_that_is_taken_back(tmp_path: Path) -> None:
    file = add_feed(tmp_path)
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("h")
        terminal.wait_for("▌Unread")
        terminal.press("j")
        while "▌Kernel news" not in terminal.screen_text():
            before = terminal.screen_text()
            terminal.press("j")
            terminal.wait_until(lambda seen=before: terminal.screen_text() != seen, "the next row")  # type: ignore[misc]
        terminal.wait_for("Kernel news · 8 stories")
        terminal.press("c")
        terminal.wait_for("new stories of Kernel news get their categories as tags")
        write_feed(file, ["Scheduler new", *TITLES])
        run_here(tmp_path, "refresh", "--force")
        terminal.wait_for("● Operating Sys")
        assert tags(tmp_path, "tag:c") == [("Scheduler new", ["C", "Operating Systems"])]
        terminal.press(":")
        terminal.type("what is done to new")
        terminal.wait_for("What is done to new stories by itself")
        terminal.press("enter")
        terminal.wait_for("tag its categories")
        terminal.press("b")
        terminal.wait_for("what it did to 1 story is taken back")
        terminal.press("esc")
    assert tags(tmp_path, "is:tagged") == []


def test_star_and_note_go_out_with_a_story_and_come_in_again(tmp_path: Path) -> None:
    add_feed(tmp_path)
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("s")
        terminal.wait_for("starred")
        terminal.press("m")
        terminal.wait_for("esc keeps it")
        terminal.type("Ask Ada: why?")
        terminal.wait_for("Ask Ada: why?")
        terminal.press("esc")
        terminal.wait_for("note kept")
    run_here(tmp_path, "export", "is:starred", "--format", "markdown", "--to", str(tmp_path / "out"))
    other = tmp_path / "other"
    other.mkdir()
    run_here(other, "add", str(tmp_path / "out"))
    (story,) = listed(other, "is:starred has:note ada")
    assert story["title"] == "Scheduler one"
    assert "Ask Ada: why?" in run_here(other, "show", str(story["id"]))


def test_tags_outlive_their_feed_a_purge_and_the_library(tmp_path: Path) -> None:
    file = add_feed(tmp_path)
    run_here(tmp_path, "tag", "title:one", "--add", "os/kernel, keep")
    run_here(tmp_path, "undo")
    run_here(tmp_path, "redo")
    file.unlink()
    with start(tmp_path, 120, 40, "--query", "feed:kernel") as terminal:
        terminal.wait_for("Scheduler one")
        terminal.press("!")
        terminal.wait_for("d unsubscribe")
        terminal.wait_until(lambda: any("Kernel news" in line for line in terminal.lines()[-5:]), "the feed's account")
        terminal.press("d")
        terminal.wait_for("Unsubscribe from Kernel news? 1 story you tagged, starred or noted")
        terminal.press("enter")
        terminal.wait_for("unsubscribed from Kernel news")
    run_here(tmp_path, "purge", "--older", "1d")
    kept = [("Scheduler one", ["keep", "os/kernel"])]
    assert tags(tmp_path, "feed:kernel") == kept
    run_here(tmp_path, "export", "tag:os", "--format", "markdown", "--to", str(tmp_path / "out"))
    other = tmp_path / "other"
    other.mkdir()
    run_here(other, "add", str(tmp_path / "out"))
    assert tags(other) == kept
