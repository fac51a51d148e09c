"""Whom to ask, about what, and when not to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resfria_bot.core.nudges import (
    Ask,
    HoldOut,
    Wait,
    Why,
    Withdraw,
    deadline,
    held_out,
    pause_until,
    plan,
)
from resfria_bot.core.types import (
    Place,
    State,
    Suggestion,
)
from tests.core.candidates import (
    BORAS,
    CALM,
    NOW,
    POLICY,
    STOCKHOLM,
    candidate,
    case,
    only_step,
    said_no,
)

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
