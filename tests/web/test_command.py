"""The pages as they are started: by the command, and at the end of the demo."""

import os
import re
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from resfria_bot import cli, demo
from resfria_bot.commands import trying
from resfria_bot.sandbox.configuration import organisation_toml
from tests.flow.world import SECRET, small_tenant
from tests.web.house import House


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Each test leaves the signals as they were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_command_serves_until_sigterm_and_its_local_link_signs_in(house: House) -> None:
    path = house.world.folder / "resfria.toml"
    path.write_text(path.read_text("utf-8").replace("[web]", "[web]\nport = 0"), "utf-8")
    program = subprocess.Popen(
        [sys.executable, "-m", "resfria_bot", "--config", str(path), "web", "--local"],
        env={**os.environ, SECRET: house.world.secret},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    try:
        told = re.search(r"http://\S+", program.stdout.readline())
        assert told is not None
        response = requests.get(told[0], allow_redirects=False, timeout=10)
        assert (response.status_code, response.headers["Location"]) == (303, "/log")
    finally:
        program.send_signal(signal.SIGTERM)
        _, said = program.communicate(timeout=20)
    assert program.returncode == 0, said


@pytest.mark.parametrize("more", ["", 'public_url = "http://127.0.0.1:9"\n'])
def test_a_door_that_is_open_to_others_needs_an_address_with_https(
    house: House, more: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house.world.folder / "open.toml"
    text = (house.world.folder / "resfria.toml").read_text("utf-8").partition("[web]")[0]
    path.write_text(f'{text}\n[web]\nhost = "0.0.0.0"\n{more}', "utf-8")
    monkeypatch.setenv(SECRET, house.world.secret)
    assert cli.main(["--config", str(path), "web"]) == 2
    assert "web.public_url should begin with https://" in capsys.readouterr().err


class Terminal:
    """Somebody sits there."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def _play(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """A demo that has been played at once; gives the links that are opened in the browser, which ends it."""
    opened: list[str] = []

    def look(link: str) -> bool:
        opened.append(requests.get(link, allow_redirects=False, timeout=10).headers["Location"])
        signal.raise_signal(signal.SIGINT)
        return True

    with small_tenant(folder) as world:
        text = organisation_toml(world.server, world.database_url)
    (folder / demo.CONFIGURATION).write_text(
        text.replace('group_id = ""', 'group_id = "g"').replace('mailbox = ""', 'mailbox = "bot@kommun.example"'),
        "utf-8",
    )
    monkeypatch.setattr(demo, "play", lambda _: demo.Summary("Kungälvs kommun", folder))
    monkeypatch.setattr(webbrowser, "open", look)
    return opened


def test_the_demo_ends_with_the_log_in_the_browser_until_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = _play(monkeypatch, tmp_path)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.main(["demo"]) == 0
    assert opened == ["/log"]
    assert "The managers' log: http://127.0.0.1:" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--no-browser"], ["--json"]])
def test_the_demo_offers_nothing_where_it_was_told_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    opened = _play(monkeypatch, tmp_path)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.main(["demo", *options]) == 0
    assert opened == []


def test_the_demo_offers_the_log_but_opens_no_browser_where_nobody_sits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = _play(monkeypatch, tmp_path)
    monkeypatch.setattr(trying, "on_signal", lambda stop: stop.set())
    assert cli.main(["demo"]) == 0
    assert opened == []
    assert "The managers' log: http://127.0.0.1:" in capsys.readouterr().out
