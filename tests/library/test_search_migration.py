"""A library of the schema before the search index walked in time: nothing is lost, all is indexed anew."""

import json
from pathlib import Path

import pytest
from builders import NOW

from reader.library import Library, migrations, open_library, schema
from reader.query import parse


def an_older_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", dict(list(migrations.MIGRATIONS.items())[:4]))
        older.setattr(schema, "VERSION", 4)
        library = open_library(folder / "library.db")
    db = library._db
    db.run("INSERT INTO feed (url, kind, title, added) VALUES ('https://a.example/', 'web', 'A', 0)")
    for number, content in enumerate(("<img src=a> kernel news", "<a href='https://b.example'>café</a>"), start=1):
        db.run(
            "INSERT INTO story (feed_id, guid, title, published, arrived, digest) VALUES (1, ?, ?, ?, ?, x'00')",
            (str(number), f"Story {number}", NOW, NOW),
        )
        body = (number, "html", content, json.dumps(["World news"]))
        db.run("INSERT INTO body (story_id, format, content, categories) VALUES (?, ?, ?, ?)", body)
        db.run("INSERT INTO search (rowid, title, author, text) VALUES (?, 'Story', '', ?)", (number, content))
    db.run("DELETE FROM unindexed")
    db.run("INSERT INTO enclosure (story_id, position, url, media_type) VALUES (1, 0, 'https://a/1.mp3', 'audio/mpeg')")
    return library


def test_an_older_library_is_indexed_anew_at_the_next_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_older_library(tmp_path, monkeypatch).close()
    library = open_library(tmp_path / "library.db")
    assert library.stories.count(parse("")) == 2
    assert library.search_index.pending() == 2
    assert library.search_index.catch_up() == 2
    found = {
        query: list(library.stories.ids(parse(query)))
        for query in ("kernel", "cafe", 'category:"world news"', "has:image", "has:audio", "has:link", "has:video")
    }
    assert found == {
        "kernel": [1],
        "cafe": [2],
        'category:"world news"': [2, 1],
        "has:image": [1],
        "has:audio": [1],
        "has:link": [2],
        "has:video": [],
    }
    assert library.problems() == []
    library.close()
