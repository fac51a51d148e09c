"""What is written about the program agrees with the program."""

import argparse
from pathlib import Path

from resfria_bot.arguments import parser

ROOT = Path(__file__).parents[1]


def _commands() -> list[str]:
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return sorted(commands.choices)


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in _commands() if f"`{name}" not in readme] == []


def test_every_room_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = sorted(path.parent.name for path in (ROOT / "resfria_bot").glob("*/__init__.py"))
    assert [room for room in rooms if f"`resfria_bot/{room}/`" not in readme] == []


def test_the_readme_opens_with_the_two_commands() -> None:
    lines = [line.strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.strip()]
    assert lines[1].startswith("scripts/demo")
    assert lines[2].startswith("scripts/test")


def test_nothing_stands_at_the_top_level_beyond_what_belongs_there() -> None:
    allowed = {"pyproject.toml", "resfria_bot", "config", "tests", "scripts", "README.md", "LICENSE", "CHANGELOG.md"}
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} <= allowed
