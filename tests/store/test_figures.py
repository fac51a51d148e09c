"""The sums behind the managers' log: whatever happens to cases and meetings, they tell what the ledger tells."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update

from resfria_bot.core.types import Answer, ConvertedBy, Kind, Place, State
from resfria_bot.store import cases, figures, ledger, meetings
from resfria_bot.store.database import Database
from resfria_bot.store.summary import log_rows, sums
from resfria_bot.store.tables import cases as case_table
from tests.store.samples import NOW, SKOVDE, case, meeting

ZONE = "Europe/Stockholm"
FIGURES = ("hours", "km", "sek", "kg_co2e")


def _by_month(database: Database) -> dict[tuple[str, str, str, str], Sequence[float]]:
    """What the sums say of each month, system, department and place."""
    with database.transaction() as tx:
        figures.refresh(tx, ZONE, NOW)
        rows = tx.execute(select(sums).where(sums.c.cut == "sdp")).mappings()
        return {
            (r["month"], r["system"], r["department"], r["place"]): (
                r["people"],
                r["recorded"],
                r["held"],
                r["converted"],
                *(round(r[f"{name}_saved"], 3) for name in FIGURES),
                *(round(r[f"{name}_expected"], 3) for name in FIGURES),
            )
            for r in rows
        }


def _from_the_ledger(database: Database) -> dict[tuple[str, str, str, str], Sequence[float]]:
    """The same, added up record by record."""
    found: dict[tuple[str, str, str, str], Any] = defaultdict(lambda: [set(), *[0] * 11])
    with database.transaction() as tx:
        for entry in ledger.entries(tx, pseudonym=None):
            month = f"{entry.start.astimezone(ZoneInfo(ZONE)):%Y-%m}"
            line = found[month, entry.system or "", entry.department, entry.place or ""]
            line[0].add(entry.organiser)
            line[1] += 1
            line[2] += entry.state is State.HELD
            line[3] += entry.state is State.CONVERTED
            for index, name in enumerate(FIGURES):
                line[4 + index] += getattr(entry, f"{name}_saved") if entry.state is State.HELD else 0
                line[8 + index] += getattr(entry, f"{name}_saved") if entry.state is State.CONVERTED else 0
    return {key: (len(line[0]), *line[1:4], *(round(v, 3) for v in line[4:])) for key, line in found.items()}


def _happen(database: Database, chance: random.Random, moment: datetime) -> None:
    """Something happens to one of a few cases."""
    key = f"c{chance.randrange(6)}"
    changes: dict[str, Any] = {
        "mailbox": f"p{chance.randrange(3)}@kommun.example",
        "department": chance.choice(["Skola", "Vård"]),
        "state": chance.choice(list(State)),
    }
    if chance.random() < 0.7:
        changes |= {"asked_at": moment, "answer": chance.choice([None, *Answer])}
    if changes["state"] in (State.CONVERTED, State.HELD):
        kind, by = chance.choice(list(Kind)), chance.choice(list(ConvertedBy))
        changes |= {"converted_at": moment, "kind": kind, "converted_by": by, "system": "teams"}
    number = chance.randint(1, 9)
    with database.transaction() as tx:
        what = chance.randrange(5)
        if what == 0 and cases.get(tx, key):
            tx.execute(delete(case_table).where(case_table.c.key == key))
        elif what == 1 and cases.get(tx, key):
            meetings.cancel(tx, f"{key}-{number}")
        elif what == 2 and cases.get(tx, key):
            meetings.mark_held(tx, f"{key}-{number}", moment)
        else:
            cases.save(tx, case(key, **changes), moment)
            meetings.save(tx, meeting(number, key, place=chance.choice([SKOVDE, Place("Borås"), None])))


@pytest.mark.parametrize("seed", range(3))
def test_the_sums_follow_the_ledger_whatever_happens(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(60):
        _happen(database, chance, NOW + timedelta(days=step))
        if step % 6 == 5:
            assert _by_month(database) == _from_the_ledger(database)


def test_what_nobody_changed_is_not_summed_anew(database: Database) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        meetings.save(tx, meeting(1))
    _by_month(database)
    with database.transaction() as tx:
        tx.execute(update(sums).values(recorded=7))
        cases.save(tx, case(), NOW)
        meetings.save(tx, meeting(1))
    assert {line[1] for line in _by_month(database).values()} == {7}


def test_a_change_of_hands_changes_the_people(database: Database) -> None:
    with database.transaction() as tx:
        for key in ("c1", "c2"):
            cases.save(tx, case(key, mailbox=f"{key}@kommun.example"), NOW)
            meetings.save(tx, meeting(1, key))
    assert {line[0] for line in _by_month(database).values()} == {2}
    with database.transaction() as tx:
        cases.save(tx, case("c2", mailbox="c1@kommun.example"), NOW)
    assert {line[0] for line in _by_month(database).values()} == {1}


def test_a_month_begins_at_midnight_where_the_organisation_is(database: Database) -> None:
    start = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        meetings.save(tx, meeting(1, start=start, end=start + timedelta(hours=1)))
    assert {key[0] for key in _by_month(database)} == {"2027-03"}


def test_another_time_zone_makes_every_month_anew(database: Database) -> None:
    start = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        meetings.save(tx, meeting(1, start=start, end=start + timedelta(hours=1)))
        figures.refresh(tx, ZONE, NOW)
        figures.refresh(tx, "UTC", NOW)
        assert tx.execute(select(sums.c.month).distinct()).scalars().all() == ["2027-02"]


def test_only_what_was_converted_has_a_row_in_the_log(database: Database) -> None:
    with database.transaction() as tx:
        states = (State.FLAGGED, State.NO, State.ASKED, State.WITHDRAWN, State.CONVERTED)
        for number, state in enumerate(states):
            cases.save(tx, case(f"c{number}", state=state, kind=Kind.ONLINE, converted_at=NOW), NOW)
            meetings.save(tx, meeting(1, f"c{number}"))
        figures.refresh(tx, ZONE, NOW)
        assert tx.execute(select(log_rows.c.meeting_id)).scalars().all() == ["c4-1"]
