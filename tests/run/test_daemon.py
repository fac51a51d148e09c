"""The daemon as a process: signals, and two of them on one database."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from resfria_bot.run.daemon import Daemon
from resfria_bot.run.shift import Shift
from resfria_bot.run.systemd import Systemd
from tests.flow.world import SECRET, World, moment, small_tenant
from tests.run.conftest import Lines


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The daemon looks at the real clock, so the tenant does too."""
    with small_tenant(tmp_path) as made:
        made.pass_time(datetime.now(UTC))
        with made.opened():
            pass  # leaves the configuration and the database behind
        yield made


class Process:
    """A daemon that was started, and its log."""

    def __init__(self, world: World, **environ: str) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "resfria_bot", "--log", "json", "daemon"],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {SECRET: world.secret, "RESFRIA_CONFIG": str(world.folder / "resfria.toml"), **environ},
        )

    def line(self, event: str) -> dict[str, Any]:
        """The next line of that event; the ones before it are passed over."""
        assert self.popen.stderr is not None
        for text in self.popen.stderr:
            line: dict[str, Any] = json.loads(text)
            if line["event"] == event:
                return line
        raise AssertionError(f"it ended without {event}")

    def rest(self) -> list[str]:
        """The events that are still to come, to the end."""
        assert self.popen.stderr is not None
        return [json.loads(text)["event"] for text in self.popen.stderr]


@contextmanager
def daemon(world: World, **environ: str) -> Iterator[Process]:
    process = Process(world, **environ)
    try:
        yield process
    finally:
        process.popen.kill()
        process.popen.wait()
        assert process.popen.stderr is not None
        process.popen.stderr.close()


def _plan_in_three_weeks(world: World) -> None:
    day = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=21)
    world.plan(start=moment(day), end=moment(day + timedelta(hours=2)))


def test_a_stop_in_the_middle_of_a_slow_answer_ends_within_ten_seconds_and_the_next_start_goes_on(
    world: World,
) -> None:
    _plan_in_three_weeks(world)
    before = len(world.server.requests)
    world.server.faults.slow(60)
    with daemon(world) as process:
        process.line("daemon_ready")
        time.sleep(1.5)
        begun = time.monotonic()
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(timeout=10) == 0
        assert time.monotonic() - begun < 10
        assert process.rest()[-1] == "daemon_cut_short"
    assert [r for r in world.server.requests[before:] if r.mailbox] == []
    with daemon(world) as process:
        assert process.line("cycle_done")["mailboxes"]["read"] == 4


def test_a_stop_while_the_service_is_to_be_left_alone_ends_at_once_and_blames_nobody(world: World) -> None:
    world.server.faults.throttle(times=1, retry_after="120")
    with daemon(world) as process:
        process.line("daemon_ready")
        time.sleep(1.0)
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(timeout=5) == 0
        told = [event for event in process.rest() if event != "more_rights"]  # which may come before or after
        assert told == ["cycle_stopped", "daemon_stopped"]


def test_of_two_daemons_one_works_and_the_other_says_once_why_it_waits_and_then_takes_over(world: World) -> None:
    with daemon(world) as first:
        first.line("cycle_done")
        with daemon(world) as second:
            assert "another daemon works on the database" in second.line("standing_by")["reason"]
            first.popen.send_signal(signal.SIGTERM)
            first.popen.wait(timeout=10)
            assert second.line("taken_over")
            assert second.line("cycle_done")["mailboxes"]["read"] == 4
            second.popen.send_signal(signal.SIGTERM)
            assert "standing_by" not in second.rest()


def test_a_new_configuration_is_read_at_sighup_and_one_with_faults_changes_nothing(world: World) -> None:
    path = world.folder / "resfria.toml"
    good = path.read_text("utf-8")
    with daemon(world) as process:
        process.line("cycle_done")
        path.write_text(good.replace('mode = "convert"', 'mode = "often"\nintervall = 3'), "utf-8")
        process.popen.send_signal(signal.SIGHUP)
        refused = {process.line("reload_refused")["reason"] for _ in range(2)}
        assert any("bot.mode" in reason for reason in refused)
        assert any("bot.intervall" in reason for reason in refused)
        path.write_text(good.replace('mode = "convert"', 'mode = "observe"'), "utf-8")
        process.popen.send_signal(signal.SIGHUP)
        assert process.line("reloaded")


def test_the_daemon_tells_whoever_asks_on_its_own_port_how_it_is(world: World) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with daemon(world, RESFRIA_DAEMON__LISTEN_PORT=str(port)) as process:
        process.line("cycle_done")
        for path, word in (("healthz", "alive"), ("readyz", "in time"), ("metrics", "resfria_cycle_duration_seconds")):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as answer:
                assert word in answer.read().decode()


def test_systemd_hears_of_the_start_the_life_and_the_end(world: World, tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(10)
        with daemon(world, NOTIFY_SOCKET=address, WATCHDOG_USEC="1500000") as process:
            assert channel.recv(200) == b"READY=1"
            assert channel.recv(200) == b"WATCHDOG=1"
            process.line("cycle_done")
            process.popen.send_signal(signal.SIGHUP)
            heard: list[bytes] = []
            while heard[-1:] != [b"READY=1"]:
                heard.append(channel.recv(200))
            assert any(text.startswith(b"RELOADING=1\nMONOTONIC_USEC=") for text in heard)
            process.popen.send_signal(signal.SIGTERM)
            while heard[-1] != b"STOPPING=1":
                heard.append(channel.recv(200))


def test_a_cycle_that_asks_nothing_for_long_is_noticed_and_systemd_hears_no_more_of_life(
    tmp_path: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resfria_bot.run.daemon.HANG_SECONDS", 0.1)
    monkeypatch.setattr("resfria_bot.run.daemon.BEAT_SECONDS", 0.02)
    stop = threading.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(5)
        systemd = Systemd({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000"})
        daemon = Daemon(cast(Shift, Hanging()), systemd, stop, threading.Event())
        thread = threading.Thread(target=daemon.run)
        thread.start()
        heard = [channel.recv(50)]
        channel.settimeout(0.5)
        with suppress(TimeoutError):
            while True:
                heard.append(channel.recv(50))
        stop.set()
        thread.join()
    assert heard.count(b"WATCHDOG=1") in range(1, 9)
    assert [line["event"] for line in lines.all()].count("cycle_hangs") == 1


class Hanging:
    """A shift whose cycle never comes to its end, and asks nothing."""

    is_busy, is_open, requests = True, True, 7
    settings = SimpleNamespace(bot=SimpleNamespace(interval_minutes=15))

    def open(self) -> bool:
        return True

    def tick(self) -> None:
        """As if it had begun long ago."""

    def close(self, _seconds: float) -> bool:
        return True
