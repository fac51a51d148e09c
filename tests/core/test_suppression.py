"""What a manager may see: tried by taking every view of a small organisation from every other one."""

import functools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations, product

import pytest

from resfria_bot.core import suppression
from resfria_bot.core.suppression import DEPARTMENT, DIMENSIONS, SMALL, Crowd, Cut, Discretion, Span, View

MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04")
WHO: Mapping[str, Callable[["Record"], bool]] = {
    "people": lambda record: True,
    "asked": lambda record: record.asked,
    "unasked": lambda record: not record.asked,
    "answered": lambda record: record.answered,
    "silent": lambda record: record.asked and not record.answered,
    "converted": lambda record: record.converted,
    "unmoved": lambda record: record.answered and not record.converted,
}


@dataclass(frozen=True)
class Record:
    """A recorded meeting, as far as it is counted."""

    number: int
    organiser: int
    month: str
    system: str = "teams"
    department: str = "Skola"
    place: str = "Borås"
    asked: bool = True
    answered: bool = True
    converted: bool = True


class People:
    """A census of records in memory."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = frozenset(records)
        self.within = functools.cache(self._within)
        self.crowds = functools.cache(self._crowds)
        self.values = functools.cache(self._values)
        self.rules = Discretion(self)

    def _within(self, view: View) -> frozenset[Record]:
        """What the figures of a view are made of."""
        wanted = [(name, getattr(view.cut, name)) for name in view.cut.named]
        return frozenset(
            r
            for r in self.records
            if r.month in view.months and all(getattr(r, name) == value for name, value in wanted)
        )

    def calendar(self) -> Span:
        months = {r.month for r in self.records}
        return tuple(m for m in MONTHS if min(months) <= m <= max(months)) if months else ()

    def _crowds(self, cut: Cut) -> Mapping[str, Crowd]:
        found = {}
        for month in MONTHS:
            records = self.within(View(cut, (month,)))
            if records:
                counts = {
                    field.name: len({r.organiser for r in records if WHO[field.name](r)})
                    for field in fields(Crowd)
                    if field.name != "sole"
                }
                values = [{getattr(r, name) for r in records} for name in DIMENSIONS]
                found[month] = Crowd(**counts, sole=tuple(v.pop() if len(v) == 1 else None for v in values))
        return found

    def _values(self, cut: Cut, dimension: str) -> Sequence[str]:
        return sorted({getattr(r, dimension) for r in self.within(View(cut, MONTHS))})

    def count(self, view: View, without: Sequence[View], limit: int, who: str = "people") -> int:
        left = self.within(view).difference(*(self.within(other) for other in without))
        return min(limit, len({r.organiser for r in left if WHO[who](r)}))


def _organisation(seed: int) -> People:
    """Departments with habits: most of their people go to few places, and some places belong to one department."""
    chance = random.Random(seed)
    departments = {name: chance.sample("PQRS", chance.randint(1, 4)) for name in "ABC"[: chance.randint(1, 3)]}
    staff = [chance.choice(list(departments)) for _ in range(chance.randint(6, 60))]
    records = []
    for number in range(chance.randint(10, 160)):
        organiser = chance.randrange(len(staff))
        department = staff[organiser]
        asked = chance.random() < 0.8
        answered = asked and chance.random() < 0.7
        records.append(
            Record(
                number,
                organiser,
                chance.choice(MONTHS),
                chance.choice(["teams", "teams", "teams", ""]),
                department,
                chance.choice(departments[department]),
                asked,
                answered,
                answered and chance.random() < 0.7,
            )
        )
    return People(records)


def _views(people: People) -> Iterator[View]:
    """Every view that can be got."""
    calendar = people.calendar()
    periods = [calendar[a:b] for a, b in combinations(range(len(calendar) + 1), 2)]
    choices = [[None, *people.values(Cut(), name)] for name in DIMENSIONS]
    for chosen, months in product(product(*choices), periods):
        view = View(Cut(**dict(zip(DIMENSIONS, chosen, strict=True))), months)
        if people.rules.is_shown(view):
            yield view


def _organisers(records: frozenset[Record]) -> int:
    return len({r.organiser for r in records})


@pytest.mark.parametrize("seed", range(30))
def test_no_view_and_no_difference_of_two_speaks_of_a_small_group(seed: int) -> None:
    people = _organisation(seed)
    found = {view: people.within(view) for view in _views(people)}
    for view, records in found.items():
        assert _organisers(records) >= (DEPARTMENT if view.cut.department is not None else SMALL)
    for (small, inner), (large, outer) in product(found.items(), repeat=2):
        if inner < outer:
            assert _organisers(outer - inner) >= SMALL, (small, large)


@pytest.mark.parametrize("seed", range(30))
def test_what_a_table_leaves_out_is_nobodys_or_enough_peoples(seed: int) -> None:
    people = _organisation(seed)
    for view in _views(people):
        for name in view.cut.tables:
            table = people.rules.divided(view, name)
            lines = [people.within(View(view.cut.having(name, value), view.months)) for value in table.shown]
            rest = people.within(view).difference(*lines)
            assert _organisers(rest) == 0 or _organisers(rest) >= SMALL
            assert table.has_rest == bool(rest)


def _records(counts: Mapping[tuple[str, str], int], **changes: object) -> list[Record]:
    """For each department and place so many people of their own, with a meeting each month."""
    people = ((d, p, f"{d}{p}{n}") for (d, p), count in counts.items() for n in range(count))
    return [
        Record(number, hash(who), month, department=department, place=place, **changes)  # type: ignore[arg-type]
        for number, ((department, place, who), month) in enumerate(product(people, MONTHS))
    ]


def test_a_large_organisation_sees_everything() -> None:
    people = People(_records(dict.fromkeys(product("AB", "PQ"), 10)))
    views = set(_views(people))
    periods = 10
    assert len({view for view in views if not view.cut.system}) == periods * 3 * 3


def test_a_department_of_nine_is_not_shown_and_stands_among_the_rest() -> None:
    people = People(_records({("A", "P"): 12, ("B", "P"): 9}))
    table = people.rules.divided(View(Cut(), MONTHS), "department")
    assert table == suppression.Table(("A",), True)


def test_a_place_is_left_out_when_the_rest_of_its_department_would_be_four_people() -> None:
    people = People(_records({("A", "P"): 12, ("A", "Q"): 4, ("B", "R"): 12}))
    assert not people.rules.is_shown(View(Cut(place="P"), MONTHS))
    assert people.rules.is_shown(View(Cut(department="A"), MONTHS))


def test_months_with_few_people_are_joined_to_those_after_them() -> None:
    few = [Record(number, number, "2027-01") for number in range(3)]
    people = People([*few, *(Record(9 + n, 9 + n, month) for n in range(6) for month in MONTHS[1:])])
    assert people.rules.spans(Cut()) == (MONTHS[:2], MONTHS[2:3], MONTHS[3:])
    assert suppression.widened(people.rules.spans(Cut()), "2027-02", "2027-02") == MONTHS[:2]


def test_a_last_month_with_few_people_is_joined_to_the_one_before() -> None:
    months = dict.fromkeys(MONTHS[:3], 6) | {MONTHS[3]: 2}
    people = People([Record(n, n, month) for month, count in months.items() for n in range(count)])
    assert people.rules.spans(Cut()) == (MONTHS[:1], MONTHS[1:2], MONTHS[2:])


def test_an_organisation_of_four_sees_nothing() -> None:
    assert list(_views(People(_records({("A", "P"): 4})))) == []


def _answers(said_no: int, silent: int, converted: int = 6) -> People:
    """In one month so many who said no, who were silent, and who converted."""
    fates = [(True, False)] * said_no + [(False, False)] * silent + [(True, True)] * converted
    return People([Record(n, n, MONTHS[0], answered=a, converted=c) for n, (a, c) in enumerate(fates)])


@pytest.mark.parametrize("people", [_answers(1, 0), _answers(0, 4), _answers(8, 8, 0), _answers(0, 9, 4)])
def test_steps_that_would_tell_a_few_noes_or_silences_are_not_shown(people: People) -> None:
    assert people.rules.spans(Cut()) == (MONTHS[:1],)
    assert people.rules.step_spans(Cut()) == ()


@pytest.mark.parametrize("people", [_answers(0, 0), _answers(5, 0), _answers(6, 5)])
def test_steps_between_which_nobody_or_enough_people_stop_are_shown(people: People) -> None:
    assert people.rules.step_spans(Cut()) == (MONTHS[:1],)


def test_steps_are_never_shown_for_a_place() -> None:
    assert _answers(0, 0).rules.step_spans(Cut(place="Borås")) == ()
