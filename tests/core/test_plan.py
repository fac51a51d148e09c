"""The plan as a whole: rations, order, and a year of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from resfria_bot.core.nudges import (
    Ask,
    Candidate,
    HoldOut,
    No,
    Step,
    Wait,
    Why,
    Withdraw,
    check_transition,
    deadline,
    plan,
)
from resfria_bot.core.types import (
    Case,
    Place,
    State,
)
from tests.core.candidates import (
    CALM,
    NOW,
    POLICY,
    candidate,
    case,
    only_step,
)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    start = NOW + timedelta(hours=draw(st.integers(-48, 1200)))
    of = case(
        draw(st.uuids()).hex,
        draw(st.sampled_from(["anna@k.example", "bo@k.example", "cia@k.example"])),
        state=draw(st.sampled_from(State)),
        is_series=draw(st.booleans()),
        next_start=start,
        created_at=draw(st.sampled_from([None, NOW, NOW - timedelta(days=1)])),
        person_hours=draw(st.floats(0, 100)),
        department=draw(st.sampled_from(["Teknik", "Skola"])),
    )
    box = {"ignored_count": draw(st.integers(0, 4)), "stopped_at": draw(st.sampled_from([None, NOW]))}
    noes = draw(st.lists(st.builds(No, case_key=st.just(of.key), place=st.just("Vara"), travellers=st.just(1))))
    return candidate(of, box, noes=tuple(noes))


@CALM
@given(st.lists(candidates(), max_size=30), st.integers(1, 3), st.integers(1, 3))
def test_every_candidate_gets_one_step_and_nobody_more_than_their_ration(
    crowd: list[Candidate], open_per_person: int, per_department: int
) -> None:
    policy = replace(POLICY, open_per_person=open_per_person, per_department_per_week=per_department)
    steps = plan(crowd, NOW, policy)
    assert sorted(step.case.key for step in steps) == sorted(c.case.key for c in crowd)
    assert [s.case.person_hours for s in steps] == sorted((c.case.person_hours for c in crowd), reverse=True)
    asked = [step.case for step in steps if isinstance(step, Ask)]
    for address in {c.mailbox for c in asked}:
        assert sum(c.mailbox == address for c in asked) <= 1
    for department in ("Teknik", "Skola"):
        assert sum(c.department == department for c in asked) <= per_department
    stopped = {c.case.key for c in crowd if c.mailbox.stopped_at}
    assert not stopped & {c.key for c in asked}


@CALM
@given(st.lists(candidates(), max_size=30))
def test_every_step_is_a_transition_that_the_table_allows(crowd: list[Candidate]) -> None:
    ends = {Ask: State.ASKED, HoldOut: State.HELD_OUT, Withdraw: State.WITHDRAWN}
    for step in plan(crowd, NOW, replace(POLICY, holdout_percent=30)):
        check_transition(step.case.state, ends.get(type(step), step.case.state))


@st.composite
def crowds(draw: st.DrawFn) -> list[Candidate]:
    """Candidates whose counts agree for each person and each department, as those of the store do."""
    counts = st.integers(0, 2)
    people: dict[str, Any] = {
        address: {"open_count": draw(counts), "week_count": draw(counts)}
        for address in ("anna@k.example", "bo@k.example", "cia@k.example")
    }
    departments = {"Teknik": draw(counts), "Skola": draw(counts)}
    return [
        replace(
            one,
            case=replace(one.case, attendee_count=4, pilot_count=draw(st.integers(0, 4))),
            **people[one.case.mailbox],
            department_week_count=departments[one.case.department],
            asked_count=draw(st.integers(0, 2)),
            takes_part=draw(st.booleans()),
            obstacle=draw(st.sampled_from([None, None, Why.NOT_AT_WORK, Why.SHARED_MAILBOX])),
        )
        for one in draw(st.lists(candidates(), max_size=20))
    ]


TIGHT = replace(POLICY, open_per_person=2, per_person_per_week=3, per_department_per_week=3)


def _asked(steps: list[Step]) -> list[Case]:
    return [step.case for step in steps if isinstance(step, Ask)]


@CALM
@given(crowds())
def test_what_is_asked_stays_within_every_ration(crowd: list[Candidate]) -> None:
    asked = _asked(plan(crowd, NOW, TIGHT))
    for one in (c for c in crowd if c.case in asked):
        to_person = sum(case.mailbox == one.case.mailbox for case in asked)
        to_department = sum(case.department == one.case.department for case in asked)
        assert one.open_count + to_person <= TIGHT.open_per_person
        assert one.week_count + to_person <= TIGHT.per_person_per_week
        assert one.department_week_count + to_department <= (TIGHT.per_department_per_week or 0)


@CALM
@given(crowds())
def test_nobody_is_asked_whom_something_else_than_a_ration_keeps(crowd: list[Candidate]) -> None:
    asked = {case.key for case in _asked(plan(crowd, NOW, TIGHT))}
    for one in (c for c in crowd if c.case.key in asked):
        assert one.takes_part
        assert one.obstacle is None
        assert one.asked_count < 2
        assert one.mailbox.stopped_at is None
        assert one.mailbox.ignored_count < 3
        assert deadline(one.case, TIGHT) >= NOW


@CALM
@given(crowds())
def test_who_waits_for_a_ration_comes_after_all_who_used_it_up(crowd: list[Candidate]) -> None:
    def rank(case: Case) -> tuple[bool, float]:
        return 2 * case.pilot_count > case.attendee_count, case.person_hours

    steps = plan(crowd, NOW, TIGHT)
    for step in steps:
        if isinstance(step, Wait) and step.why is Why.QUESTION_OPEN:
            theirs = [case for case in _asked(steps) if case.mailbox == step.case.mailbox]
            assert all(rank(case) >= rank(step.case) for case in theirs)


@CALM
@given(crowds(), st.data())
def test_a_candidate_that_is_not_asked_takes_nothing_from_the_others(
    crowd: list[Candidate], data: st.DataObject
) -> None:
    asked = _asked(plan(crowd, NOW, TIGHT))
    idle = [one for one in crowd if one.case not in asked]
    if idle:
        gone = data.draw(st.sampled_from(idle))
        assert _asked(plan([one for one in crowd if one is not gone], NOW, TIGHT)) == asked


def test_a_case_among_people_of_the_pilot_goes_before_one_that_saves_more() -> None:
    large = case("large", person_hours=9.0, attendee_count=4, pilot_count=2)
    among = case("among", person_hours=2.0, attendee_count=4, pilot_count=3)
    assert plan([candidate(large), candidate(among)], NOW, POLICY)[0] == Ask(among)


def test_who_is_not_in_the_phase_waits_even_when_it_is_too_late_to_ask() -> None:
    near = case(next_start=NOW + timedelta(days=1))
    assert only_step(candidate(near, takes_part=False)) == Wait(near, Why.NOT_IN_PHASE)


def test_the_order_in_which_candidates_come_does_not_matter() -> None:
    crowd = [candidate(case(str(n), person_hours=float(n % 3))) for n in range(6)]
    assert plan(crowd, NOW, POLICY) == plan(crowd[::-1], NOW, POLICY)


def test_over_a_year_nobody_is_asked_too_often_or_too_late() -> None:
    """Ten people with forty meetings each, planned daily: the limits hold on the whole history; none is lost."""
    first = datetime(2026, 1, 7, 9, tzinfo=UTC)
    pool = {
        f"{person}-{n}": case(
            f"{person}-{n}",
            f"p{person}@k.example",
            next_start=first + timedelta(days=9 * n + person, hours=3),
            created_at=first - timedelta(days=1),
            person_hours=float((7 * n + person) % 11),
            place=Place(f"town {n}"),
        )
        for person in range(10)
        for n in range(40)
    }
    asked: list[tuple[str, datetime]] = []
    too_late = 0
    for now in (first + timedelta(days=day) for day in range(370)):
        counts = {
            address: sum(a == address and now - at < timedelta(days=7) for a, at in asked)
            for address in {c.mailbox for c in pool.values()}
        }
        near = [c for c in pool.values() if c.next_start < now + timedelta(days=60)]
        for step in plan([candidate(c, week_count=counts[c.mailbox]) for c in near], now, POLICY):
            if isinstance(step, Ask):
                assert now <= deadline(step.case, POLICY)
                asked.append((step.case.mailbox, now))
            if isinstance(step, Withdraw):
                assert step.why is Why.TOO_LATE
                too_late += 1
            if not isinstance(step, Wait):
                del pool[step.case.key]
    assert not pool
    assert too_late
    assert len(asked) + too_late == 400
    for address, at in asked:
        assert sum(a == address and timedelta() <= t - at < timedelta(days=7) for a, t in asked) == 1
