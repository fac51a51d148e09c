"""Managers' figures: what was held, what is expected, and how they are divided."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from resfria_bot.core.types import Kind, Place, Total
from resfria_bot.store import cases, meetings, reports
from resfria_bot.store.database import Database
from tests.store.samples import NOW, case, meeting
from tests.store.test_ledger import CONVERTED

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
#: Converted before its first meeting.
WHOLE: dict[str, Any] = CONVERTED | {"converted_at": NOW}


def _totals(database: Database, by: str | None = None, first: date = FIRST, last: date = LAST) -> list[Total]:
    with database.transaction() as tx:
        return reports.totals(tx, first, last, by)


def _fill(database: Database, *numbers: int, key: str = "c1", **changes: Any) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(key, **changes), NOW)
        for number in numbers:
            meetings.save(tx, meeting(number, key))


def test_what_was_held_and_what_is_expected_stand_apart(database: Database) -> None:
    _fill(database, 1, 2, 3, **WHOLE)
    with database.transaction() as tx:
        meetings.mark_held(tx, "c1-1", NOW + timedelta(weeks=2))
    assert _totals(database) == [
        Total(
            group=None,
            recorded=3,
            held=1,
            converted=2,
            hours_saved=6.0,
            km_saved=250.0,
            sek_saved=3025.0,
            kg_co2e_saved=42.4,
            hours_expected=12.0,
            km_expected=500.0,
            sek_expected=6050.0,
            kg_co2e_expected=84.8,
        )
    ]


def test_a_meeting_nobody_converted_is_recorded_and_claims_nothing(database: Database) -> None:
    _fill(database, 1)
    assert _totals(database) == [Total(group=None, recorded=1, held=0, converted=0)]


def test_a_period_without_meetings_is_one_line_of_noughts(database: Database) -> None:
    assert _totals(database) == [Total(group=None, recorded=0, held=0, converted=0)]


def test_a_hybrid_meeting_is_counted_and_claims_nothing(database: Database) -> None:
    _fill(database, 1, **(WHOLE | {"kind": Kind.HYBRID}))
    assert _totals(database) == [Total(group=None, recorded=1, held=0, converted=1)]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("department", ["Skola", "Vård"]),
        ("place", ["Borås", "Skövde"]),
        ("system", ["", "teams"]),
        ("month", ["2027-01", "2027-02"]),
    ],
)
def test_figures_are_divided_by(database: Database, by: str, groups: list[str]) -> None:
    _fill(database, 1, 4, **WHOLE)
    with database.transaction() as tx:
        cases.save(tx, case("c2", department="Vård"), NOW)
        meetings.save(tx, meeting(1, "c2", place=Place("Borås")))
    assert [total.group for total in _totals(database, by)] == groups


def test_both_days_of_the_period_count_and_no_others(database: Database) -> None:
    _fill(database, 1, 2, 3, **WHOLE)
    day = (NOW + timedelta(weeks=2)).date()
    assert _totals(database, first=day, last=day)[0].recorded == 1


def test_a_day_begins_at_midnight_where_the_organisation_is(database: Database) -> None:
    with database.transaction() as tx:
        cases.save(tx, case(), NOW)
        start = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
        meetings.save(tx, meeting(1, start=start, end=start + timedelta(days=1)))
    assert [total.group for total in _totals(database, "month")] == ["2027-03"]
    assert _totals(database, last=date(2027, 2, 28))[0].recorded == 0


def test_an_unknown_division_names_the_known_ones(database: Database) -> None:
    with pytest.raises(ValueError, match="use one of department, month, place, system"):
        _totals(database, "colour")
