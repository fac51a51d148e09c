"""Workers as processes that share one cycle through the queue on a real PostgreSQL server."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from resfria_bot.cli import main
from resfria_bot.errors import Taken
from resfria_bot.flow.slices import slice_count
from resfria_bot.store.database import open_database
from tests.flow.world import MONDAY, SECRET
from tests.store.conftest import postgres_url, server
from tests.trust.crowd import Crowd, crowd

__all__ = ["postgres_url", "server"]

ROOT = Path(__file__).parents[2]
#: Mailboxes: five slices. Of them so many organise a meeting, and are asked within a minute at the bot's pace.
SIZE, ORGANISERS = 90, 12


class Hand:
    """A worker that was started, and its log."""

    def __init__(self, group: Crowd) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.run.hand", str(group.configuration), MONDAY.isoformat()],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {SECRET: "sandbox-secret"},
        )
        self.events: list[str] = []
        self._lines: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.popen.stderr is not None
        with self.popen.stderr as log:
            for text in log:
                self._lines.put(json.loads(text))
        self._lines.put({"event": ""})

    def line(self, event: str) -> dict[str, Any]:
        """The next line of that event; the ones before it are passed over."""
        while True:
            line = self._lines.get(timeout=60)
            assert line["event"], f"it ended without {event}, after {self.events}"
            self.events.append(line["event"])
            if line["event"] == event:
                return line

    def stop(self) -> list[str]:
        """Ask it to end; returns all of its events."""
        self.popen.send_signal(signal.SIGTERM)
        assert self.popen.wait(timeout=10) == 0
        while (line := self._lines.get(timeout=5))["event"]:
            self.events.append(line["event"])
        return self.events


@pytest.fixture
def group(tmp_path: Path, postgres_url: str) -> Iterator[Crowd]:
    with crowd(tmp_path, postgres_url, SIZE, ORGANISERS) as made:
        made.tenant.advance_to(MONDAY)
        yield made


@contextmanager
def hands(group: Crowd, count: int) -> Iterator[list[Hand]]:
    """So many workers, all of them ready before the tenant gives its first answer."""
    started: list[Hand] = []
    try:
        with group.tenant.lock:
            started.extend(Hand(group) for _ in range(count))
            for hand in started:
                hand.line("worker_ready")
        yield started
    finally:
        for hand in started:
            hand.popen.kill()
            hand.popen.wait()


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def _everybody_once(group: Crowd) -> dict[str, int]:
    return dict.fromkeys(group.meetings, 1)


def test_two_workers_share_the_reading_of_one_cycle_and_everybody_is_asked_once(group: Crowd) -> None:
    group.server.faults.slow(0.4, times=14)  # no slice is done before both have heard of it
    with hands(group, 2) as (one, other):
        _until(lambda: sum(group.sent().values()) >= ORGANISERS)
        events = [one.stop(), other.stop()]
    assert all("slice_read" in each for each in events)
    assert sum(each.count("slice_read") for each in events) == slice_count(SIZE)
    assert sum(each.count("cycle_done") for each in events) == 1
    assert group.sent() == _everybody_once(group)
    assert {each[-1] for each in events} == {"worker_stopped"}


@pytest.mark.parametrize(
    ("while_it", "end"), [("reads", signal.SIGKILL), ("reads", signal.SIGTERM), ("asks", signal.SIGKILL)]
)
def test_what_a_worker_had_begun_before_its_end_is_finished_by_another_and_nobody_is_asked_twice(
    group: Crowd, while_it: str, end: signal.Signals
) -> None:
    with hands(group, 1) as (victim,):
        if while_it == "reads":
            victim.line("slice_read")
        else:
            _until(lambda: sum(group.sent().values()) >= 3)
        victim.popen.send_signal(end)
        assert victim.popen.wait(timeout=10) == (0 if end is signal.SIGTERM else -end)
    assert sum(group.sent().values()) < ORGANISERS
    with hands(group, 1) as (heir,):
        report = heir.line("cycle_done")
        assert heir.stop()[-1] == "worker_stopped"
    assert group.sent() == _everybody_once(group)
    assert report["mailboxes"]["read"] == SIZE + 1


def test_a_worker_that_loses_the_server_begins_again_once_it_is_back_and_nobody_is_asked_twice(
    group: Crowd, server: str, postgres_url: str
) -> None:
    with hands(group, 1) as (hand,):
        hand.line("slice_read")
        with _lost(server, postgres_url):
            hand.line("queue_lost")
        hand.line("cycle_done")
        assert hand.stop()[-1] == "worker_stopped"
    assert group.sent() == _everybody_once(group)


@contextmanager
def _lost(server: str, url: str) -> Iterator[None]:
    """The server lets nobody into the database, and has cut every connection to it."""
    name = sa.make_url(url).database
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        yield
        connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


def test_a_cycle_waits_while_a_slice_of_one_that_lost_its_process_is_still_read(postgres_url: str) -> None:
    with closing(open_database(postgres_url)) as ours, closing(open_database(postgres_url)) as theirs:
        with ours.slice(3) as is_running:
            assert not is_running
            with pytest.raises(Taken, match="another cycle is running"), theirs.turn():
                pass
            with pytest.raises(Taken, match="another worker reads this slice"), theirs.slice(3):
                pass
        with theirs.turn(), ours.slice(3) as is_running:
            assert is_running


def test_workers_stand_by_for_a_daemon_and_a_daemon_for_them_but_they_do_not_for_each_other(
    postgres_url: str,
) -> None:
    with closing(open_database(postgres_url)) as ours, closing(open_database(postgres_url)) as theirs:
        with ours.watch(is_shared=True), theirs.watch(is_shared=True):
            pass
        with ours.watch(is_shared=True), pytest.raises(Taken, match="another daemon"), theirs.watch():
            pass
        with ours.watch(), pytest.raises(Taken, match="another daemon"), theirs.watch(is_shared=True):
            pass


def _refusal(folder: Path, url: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> str:
    patch.setenv(SECRET, "sandbox-secret")
    with crowd(folder, url, 1) as made:
        assert main(["--config", str(made.configuration), "worker"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_worker_on_sqlite_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _refusal(tmp_path, f"sqlite:///{tmp_path / 'resfria.db'}", capsys, monkeypatch)
    assert "database.url should name a PostgreSQL database" in line


def test_a_worker_that_lacks_its_packages_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resfria_bot.run.worker", None)
    line = _refusal(tmp_path, "postgresql+psycopg://nobody:nothing@localhost/resfria", capsys, monkeypatch)
    assert "pip install 'resfria-bot[postgres]'" in line
