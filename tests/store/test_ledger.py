"""The conversion log: one record a meeting, with figures only where a journey was spared."""

import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

from resfria_bot.core.types import Answer, ConvertedBy, Kind, LedgerEntry, State, Window
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

#: Copies of the one meeting that is there, each with an id of its own.
_HUNDRED_THOUSAND = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO meetings SELECT 'm' || i, case_key, event_id, start, "end", place_name, latitude, longitude, cancelled,
held_at, travellers, vehicle_km, person_km, km_saved, person_hours, sek_travel, sek_time, kg_gross, kg_net, factor_set,
details FROM meetings, n
"""


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


def test_what_was_held_stays_saved_when_the_series_is_given_up(database: Database) -> None:
    _fill(database, **CONVERTED)
    with database.transaction() as tx:
        meetings.mark_held(tx, "c1-2", NOW + timedelta(weeks=3))
        cases.save(tx, case(**(CONVERTED | {"state": State.WITHDRAWN})), NOW + timedelta(weeks=3))
    assert [(e.state, e.km_saved) for e in _entries(database)[1:]] == [(State.HELD, 250.0), (State.WITHDRAWN, 0.0)]


def test_a_meeting_before_the_conversion_keeps_the_no_of_its_day(database: Database) -> None:
    refused = {"state": State.NO, "asked_at": NOW, "answered_at": NOW, "answer": Answer.ON_SITE}
    _fill(database, **refused)
    with database.transaction() as tx:
        cases.save(tx, case(**CONVERTED), NOW + timedelta(days=8))
    assert [e.state for e in _entries(database)] == [State.NO, State.CONVERTED, State.CONVERTED]


def test_a_window_takes_the_meetings_that_begin_in_it(database: Database) -> None:
    _fill(database)
    window = Window(start=meeting(2).start, end=meeting(3).start)
    with database.transaction() as tx:
        assert [e.meeting_id for e in ledger.entries(tx, pseudonym=None, window=window)] == ["c1-2"]


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


def test_a_hundred_thousand_records_pass_through_little_memory(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'resfria.db'}")
    first = NOW + timedelta(days=9)
    with database.transaction() as tx:
        cases.save(tx, case(**CONVERTED), NOW)
        meetings.save(tx, meeting(1, start=first, end=first + timedelta(hours=1)))
        tx.exec_driver_sql(_HUNDRED_THOUSAND)
        tracemalloc.start()
        try:
            count = sum(1 for _ in ledger.entries(tx, pseudonym=None))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    database.close()
    assert count == 100_000
    assert peak < 10_000_000


def test_a_record_names_the_factors_it_was_estimated_with(database: Database) -> None:
    _fill(database)
    assert {entry.factor_set for entry in _entries(database)} == {"se-2025"}
