"""The rights of one person, and how long anything is kept."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection

from resfria_bot.cli import main
from resfria_bot.core.types import State
from resfria_bot.errors import NotFound
from resfria_bot.store import cases, ledger, mailboxes, privacy, retention, runs
from resfria_bot.store.database import open_database
from resfria_bot.store.pseudonyms import pseudonyms
from tests.flow.world import ALICE, BOB, CONFIGURATION, MEETING, SECRET, World


@contextmanager
def stored(world: World) -> Iterator[Connection]:
    with closing(open_database(world.database_url)) as database, database.transaction() as tx:
        yield tx


def raw(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in Path(world.folder).glob("resfria.db*"))


def asked_and_answered(world: World) -> None:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(hours=1))


def command(world: World, *arguments: str) -> int:
    with world.opened():
        pass  # writes the configuration
    return main(["--config", str(world.folder / "resfria.toml"), *arguments])


def test_everything_that_is_stored_about_a_person_is_told(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    asked_and_answered(world)
    assert command(world, "person", "export", ALICE.upper()) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["person"]["name"] == "Alice Prov"
    (case,) = told["cases"]
    assert (case["place_name"], case["answer"], len(case["meetings"])) == ("Skövde", "yes", 1)
    assert [state["state"] for state in case["history"]] == ["flagged", "asked", "yes", "converted"]
    (question,) = told["questions"]
    assert [answer["answer"] for answer in question["answers"]] == ["yes"]


@pytest.mark.parametrize("deed", ["export", "erase"])
def test_of_somebody_unknown_it_is_said_that_nothing_is_stored(
    world: World, deed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    asked_and_answered(world)
    assert command(world, "person", deed, "nobody@kommun.example") == 1
    assert capsys.readouterr().err.strip().endswith("check how the address is spelt")


def test_nothing_of_an_erased_person_is_left_in_the_file_and_the_sums_stay(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    asked_and_answered(world)
    with stored(world) as tx:
        before = [(e.km_saved, e.state, e.place) for e in ledger.entries(tx, pseudonym=None)]
        index = tx.exec_driver_sql("SELECT mailbox FROM cases").scalar_one()
        sealed = tx.exec_driver_sql(f"SELECT sealed FROM addresses WHERE key = '{index}'").scalar_one()
        event = tx.exec_driver_sql("SELECT event_id FROM cases").scalar_one()
    assert command(world, "person", "erase", ALICE) == 0
    assert "erased: 1 questions" in capsys.readouterr().out
    assert [word for word in (index, sealed, event, ALICE) if word.encode() in raw(world)] == []
    with stored(world) as tx:
        entries = list(ledger.entries(tx, pseudonym=pseudonyms(tx)))
        assert [(e.km_saved, e.state, e.place) for e in entries] == before
        with pytest.raises(NotFound):
            privacy.export_person(tx, ALICE)


def test_an_erased_person_who_had_stopped_is_not_asked_again(world: World) -> None:
    asked_and_answered(world)
    with stored(world) as tx:
        mailboxes.stop(tx, ALICE, world.now)
        privacy.erase_person(tx, ALICE, world.now)
    before = len(world.questions())
    world.plan(subject="Ett nytt möte")
    world.run(at=world.later(days=8))
    assert len(world.questions()) == before
    assert world.mailbox().stopped_at is not None
    with stored(world) as tx:
        mailboxes.resume(tx, ALICE)
        privacy.erase_person(tx, ALICE, world.now)
    world.run(at=world.later(hours=1))
    assert world.mailbox().stopped_at is None


def test_the_loop_goes_on_after_an_erasure_and_asks_nobody_of_it(world: World) -> None:
    asked_and_answered(world)
    world.plan(organiser=BOB, subject="Bobs möte")
    world.run(at=world.later(hours=1))
    with stored(world) as tx:
        privacy.erase_person(tx, ALICE, world.now)
    world.run(at=world.later(hours=1))
    report = world.run(at=MEETING + timedelta(days=1))
    assert report.failures == []
    assert len(world.questions()) == 1
    assert ALICE not in {case.mailbox for case in world.cases()}


def test_an_open_case_of_an_erased_person_is_given_up_and_its_question_called_off(world: World) -> None:
    world.plan()
    world.run()
    with stored(world) as tx:
        assert privacy.erase_person(tx, ALICE, world.now)["questions_called_off"] == 1
        (case,) = cases.in_states(tx, tuple(State))
    assert (case.state, case.state_reason, case.reasons) == (State.WITHDRAWN, "erased", ())
    for _ in range(2):
        assert world.run(at=world.later(hours=1)).failures == []
    assert [question for question in world.questions() if not question.meeting.is_cancelled] == []


def test_what_a_cycle_said_of_an_erased_person_goes_too(world: World) -> None:
    asked_and_answered(world)
    with stored(world) as tx:
        mailboxes.park(tx, ALICE, world.later(days=1), f"{ALICE} cannot be read")
    world.run(at=world.later(hours=1))
    with stored(world) as tx:
        told: Any = privacy.export_person(tx, ALICE)
        assert told["failures"]
        privacy.erase_person(tx, ALICE, world.now)
        assert ALICE not in json.dumps([row["report"] for row in runs.last(tx, 100)])


def test_a_case_is_deleted_when_its_time_is_over_and_the_protocol_says_so(world: World) -> None:
    world.configuration = CONFIGURATION + '\n[privacy]\nretention_months = 3\ndecision_reference = "KS 2026/123"\n'
    asked_and_answered(world)
    world.run(at=MEETING + timedelta(days=89))
    assert len(world.cases()) == 1
    world.run(at=MEETING + timedelta(days=92))
    assert world.cases() == []
    with stored(world) as tx:
        entry = retention.protocol(tx)[0]
    assert (entry.decision, entry.deleted["cases"], entry.deleted["questions"]) == ("KS 2026/123", 1, 1)
    assert "Skövde".encode() not in raw(world)


def test_a_purge_is_rehearsed_without_deleting(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    asked_and_answered(world)
    with stored(world) as tx:
        (case,) = cases.in_states(tx, tuple(State))
        tx.exec_driver_sql("UPDATE cases SET last_end = '2020-01-01 00:00:00.000000'")
    assert command(world, "purge", "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["deleted"]["cases"] == 1
    assert [found.key for found in world.cases()] == [case.key]
    assert command(world, "purge") == 0
    assert "none named" in capsys.readouterr().out
    assert world.cases() == []


def test_a_key_that_lies_in_the_database_is_named_with_advice_and_does_not_stop_anything(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    command(world, "check", "--json")
    (sealing,) = [item for item in json.loads(capsys.readouterr().out) if item["item"] == "sealing"]
    assert sealing["ok"]
    assert "privacy.key_env" in sealing["text"]


def test_a_lost_key_stops_every_command_with_a_sentence(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, world.secret)
    asked_and_answered(world)
    database = open_database(world.database_url, [Fernet.generate_key().decode()])
    database.close()
    for line in ("run", "run --dry-run", "ledger export", "purge", f"person export {ALICE}"):
        assert main(["--config", str(world.folder / "resfria.toml"), *line.split()]) == 1
        assert "sealed with another key" in capsys.readouterr().err


def test_not_even_the_word_that_a_meeting_is_known_by_is_stored(world: World) -> None:
    asked_and_answered(world)
    assert "Skövde".encode() in raw(world)
    assert b"tyrgrupp" not in raw(world)
