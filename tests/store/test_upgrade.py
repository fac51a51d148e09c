"""Databases of every released schema, with rows in them, on their way to the newest; backups and rehearsals of them."""

import hmac
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from resfria_bot.core.types import State
from resfria_bot.store import backup, cases, ledger, mailboxes, marks, meetings, questions, runs, schema
from resfria_bot.store.database import Database, open_copy, open_database
from resfria_bot.store.pseudonyms import pseudonyms
from resfria_bot.store.tables import Moment
from tests.store.samples import ALICE, NOW

_SCRIPT = Config()
_SCRIPT.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
REVISIONS = sorted(each.revision for each in ScriptDirectory.from_config(_SCRIPT).walk_revisions())
#: Before these, addresses stood in the tables as they are.
PLAIN = tuple(revision for revision in REVISIONS if revision < "0006")
HASH = "ab" * 16
LINK = f"/users/{ALICE.address}/calendarView/delta?$deltatoken=abc"
#: Of Alice, with the key of these rows: exports of before and after are compared by it.
_PSEUDONYM = hmac.new(b"\xcd" * 32, ALICE.address.encode(), "sha256").hexdigest()[:12]

#: What a program of that time had written; columns that did not exist yet are left out.
ROWS: Mapping[str, Mapping[str, Any]] = {
    "mailboxes": {
        "address": ALICE.address,
        "person_id": ALICE.id,
        "name": ALICE.name,
        "department": "Skola",
        "office": "Stadshuset",
        "city": "",
        "language": "sv",
        "has_exchange": True,
        "has_teams": True,
        "delta_link": LINK,
        "window_start": NOW,
        "window_end": NOW + timedelta(days=67),
        "failure_count": 0,
        "last_error": f"{ALICE.address} is not there",
        "stopped_at": NOW,
        "ignored_count": 2,
    },
    "cases": {
        "key": HASH,
        "mailbox": ALICE.address,
        "event_id": "event-1",
        "ical_uid": "uid-1",
        "is_series": False,
        "suggestion": "online",
        "place_name": "Skövde",
        "latitude": 58.39,
        "longitude": 13.85,
        "department": "Skola",
        "next_start": NOW + timedelta(days=7),
        "last_end": NOW + timedelta(days=7, hours=1),
        "travellers": 3,
        "person_hours": 6.0,
        "reasons": [
            ["place.town", "The meeting is in another town than our own houses. (“Skövde”)"],
            ["words.suits", "Meetings of this kind go well online. (“Leverantörsmöte”)"],
        ],
        "state": "asked",
        "state_reason": "asked",
        "asked_at": NOW,
        "system": "",
    },
    "case_history": {"case_key": HASH, "state": "asked", "reason": "asked", "at": NOW},
    "meetings": {
        "id": "m-1",
        "case_key": HASH,
        "event_id": "event-1",
        "start": NOW + timedelta(days=7),
        "end": NOW + timedelta(days=7, hours=1),
        "cancelled": False,
    },
    "questions": {
        "transaction_id": "t-1",
        "case_key": HASH,
        "asked": ALICE.address,
        "start": NOW,
        "end": NOW + timedelta(minutes=15),
        "status": "sent",
        "event_id": "question-1",
        "ical_uid": "question-uid-1",
        "place": "Skövde",
        "travellers": 3,
        "sent_at": NOW,
    },
    "runs": {"begun_at": NOW, "finished_at": NOW, "report": {"failures": [{"mailbox": ALICE.address, "error": "x"}]}},
    "keys": {"name": "pseudonyms", "value": "cd" * 32},
    "marks": {"name": "inbox", "value": LINK, "at": NOW},
}


def make(url: str, revision: str) -> None:
    """A database of that revision with one of each row."""
    engine = sa.create_engine(url)
    with engine.begin() as tx:
        schema.upgrade(tx, "old", to=revision)
        for table in _tables(tx):
            row = ROWS.get(table.name)
            if row is not None:
                tx.execute(sa.insert(table).values({name: row[name] for name in row if name in table.c}))
    engine.dispose()


def _tables(tx: sa.Connection) -> Iterator[sa.Table]:
    old = sa.MetaData()
    old.reflect(tx)
    for table in old.sorted_tables:
        for column in table.columns:
            if isinstance(ROWS.get(table.name, {}).get(column.name), datetime):
                column.type = Moment()
        yield table


def assert_kept(database: Database) -> None:
    with database.transaction() as tx:
        mailbox = mailboxes.get(tx, ALICE.address)
        assert mailbox is not None
        assert (mailbox.person.id, mailbox.person.name) == (ALICE.id, ALICE.name)
        assert mailbox.cursor is not None
        assert (mailbox.cursor.delta_link, mailbox.stopped_at, mailbox.ignored_count) == (LINK, NOW, 2)
        (case,) = cases.of_mailbox(tx, ALICE.address)
        assert (case.state, case.asked_at, case.place and case.place.name) == (State.ASKED, NOW, "Skövde")
        assert cases.history(tx, HASH) == [(State.ASKED, "asked", NOW)]
        assert [meeting.id for meeting in meetings.of_case(tx, HASH)] == ["m-1"]
        assert [question.asked for question in questions.open_questions(tx)] == [ALICE.address]
        assert [entry.organiser for entry in ledger.entries(tx, pseudonym=None)] == [ALICE.address]
        assert runs.last(tx, 1)[0]["report"]["failures"][0]["mailbox"] == ALICE.address
        assert pseudonyms(tx)(ALICE.address) == _PSEUDONYM


@pytest.mark.parametrize("revision", PLAIN)
def test_a_database_of_any_released_schema_keeps_all_it_holds(url: str, revision: str) -> None:
    make(url, revision)
    with closing(open_database(url)) as database:
        assert_kept(database)
        if revision >= "0002":
            with database.transaction() as tx:
                assert marks.get(tx, "inbox") == LINK
    with closing(open_database(url)) as database:
        assert_kept(database)


def test_nothing_that_was_readable_before_the_seals_is_left_in_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'resfria.db'}"
    make(url, "0005")
    open_database(url).close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [word for word in (ALICE.address, ALICE.name, "deltatoken", "cd" * 32) if word.encode() in raw] == []


def test_no_word_of_a_subject_is_left_with_the_reasons_of_a_case(url: str) -> None:
    make(url, "0005")
    with closing(open_database(url)) as database, database.transaction() as tx:
        case = cases.get(tx, HASH)
    assert case is not None
    assert [(reason.code, reason.text.endswith("(“Skövde”)")) for reason in case.reasons] == [
        ("place.town", True),
        ("words.suits", False),
    ]
    assert "Leverantörsmöte" not in case.reasons[1].text


@pytest.mark.parametrize("revision", ["0001", "0005"])
def test_a_rehearsal_on_an_older_database_leaves_it_as_it_was(url: str, revision: str) -> None:
    make(url, revision)
    with closing(open_copy(url)) as copy:
        assert_kept(copy)
    assert _revision(url) == revision


@pytest.mark.parametrize("revision", ["0001", "0005"])
def test_a_backup_taken_before_an_upgrade_is_as_old_as_the_database_and_can_be_put_back(
    url: str, revision: str, tmp_path: Path
) -> None:
    make(url, revision)
    backup.save(url, tmp_path / "backup.db")
    assert _revision(url) == revision
    with closing(sqlite3.connect(tmp_path / "backup.db")) as opened:
        assert opened.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]
    open_database(url).close()
    backup.restore(url, (), tmp_path / "backup.db", is_forced=True)
    with closing(open_database(url)) as database:
        assert_kept(database)


def _revision(url: str) -> str | None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = schema.revision(connection)
    engine.dispose()
    return found
