"""What a person installs is the wheel: it must start in an empty environment and carry the seeds."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from end_to_end.program import environment
from end_to_end.terminal import DEADLINE, Terminal

PROJECT = Path(__file__).parents[2]


def call(*arguments: str | Path, env: dict[str, str] | None = None, cwd: Path = PROJECT) -> str:
    done = subprocess.run(
        arguments, cwd=cwd, env=env or dict(os.environ), capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install_the_wheel(folder: Path) -> Path:
    """Build the wheel, install it where the dependencies are borrowed, return the folder of programs."""
    wheels, room = folder / "wheels", folder / "room"
    call(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", wheels)
    call(sys.executable, "-m", "venv", "--without-pip", room)
    (wheel,) = wheels.glob("*.whl")
    call("uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--python", room / "bin" / "python", wheel)
    (packages,) = room.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return room / "bin"


def test_the_installed_wheel_starts_with_the_seeds_it_carries(tmp_path: Path) -> None:
    programs = install_the_wheel(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    env = dict(environment(home))
    where = call(programs / "python", "-c", "import reader; print(reader.__file__)", env=env, cwd=home)
    assert Path(where.strip()).is_relative_to(tmp_path)
    with Terminal(120, 40, [str(programs / "reader")], env) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    titles = [story["title"] for story in json.loads(call(programs / "reader", "list", "--json", env=env, cwd=home))]
    assert "Welcome to reader" in titles
    assert any("INKubator" in title for title in titles)
    assert sum(title.startswith("The manual") for title in titles) == 6
