"""The README and the manual are true: their commands parse, their keys exist, their settings are known."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from reader.__main__ import split_options
from reader.cli.program import reader as program
from reader.config import Config, FeedSettings
from reader.tui.commands import COMMANDS, readme_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "seeds").rglob("*.md"))


def commands_in(text: str) -> list[str]:
    """The calls of `reader` in code blocks and in backticks."""
    blocks = re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(reader [^`\n]+)`", text) + re.findall(r"^ {4}(reader .*)$", text, re.MULTILINE)
    calls = []
    for line in lines:
        for call in re.split(r" > |[|&;]+", re.sub(r"\s+#.*", "", line)):
            if re.match(r"\s*reader(\s|$)", call):
                calls.append(call.strip().removeprefix("$ "))
    return calls


TEXTS = (README, CONTRIBUTING, *(page.read_text(encoding="utf-8") for page in PAGES))
ALL_CALLS = sorted({call for text in TEXTS for call in commands_in(text)})


def parsed(command: click.Command, arguments: list[str], parent: click.Context | None = None) -> None:
    """Parse as click would, down to the last verb, without running anything."""
    context = command.make_context(command.name, list(arguments), parent=parent)
    if isinstance(command, click.Group) and context._protected_args:
        name, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert inner is not None, name
        parsed(inner, rest, context)


def test_the_readme_opens_with_the_two_commands() -> None:
    start = README.split("```sh\n")[1].split("```")[0]
    assert start == "pip install uv && uv run reader\npip install uv && uv run pytest\n"


def test_ci_runs_the_readmes_test_command() -> None:
    assert "\npip install uv && uv run pytest\n" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("call", ALL_CALLS)
def test_every_command_named_can_be_called(call: str) -> None:
    arguments = ["12" if word == "ID" else word for word in shlex.split(call)[1:]]
    if arguments == ["--query"] or not split_options(arguments)[1]:
        return
    if len(arguments) == 1 and not arguments[0].startswith("-"):  # a verb that is only mentioned
        assert program.get_command(click.Context(program), arguments[0]) is not None
    else:
        parsed(program, arguments)


def test_every_path_named_in_contributing_is_there() -> None:
    named = re.findall(
        r"(?<![\w./])(?:(?:reader|tests|seeds|\.ci)/[\w./-]*\w/?|[\w.-]+\.(?:md|toml|yaml))", CONTRIBUTING
    )
    assert len(set(named)) > 30
    assert [path for path in sorted(set(named) - {"config.toml"}) if not (ROOT / path).exists()] == []


def test_every_tool_named_in_contributing_is_there_and_takes_its_options() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", CONTRIBUTING, re.DOTALL)
    calls = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    options: list[str] = []
    for call in calls:
        assert call[0] in ("uv", "uvx", "pip", "reader"), call
        if call[:2] == ["uv", "run"] and call[2] != "--with":
            assert shutil.which(call[2], path=Path(sys.executable).parent), call
        if call[:3] == ["uv", "run", "pytest"]:
            options += [word for word in call[3:] if not word.startswith("tests/")]
    collecting = [sys.executable, "-m", "pytest", "--collect-only", "--no-cov", __file__, *options]
    told = subprocess.run(collecting, cwd=ROOT, capture_output=True, text=True).stderr
    assert "unrecognized arguments" not in told


def test_pre_commit_checks_what_ci_checks_before_the_tests() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = config["repos"]
    entries = [hook["entry"] for hook in local["hooks"]]
    checks = re.findall(r"^uv run (?!pytest).*$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert (local["repo"], entries) == ("local", checks)


def test_the_key_table_is_the_table_of_commands() -> None:
    table = README.split("<!-- keys -->\n")[1].split("<!-- /keys -->")[0]
    assert table == readme_table() + "\n"


def test_the_settings_named_are_all_there_are_with_their_defaults() -> None:
    block = README.split("```toml\n")[1].split("```")[0]
    settings = tomllib.loads(block)
    keys = settings.pop("keys")
    assert set(settings.pop("feeds")["private.example"]) == set(FeedSettings.__dataclass_fields__) - {"section"}
    assert set(keys) <= {command.id for command in COMMANDS}
    settings = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
    assert settings == {name: getattr(Config(), name) for name in settings}
    assert set(settings) == set(Config.__dataclass_fields__) - {"keys", "feeds"}


def test_every_dependency_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    table = README.split("## What it is made of\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| \w[^|]{10,} \| [A-Z][^|]+ \|$", table, re.MULTILINE)
    assert sorted(rows) == sorted(re.split(r"[<>=]", line)[0] for line in wanted)


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    forbidden = re.compile(r"pypi\.org|pythonhosted|(?<![\w.])/(?:root|work|home/\w+)/")
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "reader").rglob("*.py"), *PAGES]:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path
