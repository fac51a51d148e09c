"""The conversion log: one record a meeting, with figures only where a journey was spared."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from resfria_bot.core.types import Answer, ConvertedBy, Kind, LedgerEntry, State
from resfria_bot.store import cases, ledger, meetings
from resfria_bot.store.database import Database, open_database
from resfria_bot.store.pseudonyms import pseudonyms
from tests.store.samples import ALICE, NOW, case, meeting

CONVERTED: dict[str, Any] = {
    "state": State.CONVERTED,
    "asked_at": NOW,
    "answered_at": NOW,
    "answer": Answer.ONLINE,
    "converted_at": NOW + timedelta(days=8),
    "converted_by": ConvertedBy.BOT,
    "kind": Kind.ONLINE,
    "system": "teams",
}


def _entries(database: Database) -> list[LedgerEntry]:
    with database.transaction() as tx:
        return list(ledger.entries(tx, pseudonym=None))


def _fill(database: Database, **changes: Any) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(**changes), NOW)
        for number in (1, 2, 3):
            meetings.save(tx, meeting(number))


def test_a_converted_series_saves_at_the_meetings_after_the_conversion(database: Database) -> None:
    _fill(database, **CONVERTED)
    assert [(e.state, e.km_saved, e.hours_saved) for e in _entries(database)] == [
        (State.ASKED, 0.0, 0.0),
        (State.CONVERTED, 250.0, 6.0),
        (State.CONVERTED, 250.0, 6.0),
    ]


def test_money_is_travel_and_time_together(database: Database) -> None:
    _fill(database, **CONVERTED)
    assert _entries(database)[1].sek_saved == 3025.0


def test_a_meeting_that_was_held_says_so(database: Database) -> None:
    _fill(database, **CONVERTED)
    with database.transaction() as tx:
        meetings.mark_held(tx, "c1-2", NOW + timedelta(weeks=3))
    assert [e.state for e in _entries(database)] == [State.ASKED, State.HELD, State.CONVERTED]


def test_a_cancelled_meeting_of_a_converted_series_saves_nothing(database: Database) -> None:
    _fill(database, **CONVERTED)
    with database.transaction() as tx:
        meetings.cancel(tx, "c1-3")
    assert (_entries(database)[2].state, _entries(database)[2].km_saved) == (State.WITHDRAWN, 0.0)


def test_a_hybrid_meeting_claims_nothing_since_nobody_knows_who_stayed_at_home(database: Database) -> None:
    _fill(database, **(CONVERTED | {"kind": Kind.HYBRID}))
    assert {e.km_saved for e in _entries(database)} == {0.0}


def test_a_flagged_meeting_claims_nothing(database: Database) -> None:
    _fill(database)
    assert {(e.state, e.hours_saved) for e in _entries(database)} == {(State.FLAGGED, 0.0)}


def test_a_series_shares_its_series_id_and_a_single_meeting_has_none(database: Database) -> None:
    _fill(database)
    with database.transaction() as tx:
        cases.save(tx, case("c2", is_series=False), NOW)
        meetings.save(tx, meeting(1, "c2"))
    assert {e.series_id for e in _entries(database)} == {"c1", None}


def test_the_organiser_is_hidden_behind_a_pseudonym(database: Database) -> None:
    _fill(database)
    with database.transaction() as tx:
        organisers = {e.organiser for e in ledger.entries(tx, pseudonym=lambda address: f"p{len(address)}")}
    assert organisers == {f"p{len(ALICE.address)}"}


def test_a_long_ledger_comes_whole_and_in_order_of_time(database: Database) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        for number in range(1200, 0, -1):
            meetings.save(tx, meeting(number))
    entries = _entries(database)
    assert len(entries) == 1200
    assert [e.start for e in entries] == sorted(e.start for e in entries)


def test_a_pseudonym_is_the_same_in_every_export_and_tells_nothing(database: Database) -> None:
    with database.transaction() as tx:
        first = pseudonyms(tx)(ALICE.address)
    with database.transaction() as tx:
        assert pseudonyms(tx)(ALICE.address.upper()) == first
    assert "alice" not in first


def test_two_databases_have_different_pseudonyms_for_one_person(database: Database, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with database.transaction() as here, other.transaction() as there:
        assert pseudonyms(here)(ALICE.address) != pseudonyms(there)(ALICE.address)
    other.close()
