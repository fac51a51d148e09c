"""Whom to ask, about what, and when not to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resfria_bot.core.nudges import (
    TRANSITIONS,
    Ask,
    Candidate,
    HoldOut,
    No,
    NudgePolicy,
    Step,
    Wait,
    Why,
    Withdraw,
    check_transition,
    deadline,
    held_out,
    pause_until,
    plan,
)
from resfria_bot.core.review import question_due
from resfria_bot.core.steps import Ignored
from resfria_bot.core.types import (
    Case,
    Mailbox,
    Person,
    Place,
    Question,
    QuestionKind,
    QuestionStatus,
    State,
    Suggestion,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 1, 14, 10, tzinfo=STOCKHOLM)  # a Wednesday
POLICY = NudgePolicy()
#: A busy machine is no fault of a plan.
CALM = settings(deadline=None)
SKOVDE, BORAS = Place("Skövde", 58.39, 13.85), Place("Borås", 57.72, 12.94)


def case(key: str = "case", mailbox: str = "anna@k.example", **changes: Any) -> Case:
    """A meeting of Anna's in Skövde in three weeks: four people, six hours."""
    start = changes.pop("next_start", datetime(2026, 2, 4, 10, tzinfo=STOCKHOLM))
    facts: dict[str, Any] = {
        "event_id": "event",
        "ical_uid": f"uid-{key}",
        "is_series": False,
        "suggestion": Suggestion.ONLINE,
        "place": SKOVDE,
        "department": "Teknik",
        "created_at": NOW - timedelta(days=2),
        "last_end": start + timedelta(hours=2),
        "travellers": 4,
        "person_hours": 6.0,
    }
    return Case(key=key, mailbox=mailbox, next_start=start, **(facts | changes))


def mailbox(address: str = "anna@k.example", **changes: Any) -> Mailbox:
    return Mailbox(person=Person(id=address, address=address), **changes)


def candidate(of: Case | None = None, box: dict[str, Any] | None = None, **counts: Any) -> Candidate:
    of = of or case()
    return Candidate(case=of, mailbox=mailbox(of.mailbox, **(box or {})), **counts)


def only_step(of: Candidate, policy: NudgePolicy = POLICY, now: datetime = NOW) -> Step:
    (step,) = plan([of], now, policy)
    return step


def said_no(key: str = "case", place: str = "Skövde", travellers: int = 4) -> No:
    return No(case_key=key, place=place, travellers=travellers)


# --- transitions -----------------------------------------------------------------------------------------------------


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State)


ALLOWED = {
    "flagged": "held_out asked converted withdrawn",
    "held_out": "converted withdrawn",
    "asked": "yes hybrid no converted withdrawn",
    "yes": "hybrid no converted withdrawn",
    "hybrid": "yes no converted withdrawn",
    "no": "yes hybrid asked converted withdrawn",
    "converted": "held withdrawn",
    "withdrawn": "flagged",
    "held": "",
}


@pytest.mark.parametrize("new", State)
@pytest.mark.parametrize("old", State)
def test_a_case_goes_where_its_life_allows_and_nowhere_else(old: State, new: State) -> None:
    if new is old or new in ALLOWED[old].split():
        check_transition(old, new)
        return
    with pytest.raises(ValueError, match=f"from {old} to {new}"):
        check_transition(old, new)


@pytest.mark.parametrize("state", ["flagged", "held_out", "asked", "yes", "no"])
def test_the_organiser_may_convert_by_hand_from_any_open_state(state: str) -> None:
    check_transition(State(state), State.CONVERTED)


# --- the comparison group --------------------------------------------------------------------------------------------


def test_nobody_is_held_out_at_zero_percent_and_everybody_at_a_hundred() -> None:
    people = [f"person{n}@k.example" for n in range(200)]
    assert not any(held_out(p, 0) for p in people)
    assert all(held_out(p, 100) for p in people)


def test_about_the_percent_asked_for_are_held_out() -> None:
    assert 1850 < sum(held_out(f"person{n}@k.example", 20) for n in range(10_000)) < 2150


@CALM
@given(percent=st.integers(0, 99), number=st.integers(0, 10_000))
def test_a_higher_percent_only_adds_people(percent: int, number: int) -> None:
    address = f"person{number}@k.example"
    assert held_out(address, percent) <= held_out(address, percent + 1)


def test_holding_out_does_not_depend_on_the_case_of_the_address() -> None:
    assert all(held_out(f"Person{n}@K.example", 50) == held_out(f"person{n}@k.example", 50) for n in range(50))


def test_a_person_of_the_comparison_group_is_held_out_and_not_asked() -> None:
    assert only_step(candidate(), replace(POLICY, holdout_percent=100)) == HoldOut(case())


def test_a_case_held_out_stays_so_even_when_its_meeting_is_near() -> None:
    near = case(state=State.HELD_OUT, next_start=NOW + timedelta(hours=1))
    assert only_step(candidate(near)) == Wait(near, Why.HELD_OUT)


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_flagged_meeting_in_good_time_is_asked_about() -> None:
    assert only_step(candidate()) == Ask(case(), Why.DUE)


@pytest.mark.parametrize("state", ["asked", "yes", "hybrid", "converted", "withdrawn", "held"])
def test_a_case_asked_or_decided_is_left_alone(state: str) -> None:
    assert only_step(candidate(case(state=State(state)))) == Wait(case(state=State(state)), Why.NOT_WAITING)


def test_the_meeting_that_saves_most_hours_goes_first() -> None:
    small, large = candidate(case("small", person_hours=2.0)), candidate(case("large", person_hours=9.0))
    assert plan([small, large], NOW, POLICY) == [Ask(large.case), Wait(small.case, Why.QUESTION_OPEN)]


def test_of_equal_savings_the_nearest_meeting_goes_first() -> None:
    far, near = case("a", next_start=NOW + timedelta(days=30)), case("b", next_start=NOW + timedelta(days=20))
    assert plan([candidate(far), candidate(near)], NOW, POLICY)[0] == Ask(near)


def test_a_small_meeting_does_not_wait_for_a_large_one_that_cannot_be_asked_about() -> None:
    young = case("large", person_hours=9.0, created_at=NOW)
    assert plan([candidate(young), candidate()], NOW, POLICY) == [Wait(young, Why.SETTLING), Ask(case())]


def test_one_persons_question_does_not_use_up_anothers() -> None:
    bo = case("bo", "bo@k.example")
    assert plan([candidate(), candidate(bo)], NOW, POLICY) == [Ask(bo), Ask(case())]


def test_a_person_with_an_open_question_waits() -> None:
    assert only_step(candidate(open_count=1)) == Wait(case(), Why.QUESTION_OPEN)


def test_a_person_asked_this_week_waits() -> None:
    assert only_step(candidate(week_count=1)) == Wait(case(), Why.PERSON_BUDGET)


def test_the_week_also_counts_what_is_asked_in_this_cycle() -> None:
    policy = replace(POLICY, open_per_person=5, per_person_per_week=2)
    steps = plan([candidate(case(str(n))) for n in range(3)], NOW, policy)
    assert [step.why for step in steps] == [Why.DUE, Why.DUE, Why.PERSON_BUDGET]


def test_a_department_has_no_ceiling_unless_one_is_set() -> None:
    people = [candidate(case(str(n), f"p{n}@k.example"), department_week_count=500) for n in range(5)]
    assert all(isinstance(step, Ask) for step in plan(people, NOW, POLICY))


def test_the_ceiling_of_a_department_counts_the_week_and_this_cycle() -> None:
    people = [candidate(case(str(n), f"p{n}@k.example"), department_week_count=1) for n in range(3)]
    steps = plan(people, NOW, replace(POLICY, per_department_per_week=3))
    assert [step.why for step in steps] == [Why.DUE, Why.DUE, Why.DEPARTMENT_BUDGET]


def test_a_department_at_its_ceiling_does_not_stop_another() -> None:
    full = candidate(case("full"), department_week_count=1)
    other = candidate(case("other", "bo@k.example", department="Skola"))
    steps = plan([full, other], NOW, replace(POLICY, per_department_per_week=1))
    assert steps == [Wait(full.case, Why.DEPARTMENT_BUDGET), Ask(other.case)]


@pytest.mark.parametrize(("minutes", "why"), [(29, Why.SETTLING), (30, Why.DUE)])
def test_a_new_meeting_settles_before_it_is_asked_about(minutes: int, why: Why) -> None:
    assert only_step(candidate(case(created_at=NOW - timedelta(minutes=minutes)))).why is why


def test_a_meeting_of_unknown_age_has_settled() -> None:
    assert only_step(candidate(case(created_at=None))) == Ask(case(created_at=None))


def test_a_meeting_of_somebody_outside_is_asked_about_only_if_allowed() -> None:
    theirs = case(suggestion=Suggestion.ASK_WEBCAST)
    assert only_step(candidate(theirs)) == Ask(theirs)
    assert only_step(candidate(theirs), replace(POLICY, outside_hosts=False)) == Wait(theirs, Why.OUTSIDE_HOSTS_OFF)


# --- lead time -------------------------------------------------------------------------------------------------------


def test_the_last_moment_to_ask_is_three_working_days_before() -> None:
    monday = datetime(2026, 1, 19, 10, tzinfo=STOCKHOLM)
    on_time, late = case(next_start=monday), case(next_start=monday - timedelta(minutes=1))
    assert deadline(on_time, POLICY) == NOW
    assert only_step(candidate(on_time)) == Ask(on_time)
    assert only_step(candidate(late)) == Withdraw(late, Why.TOO_LATE)


def test_holidays_lengthen_the_lead() -> None:
    after_easter = case(next_start=datetime(2026, 4, 8, 10, tzinfo=STOCKHOLM))
    assert deadline(after_easter, POLICY) == datetime(2026, 4, 1, 10, tzinfo=STOCKHOLM)


def test_a_trip_far_away_is_asked_about_earlier() -> None:
    far = case(next_start=datetime(2026, 1, 20, 10, tzinfo=STOCKHOLM), travellers=2, person_hours=11.0)
    assert deadline(far, POLICY) == datetime(2026, 1, 13, 10, tzinfo=STOCKHOLM)
    assert only_step(candidate(far)) == Withdraw(far, Why.TOO_LATE)


def test_many_hours_of_many_people_do_not_make_a_trip_far() -> None:
    near = case(next_start=datetime(2026, 1, 20, 10, tzinfo=STOCKHOLM), travellers=10, person_hours=50.0)
    assert only_step(candidate(near)) == Ask(near)


def test_a_longer_ordinary_lead_is_not_shortened_for_a_trip_far_away() -> None:
    far = case(next_start=datetime(2026, 1, 28, 10, tzinfo=STOCKHOLM), travellers=2, person_hours=11.0)
    assert deadline(far, replace(POLICY, lead_working_days=10)) == NOW


def test_a_series_whose_next_meeting_is_too_near_waits_for_a_later_one() -> None:
    series = case(is_series=True, next_start=NOW + timedelta(days=1), last_end=NOW + timedelta(days=60))
    assert only_step(candidate(series)) == Wait(series, Why.NEXT_TOO_NEAR)


def test_a_weekly_series_far_away_gets_its_question_between_two_meetings() -> None:
    series = case(is_series=True, next_start=NOW + timedelta(days=6), travellers=2, person_hours=14.0)
    assert only_step(candidate(series)) == Ask(series)


def test_what_waited_until_it_was_too_late_tells_what_it_waited_for() -> None:
    starved = case(next_start=NOW + timedelta(days=1), state_reason="person_budget")
    assert only_step(candidate(starved)) == Withdraw(starved, Why.TOO_LATE, "person_budget")


def test_a_new_meeting_is_given_up_only_when_it_has_settled() -> None:
    young = case(next_start=NOW + timedelta(days=1), created_at=NOW)
    assert only_step(candidate(young)) == Wait(young, Why.SETTLING)


def test_a_meeting_that_has_begun_is_given_up() -> None:
    begun = case(next_start=NOW)
    assert only_step(candidate(begun)) == Withdraw(begun, Why.PASSED)


def test_a_series_is_given_up_when_its_last_meeting_is_over() -> None:
    over = case(is_series=True, next_start=NOW - timedelta(hours=2), last_end=NOW)
    assert only_step(candidate(over)) == Withdraw(over, Why.PASSED)


# --- people ----------------------------------------------------------------------------------------------------------


def test_a_person_who_said_stop_is_not_asked() -> None:
    assert only_step(candidate(box={"stopped_at": NOW})) == Withdraw(case(), Why.OPTED_OUT)


def test_stop_is_honoured_before_anything_else() -> None:
    left = {"stopped_at": NOW, "left_at": NOW}
    assert only_step(candidate(box=left), replace(POLICY, holdout_percent=100)) == Withdraw(case(), Why.OPTED_OUT)


def test_a_person_who_left_is_not_asked() -> None:
    assert only_step(candidate(box={"left_at": NOW})) == Withdraw(case(), Why.LEFT)


def test_a_person_on_pause_waits_until_it_is_over() -> None:
    paused = {"paused_until": NOW + timedelta(days=3)}
    assert only_step(candidate(box=paused)) == Wait(case(), Why.PAUSED)
    assert only_step(candidate(box=paused), now=NOW + timedelta(days=3)) == Ask(case())


def test_three_ignored_questions_silence_the_bot() -> None:
    assert only_step(candidate(box={"ignored_count": 3})) == Wait(case(), Why.SILENT)


def test_two_ignored_questions_do_not_silence_it() -> None:
    assert only_step(candidate(box={"ignored_count": 2})) == Ask(case())


def test_the_pause_is_two_weeks_then_four_and_then_has_no_end() -> None:
    assert pause_until(1, NOW, POLICY) == NOW + timedelta(weeks=2)
    assert pause_until(2, NOW, POLICY) == NOW + timedelta(weeks=4)
    assert pause_until(3, NOW, POLICY) is None


# --- a no is remembered ----------------------------------------------------------------------------------------------


def test_a_no_is_remembered_for_the_whole_series() -> None:
    series = case(is_series=True, state=State.NO)
    assert only_step(candidate(series, noes=(said_no(),))) == Wait(series, Why.SAID_NO)


def test_a_no_without_a_record_is_still_a_no() -> None:
    assert only_step(candidate(case(state=State.NO))) == Wait(case(state=State.NO), Why.SAID_NO)


def test_a_no_is_remembered_when_the_meeting_is_flagged_again() -> None:
    assert only_step(candidate(noes=(said_no(),))) == Wait(case(), Why.SAID_NO)


def test_a_changed_place_may_be_asked_about_once_more() -> None:
    moved = case(state=State.NO, place=BORAS)
    assert only_step(candidate(moved, noes=(said_no(),))) == Ask(moved, Why.ASKED_ANEW)


def test_doubled_travellers_may_be_asked_about_once_more() -> None:
    grown = case(state=State.NO, travellers=8)
    assert only_step(candidate(grown, noes=(said_no(),))) == Ask(grown, Why.ASKED_ANEW)


def test_less_than_doubled_is_not_asked_about_again() -> None:
    grown = case(state=State.NO, travellers=7)
    assert only_step(candidate(grown, noes=(said_no(),))) == Wait(grown, Why.SAID_NO)


def test_travellers_unknown_at_the_no_cannot_have_doubled() -> None:
    grown = case(state=State.NO, travellers=7)
    assert only_step(candidate(grown, noes=(said_no(travellers=0),))) == Wait(grown, Why.SAID_NO)


def test_a_place_that_is_no_longer_known_has_not_changed() -> None:
    vague = case(state=State.NO, place=None)
    assert only_step(candidate(vague, noes=(said_no(),))) == Wait(vague, Why.SAID_NO)


def test_a_second_no_is_the_last_word() -> None:
    moved = case(state=State.NO, place=Place("Vara"), travellers=40)
    assert only_step(candidate(moved, noes=(said_no(), said_no(place="Borås")))) == Wait(moved, Why.SAID_NO)


def test_a_no_stays_on_record_when_its_meeting_is_near_or_its_person_stops() -> None:
    near = case(state=State.NO, place=BORAS, next_start=NOW + timedelta(days=1))
    assert only_step(candidate(near, noes=(said_no(),))) == Wait(near, Why.SAID_NO)
    assert only_step(candidate(near, box={"stopped_at": NOW})) == Wait(near, Why.SAID_NO)


def test_a_no_holds_for_other_meetings_at_the_same_place() -> None:
    assert only_step(candidate(noes=(said_no("other", "SKÖVDE"),))) == Wait(case(), Why.SAID_NO_TO_PLACE)


def test_a_no_does_not_hold_for_another_place() -> None:
    assert only_step(candidate(noes=(said_no("other", "Borås"),))) == Ask(case())


def test_a_no_to_the_place_gives_way_once_when_twice_as_many_travel() -> None:
    once = (said_no("other", travellers=2),)
    twice = (*once, said_no("third", travellers=2))
    assert only_step(candidate(noes=once)) == Ask(case())
    assert only_step(candidate(noes=twice)) == Wait(case(), Why.SAID_NO_TO_PLACE)


def test_a_meeting_that_moved_to_a_place_refused_before_is_not_asked_about() -> None:
    moved = case(state=State.NO, place=BORAS)
    noes = (said_no(), said_no("other", "Borås"))
    assert only_step(candidate(moved, noes=noes)) == Wait(moved, Why.SAID_NO_TO_PLACE)


# --- the whole plan --------------------------------------------------------------------------------------------------


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


# --- open questions --------------------------------------------------------------------------------------------------

SENT_AT = datetime(2026, 1, 7, 9, tzinfo=STOCKHOLM)


def question(**changes: Any) -> Question:
    """Sent a week before NOW, for a slot the same morning."""
    facts: dict[str, Any] = {
        "transaction_id": "t",
        "case_key": "case",
        "asked": "anna@k.example",
        "start": SENT_AT + timedelta(minutes=15),
        "end": SENT_AT + timedelta(minutes=30),
        "status": QuestionStatus.SENT,
        "sent_at": SENT_AT,
    }
    return Question(**(facts | changes))


ASKED = case(state=State.ASKED)


def test_a_fresh_question_is_left_to_wait() -> None:
    assert question_due(question(), ASKED, SENT_AT + timedelta(days=1), POLICY) is None


def test_five_working_days_of_silence_are_an_answer() -> None:
    silent_at = datetime(2026, 1, 14, 9, 30, tzinfo=STOCKHOLM)
    assert question_due(question(), ASKED, silent_at - timedelta(seconds=1), POLICY) is None
    assert question_due(question(), ASKED, silent_at, POLICY) == Ignored(ASKED)


def test_silence_counts_from_the_return_of_somebody_away() -> None:
    back = datetime(2026, 1, 13, 8, tzinfo=STOCKHOLM)
    late = question(start=back, end=back + timedelta(minutes=15))
    assert question_due(late, ASKED, NOW, POLICY) is None


def test_a_question_that_may_not_have_been_sent_is_not_ignored() -> None:
    intended = question(status=QuestionStatus.INTENDED, sent_at=None)
    assert question_due(intended, ASKED, NOW + timedelta(days=1), POLICY) is None


def test_a_question_is_taken_back_the_working_day_before_its_meeting() -> None:
    soon = case(state=State.ASKED, next_start=datetime(2026, 1, 12, 10, tzinfo=STOCKHOLM))
    friday = datetime(2026, 1, 9, 10, tzinfo=STOCKHOLM)
    assert question_due(question(), soon, friday, POLICY) is None
    assert question_due(question(), soon, friday + timedelta(seconds=1), POLICY) == Withdraw(soon, Why.TOO_LATE)


def test_a_question_about_a_meeting_that_has_begun_is_taken_back() -> None:
    begun = case(state=State.ASKED, next_start=SENT_AT + timedelta(days=2))
    assert question_due(question(), begun, SENT_AT + timedelta(days=2), POLICY) == Withdraw(begun, Why.PASSED)


def test_a_question_about_a_series_stands_when_only_its_next_meeting_is_near() -> None:
    series = case(state=State.ASKED, is_series=True, next_start=NOW, last_end=NOW + timedelta(days=60))
    assert question_due(question(), series, SENT_AT + timedelta(days=1), POLICY) is None


@pytest.mark.parametrize("reason", ["cancelled", "moved", "no_longer_suitable", "too_late", "passed"])
def test_a_question_whose_case_was_withdrawn_is_taken_back_for_the_same_reason(reason: str) -> None:
    withdrawn = case(state=State.WITHDRAWN, state_reason=reason)
    assert question_due(question(), withdrawn, SENT_AT, POLICY) == Withdraw(withdrawn, Why(reason))


def test_a_case_withdrawn_for_a_reason_of_its_own_takes_the_question_along() -> None:
    withdrawn = case(state=State.WITHDRAWN, state_reason="erased")
    assert question_due(question(), withdrawn, SENT_AT, POLICY) == Withdraw(withdrawn, Why.NO_LONGER_NEEDED)


def test_a_question_whose_meeting_became_online_is_taken_back() -> None:
    converted = case(state=State.CONVERTED)
    assert question_due(question(), converted, NOW, POLICY) == Withdraw(converted, Why.BECAME_ONLINE)


def test_a_question_to_somebody_who_said_stop_or_left_is_taken_back() -> None:
    stopped, left = mailbox(stopped_at=NOW), mailbox(left_at=NOW)
    assert question_due(question(), ASKED, NOW, POLICY, stopped) == Withdraw(ASKED, Why.OPTED_OUT)
    assert question_due(question(), ASKED, NOW, POLICY, left) == Withdraw(ASKED, Why.LEFT)


def test_a_question_that_follows_a_yes_is_never_counted_as_ignored() -> None:
    trial = question(kind=QuestionKind.TRIAL)
    converted = case(state=State.CONVERTED)
    silent_at = SENT_AT + timedelta(days=8)
    assert question_due(trial, converted, SENT_AT + timedelta(days=1), POLICY) is None
    assert question_due(trial, converted, silent_at, POLICY) == Withdraw(converted, Why.NO_LONGER_NEEDED)
    assert question_due(trial, ASKED, silent_at, POLICY) == Withdraw(ASKED, Why.NO_LONGER_NEEDED)


@pytest.mark.parametrize("status", ["answered", "withdrawn", "ignored"])
def test_a_question_that_is_closed_is_left_alone(status: str) -> None:
    closed = question(status=QuestionStatus(status))
    assert question_due(closed, case(state=State.WITHDRAWN), NOW + timedelta(days=99), POLICY) is None


# --- a year of it ----------------------------------------------------------------------------------------------------


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
