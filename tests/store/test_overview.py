"""What the database says may be shown is what the rules say of the same meetings, and the figures are the ledger's."""

from itertools import combinations, product

import pytest

from resfria_bot.core.suppression import DIMENSIONS, Cut, Discretion, View
from resfria_bot.core.types import Tally
from resfria_bot.store import overview
from resfria_bot.store.census import Census
from resfria_bot.store.database import Database
from tests.core.test_suppression import MONTHS, People, Record, _organisation
from tests.store.crowd import large, store


@pytest.mark.parametrize("seed", [3, 17])
def test_the_database_shows_what_the_rules_allow(database: Database, seed: int) -> None:
    people = _organisation(seed)
    store(database, people)
    calendar = people.calendar()
    periods = [calendar[a:b] for a, b in combinations(range(len(calendar) + 1), 2)]
    choices = [[None, *people.values(Cut(), name)] for name in DIMENSIONS]
    with database.transaction() as tx:
        rules = Discretion(Census(tx))
        for chosen, months in product(product(*choices), periods):
            view = View(Cut(**dict(zip(DIMENSIONS, chosen, strict=True))), months)
            assert rules.is_shown(view) == people.rules.is_shown(view)
            assert rules.step_spans(view.cut) == people.rules.step_spans(view.cut)


def test_the_lines_of_every_table_and_the_trend_add_up_to_the_whole(database: Database) -> None:
    store(database, large())
    with database.transaction() as tx:
        found = overview.read(tx, Cut(), MONTHS[0], MONTHS[-1])
    assert found.total.recorded == 35 * 4
    assert found.months == MONTHS
    for lines in found.tables.values():
        assert sum((line.tally for line in lines), Tally()) == found.total
    assert sum((tally for _, tally in found.trend), Tally()) == found.total


def test_small_places_stand_together_as_one_line_without_a_name(database: Database) -> None:
    store(database, large())
    with database.transaction() as tx:
        found = overview.read(tx, Cut(), MONTHS[0], MONTHS[-1])
        rows = overview.rows(tx, found, "start", True, 1)
    assert [line.value for line in found.tables["place"]] == ["Borås", "Skara", None]
    assert {row.place for row in rows} <= {"Borås", "Skara", None}


def test_of_a_small_organisation_nothing_is_shown(database: Database) -> None:
    store(database, People([Record(n, n, MONTHS[0]) for n in range(4)]))
    with database.transaction() as tx:
        found = overview.read(tx, Cut(), MONTHS[0], MONTHS[-1])
    assert (found.months, found.total, found.tables, found.steps) == ((), Tally(), {}, None)


def test_an_empty_database_has_nothing_to_show(database: Database) -> None:
    with database.transaction() as tx:
        assert overview.read(tx, Cut(), MONTHS[0], MONTHS[-1]).months == ()


def test_rows_come_sorted_and_page_by_page_with_the_week_of_the_meeting(database: Database) -> None:
    store(database, large())
    with database.transaction() as tx:
        found = overview.read(tx, Cut(), MONTHS[0], MONTHS[-1])
        pages = [overview.rows(tx, found, "start", True, page) for page in range(1, 7)]
    whens = [row.when for page in pages for row in page]
    assert [len(page) for page in pages] == [25, 25, 25, 25, 4, 0]
    assert len(whens) == found.total.held + found.total.converted
    assert whens == sorted(whens)
    assert whens[0] == "2027-W01"
