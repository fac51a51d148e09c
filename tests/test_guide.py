"""The IT guide agrees with the program: what is written from the code, and what is written by hand beside it."""

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from resfria_bot import errors
from resfria_bot.arguments import parser

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "config" / "README.md"
CHECKS = ROOT / "resfria_bot" / "flow" / "check"


@pytest.fixture(scope="module")
def guide() -> str:
    """Its text."""
    return GUIDE.read_text("utf-8")


def test_what_is_written_from_the_code_agrees_with_it() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "guide", "--check"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_kind_of_error_has_its_advice(guide: str) -> None:
    part = _part(guide, "kinds")
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.ResfriaError) and kind is not errors.ResfriaError:
            assert re.search(rf"^\| {name} \| .+ \| .+ \|$", part, re.MULTILINE), name


def test_every_item_of_the_check_is_explained(guide: str) -> None:
    source = "\n".join(path.read_text("utf-8") for path in CHECKS.glob("*.py"))
    items = set(re.findall(r"\b(?:good|bad|note|tried)\(\s*f?\"([a-z ]+)", source))
    items |= set(re.findall(r"_expiry\(", source)) and {"expiry"}
    assert len(items) > 12
    rows = re.findall(r"^\| `([a-z ]+?)(?: …)?` \|", guide, re.MULTILINE)
    assert sorted({item.strip() for item in items} - set(rows)) == []


def test_every_part_is_filled(guide: str) -> None:
    names = re.findall(r"<!-- (\w+): written by scripts/guide -->", guide)
    assert len(names) == 7
    for name in names:
        assert _part(guide, name).count("\n|") > 3, name


def test_every_command_in_the_guide_is_one(guide: str) -> None:
    lines = [line.strip() for line in guide.splitlines() if line.startswith("    resfria-bot ")]
    assert len(lines) > 8
    for line in lines:
        words = shlex.split(line.partition(" > ")[0], comments=True)[1:]
        try:
            parser().parse_args(words)
        except SystemExit:
            pytest.fail(line)


def test_every_command_named_in_the_text_is_one(guide: str) -> None:
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    named = set(re.findall(r"`resfria-bot ([a-z][a-z-]*)", guide))
    assert named <= set(commands.choices)
    assert {"init", "why", "key", "privacy"} <= named


def test_every_file_that_the_guide_names_is_there(guide: str) -> None:
    named = re.findall(r"`(config/[\w./-]+|scripts/\w+)`", guide)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_link_within_the_guide_leads_to_a_heading(guide: str) -> None:
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).strip().replace(" ", "-")
        for line in guide.splitlines()
        if line.startswith("#")
    }
    links = re.findall(r"\]\(#([^)]+)\)", guide)
    assert links
    assert [link for link in links if link not in headings] == []


def _part(guide: str, name: str) -> str:
    """What stands between the markers of a part."""
    found = re.search(rf"<!-- {name}: .*? -->(.*?)<!-- end of {name} -->", guide, re.DOTALL)
    assert found
    return found[1]
