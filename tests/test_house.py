"""The house is as its tables of contents say: every package names each of its modules and packages, once, in a row."""

import ast
import re
from pathlib import Path

import pytest

READER = Path(__file__).parents[1] / "reader"
PACKAGES = sorted(file.parent for file in READER.rglob("__init__.py") if file.parent.name != "migrations")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: folder.relative_to(READER.parent).as_posix())
def test_a_package_names_each_of_its_modules(package: Path) -> None:
    contents = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    modules = {file.stem for file in package.glob("*.py")} - {"__init__", "__main__"}
    packages = {file.parent.name for file in package.glob("*/__init__.py")}
    assert sorted(re.findall(r"^([a-z_0-9]+) {2,}\S", contents, re.M)) == sorted(modules | packages)
    assert contents.splitlines()[0].endswith(".")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: folder.relative_to(READER.parent).as_posix())
def test_a_folder_holds_no_more_than_one_finds_ones_way_in(package: Path) -> None:
    assert len([file for file in package.glob("*.py") if file.stem != "__init__"]) <= 18
