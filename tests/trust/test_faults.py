"""The fault matrix: whatever goes wrong on the way, it ends as if nothing had."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from resfria_bot import app
from resfria_bot.errors import ResfriaError, StoreError
from resfria_bot.settings import load
from resfria_bot.store import database as door
from resfria_bot.store import ledger
from resfria_bot.store.database import open_database
from tests.flow.world import BOT, MONDAY, SECRET
from tests.trust.crowd import Crowd, crowd

SIZE = 6
ANSWERS = ("accepted", "tentativelyAccepted", "declined")
#: The cycles of the story: everybody is asked, answers are carried out, and a week later nothing is left to do.
ASKED, CARRIED_OUT, LATER = MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ending:
    """What the story comes to: the log without its clock times, who was invited how often, whose calendar changed."""

    log: list[dict[str, Any]]
    sent: Counter[str]
    patches: Counter[str]


Fault = Callable[[Crowd], None]


def _everybody(people: Crowd, act: Callable[[str], None]) -> None:
    for address in (*people.organisers, BOT):
        act(address)


def _both(people: Crowd, code: int) -> None:
    """Refuse requests to the bot's mailbox, inside batches and by themselves."""
    for inner in (False, True):
        if code == 429:
            people.server.faults.throttle(2, "0.05", inner=inner, mailbox=BOT)
        else:
            people.server.faults.status(code, 2, inner=inner, mailbox=BOT)


#: Each is set before a cycle begins.
FAULTS: dict[str, Fault] = {
    "a storm of refused batches": lambda p: p.server.faults.throttle(3, "0.05"),
    "a storm of refused requests inside batches": lambda p: p.server.faults.throttle(20, "0.05", inner=True),
    "refusals that name no time": lambda p: p.server.faults.throttle(2, None),
    "one busy mailbox": lambda p: p.server.faults.throttle(3, "0.05", inner=True, mailbox=p.organisers[0]),
    "a busy bot mailbox": lambda p: _both(p, 429),
    "a service that is down": lambda p: p.server.faults.status(503, 2),
    "a gateway that times out": lambda p: p.server.faults.status(504, 2),
    "requests inside batches that fail": lambda p: p.server.faults.status(500, 4, inner=True),
    "a bot mailbox that fails": lambda p: _both(p, 502),
    "answers that break off": lambda p: p.server.faults.reset(2),
    "answers that break off and look whole": lambda p: p.server.faults.truncate(2),
    "slow answers": lambda p: p.server.faults.slow(0.3, 3),
    "a token that has expired": lambda p: p.server.faults.status(401, 1),
    "no right to any calendar": lambda p: _everybody(p, p.server.faults.deny),
    "no right to the bot mailbox": lambda p: p.server.faults.deny(BOT),
    "no right to one calendar": lambda p: p.server.faults.deny(p.organisers[0]),
    "a mailbox that is being moved": lambda p: p.server.faults.missing(p.organisers[0]),
    "a bot mailbox that is gone for a while": lambda p: p.server.faults.missing(BOT),
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """How the story ends when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with _story(folder) as people:
        for now in (ASKED, CARRIED_OUT, LATER):
            _cycle(people, now)
            if now == ASKED:
                _answer(people)
        return _ending(people, folder)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("when", [ASKED, CARRIED_OUT], ids=["asking", "carrying_out"])
def test_a_fault_on_the_way_changes_nothing_about_the_end(
    name: str, when: datetime, tmp_path: Path, undisturbed: Ending
) -> None:
    with _story(tmp_path) as people:
        for now in (ASKED, CARRIED_OUT, LATER):
            if now == when:
                FAULTS[name](people)
                _attempt(people, now)
                people.server.faults.clear()
                assert people.server.faults.met
                _cycle(people, now + timedelta(minutes=45))  # after the pause of mailboxes that failed
            else:
                _cycle(people, now)
            if now == ASKED:
                _answer(people)
        assert _ending(people, tmp_path) == undisturbed


def test_cursors_that_expire_change_nothing_about_the_end(tmp_path: Path, undisturbed: Ending) -> None:
    with _story(tmp_path) as people:
        _cycle(people, ASKED)
        _answer(people)
        _everybody(people, people.server.faults.expire_delta)
        for now in (CARRIED_OUT, LATER):
            _cycle(people, now)
        assert any(request.status == 410 for request in people.server.requests)
        assert _ending(people, tmp_path) == undisturbed


@pytest.mark.parametrize("hours", [-5, 30], ids=["back", "forward"])
def test_a_clock_that_jumps_and_returns_asks_nobody_twice(hours: int, tmp_path: Path, undisturbed: Ending) -> None:
    with _story(tmp_path) as people:
        _cycle(people, ASKED)
        _cycle(people, ASKED + timedelta(hours=hours))
        _answer(people)
        for now in (CARRIED_OUT, LATER):
            _cycle(people, now)
        assert _ending(people, tmp_path).sent == undisturbed.sent
        assert _ending(people, tmp_path).patches == undisturbed.patches


def test_a_database_that_another_program_locks_is_waited_for(tmp_path: Path, undisturbed: Ending) -> None:
    with _story(tmp_path) as people:
        _cycle(people, ASKED)
        _answer(people)
        with _locked(tmp_path, seconds=0.5):
            _cycle(people, CARRIED_OUT)
        _cycle(people, LATER)
        assert _ending(people, tmp_path) == undisturbed


def test_a_database_that_stays_locked_is_one_sentence_and_nothing_is_lost(
    tmp_path: Path, undisturbed: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BUSY_SECONDS", 0.1)
    with _story(tmp_path) as people:
        _cycle(people, ASKED)
        _answer(people)
        with closing(sqlite3.connect(tmp_path / "resfria.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked"):
                _cycle(people, CARRIED_OUT)
        for now in (CARRIED_OUT, LATER):
            _cycle(people, now)
        assert _ending(people, tmp_path) == undisturbed


@pytest.mark.parametrize("pages", [0, 3, 9])
def test_a_full_disk_is_one_sentence_and_nothing_is_lost(
    pages: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _story(tmp_path, size=40) as people:
        with _database(tmp_path):
            pass  # the tables are there before the disk is full
        with monkeypatch.context() as patch:
            _fill_disk(patch, tmp_path, pages)
            with pytest.raises(StoreError, match="full"):
                _cycle(people, ASKED)
        for now in (ASKED, CARRIED_OUT, LATER):
            _cycle(people, now)
            if now == ASKED:
                _answer(people)
        ending = _ending(people, tmp_path)
        assert ending.sent == Counter(people.organisers)
        assert [entry["answer"] for entry in ending.log].count(None) == 0


def test_no_request_goes_to_a_throttled_mailbox_before_its_time(tmp_path: Path) -> None:
    with _story(tmp_path) as people:
        busy = people.organisers[0]
        people.server.faults.throttle(2, "0.7", inner=True, mailbox=busy)
        _cycle(people, ASKED)
        asked = [r for r in people.server.requests if r.mailbox == busy]
        refused = [n for n, r in enumerate(asked) if r.status == 429]
        assert len(refused) == 2
        assert all(asked[n + 1].at - asked[n].at >= 0.7 for n in refused)


# --- the story --------------------------------------------------------------------------------------------------------


@contextmanager
def _story(folder: Path, size: int = SIZE) -> Iterator[Crowd]:
    with crowd(folder, f"sqlite:///{folder / 'resfria.db'}", size) as people:
        yield people


def _cycle(people: Crowd, now: datetime) -> list[str]:
    """One cycle of a program that has just been started; its failures."""
    people.tenant.advance_to(now)
    with app.opened(load(people.configuration, {SECRET: "sandbox-secret"})) as opened:
        return [failure["error"] for failure in opened.cycle(now).failures]


def _attempt(people: Crowd, now: datetime) -> None:
    """A cycle that may fail as a whole, in one sentence."""
    try:
        told = _cycle(people, now)
    except ResfriaError as error:
        told = [str(error)]
    assert all("\n" not in sentence and "Traceback" not in sentence for sentence in told)


def _answer(people: Crowd) -> None:
    for number, address in enumerate(people.organisers):
        people.answer(address, ANSWERS[number % len(ANSWERS)], people.tenant.now + timedelta(minutes=1))


def _ending(people: Crowd, folder: Path) -> Ending:
    with _database(folder) as store, store.transaction() as tx:
        log = [asdict(entry) for entry in ledger.entries(tx, pseudonym=None)]
    for entry in log:
        for name in ("asked_at", "answered_at", "converted_at"):
            entry[name] = entry[name] is not None
    return Ending(log, people.sent(), people.patches())


@contextmanager
def _database(folder: Path) -> Iterator[door.Database]:
    """The database of the story."""
    with closing(open_database(f"sqlite:///{folder / 'resfria.db'}")) as store:
        yield store


@contextmanager
def _locked(folder: Path, seconds: float) -> Iterator[None]:
    """Another program writes for so long."""
    other = sqlite3.connect(folder / "resfria.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(seconds, lambda: other.execute("COMMIT"))
    timer.start()
    try:
        yield
    finally:
        timer.join()
        other.close()


def _fill_disk(patch: pytest.MonkeyPatch, folder: Path, pages: int) -> None:
    """Let the file grow by so many pages and no more."""
    with closing(sqlite3.connect(folder / "resfria.db")) as file:
        limit = file.execute("PRAGMA page_count").fetchone()[0] + pages
    whole = sqlite3.connect

    def limited(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = whole(*arguments, **options)
        connection.execute(f"PRAGMA max_page_count = {limit}")
        return connection

    patch.setattr(sqlite3, "connect", limited)
    patch.setattr(sqlite3.dbapi2, "connect", limited)
