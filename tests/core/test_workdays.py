"""When a person may be asked."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resfria_bot.core.types import MailboxSettings, WorkingHours
from resfria_bot.core.workdays import add_working_days, is_workday, next_working_moment

STOCKHOLM = "Europe/Stockholm"
OFFICE = WorkingHours()
HERE = MailboxSettings()
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds))


def at(text: str) -> datetime:
    """A moment on the clock in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(STOCKHOLM))


def test_an_ordinary_wednesday_is_a_workday() -> None:
    assert is_workday(date(2026, 1, 14))


@pytest.mark.parametrize("day", [date(2026, 1, 17), date(2026, 1, 18)])
def test_a_weekend_is_no_workday(day: date) -> None:
    assert not is_workday(day)


@pytest.mark.parametrize(
    "day",
    [date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14)],
)
def test_a_public_holiday_is_no_workday(day: date) -> None:
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)])
def test_the_eves_of_midsummer_christmas_and_new_year_are_no_workdays(day: date) -> None:
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 1, 5), date(2026, 5, 15), date(2024, 6, 7)])
def test_a_squeeze_day_is_no_workday(day: date) -> None:
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 4, 30), date(2026, 10, 30), date(2026, 12, 23)])
def test_a_day_that_is_only_half_off_is_a_workday(day: date) -> None:
    assert is_workday(day)


def test_working_days_back_skip_weekends_and_holidays() -> None:
    assert add_working_days(at("2026-04-08T10:00"), -3, STOCKHOLM) == at("2026-04-01T10:00")


def test_working_days_forward_keep_the_time_of_day_over_the_change_of_clocks() -> None:
    assert add_working_days(at("2026-03-27T10:00"), 1, STOCKHOLM) == at("2026-03-30T10:00")


def test_no_working_days_leave_the_moment_as_it_is() -> None:
    assert add_working_days(at("2026-01-17T10:00"), 0, STOCKHOLM) == at("2026-01-17T10:00")


@given(
    moment=MOMENTS,
    days=st.integers(1, 30),
)
def test_counting_gives_back_what_was_added(moment: datetime, days: int) -> None:
    zone = ZoneInfo(STOCKHOLM)
    first = moment.astimezone(zone).date()
    last = add_working_days(moment, days, STOCKHOLM).astimezone(zone).date()
    assert sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1)) == days


def test_a_slot_begins_at_the_next_quarter_at_least_ten_minutes_ahead() -> None:
    assert next_working_moment(at("2026-01-14T10:04"), OFFICE, HERE) == at("2026-01-14T10:15")
    assert next_working_moment(at("2026-01-14T10:05"), OFFICE, HERE) == at("2026-01-14T10:15")
    assert next_working_moment(at("2026-01-14T10:06"), OFFICE, HERE) == at("2026-01-14T10:30")


def test_before_work_the_slot_is_when_work_begins() -> None:
    assert next_working_moment(at("2026-01-14T03:00"), OFFICE, HERE) == at("2026-01-14T08:00")


def test_work_that_begins_between_quarters_gets_the_quarter_after() -> None:
    hours = WorkingHours(start=time(7, 40))
    assert next_working_moment(at("2026-01-14T03:00"), hours, HERE) == at("2026-01-14T07:45")


def test_the_last_slot_of_the_day_ends_with_the_working_day() -> None:
    assert next_working_moment(at("2026-01-14T16:35"), OFFICE, HERE) == at("2026-01-14T16:45")
    assert next_working_moment(at("2026-01-14T16:36"), OFFICE, HERE) == at("2026-01-15T08:00")


def test_nobody_is_asked_on_a_day_off() -> None:
    assert next_working_moment(at("2026-12-23T18:00"), OFFICE, HERE) == at("2026-12-28T08:00")


def test_part_time_days_are_respected() -> None:
    hours = WorkingHours(weekdays=frozenset({1, 3}), start=time(9), end=time(12))
    assert next_working_moment(at("2026-01-13T11:50"), hours, HERE) == at("2026-01-15T09:00")


def test_saturday_is_asked_on_only_where_no_office_day_is_worked() -> None:
    most = WorkingHours(weekdays=frozenset({4, 5}))
    weekend = WorkingHours(weekdays=frozenset({5}))
    assert next_working_moment(at("2026-01-17T06:00"), most, HERE) == at("2026-01-23T08:00")
    assert next_working_moment(at("2026-01-17T06:00"), weekend, HERE) == at("2026-01-17T08:00")


def test_hours_are_read_on_the_clock_of_the_person() -> None:
    finnish = WorkingHours(time_zone="Europe/Helsinki")
    assert next_working_moment(at("2026-01-14T03:00"), finnish, HERE) == at("2026-01-14T07:00")


def test_night_work_is_asked_about_at_night() -> None:
    night = WorkingHours(start=time(22), end=time(6))
    assert next_working_moment(at("2026-01-14T12:00"), night, HERE) == at("2026-01-14T22:00")
    assert next_working_moment(at("2026-01-15T02:00"), night, HERE) == at("2026-01-15T02:15")


@pytest.mark.parametrize(
    "hours", [WorkingHours(weekdays=frozenset()), WorkingHours(start=time(0), end=time(0))], ids=["no day", "no length"]
)
def test_hours_that_say_nothing_become_office_hours(hours: WorkingHours) -> None:
    assert next_working_moment(at("2026-01-17T03:00"), hours, HERE) == at("2026-01-19T08:00")


def test_working_hours_shorter_than_a_slot_give_no_slot() -> None:
    assert next_working_moment(at("2026-01-14T03:00"), WorkingHours(start=time(8), end=time(8, 10)), HERE) is None


def test_nobody_is_asked_while_away() -> None:
    away = MailboxSettings(away_from=at("2026-01-12T00:00"), away_until=at("2026-01-21T00:00"))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) == at("2026-01-21T08:00")


def test_a_return_in_the_middle_of_the_day_is_asked_that_day() -> None:
    away = MailboxSettings(away_from=at("2026-01-12T00:00"), away_until=at("2026-01-14T12:50"))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) == at("2026-01-14T13:00")


def test_a_return_after_work_is_asked_the_next_working_day() -> None:
    away = MailboxSettings(away_from=at("2026-01-12T00:00"), away_until=at("2026-01-16T17:00"))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) == at("2026-01-19T08:00")


def test_a_slot_may_come_before_a_coming_leave_but_not_reach_into_it() -> None:
    away = MailboxSettings(away_from=at("2026-01-14T10:30"), away_until=at("2026-01-16T00:00"))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) == at("2026-01-14T10:15")
    assert next_working_moment(at("2026-01-14T10:10"), OFFICE, away) == at("2026-01-16T08:00")


def test_a_leave_that_is_over_does_not_matter() -> None:
    away = MailboxSettings(away_from=at("2026-01-05T00:00"), away_until=at("2026-01-12T00:00"))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) == at("2026-01-14T10:15")


@pytest.mark.parametrize("begins", ["2026-01-12T00:00", "2026-01-14T10:15"])
def test_away_until_further_notice_gives_no_slot(begins: str) -> None:
    away = MailboxSettings(away_from=at(begins))
    assert next_working_moment(at("2026-01-14T10:00"), OFFICE, away) is None


@given(
    now=MOMENTS,
    weekdays=st.frozensets(st.integers(0, 4), min_size=1),
    start=st.integers(5, 11),
    length=st.integers(1, 9),
)
def test_every_slot_is_soon_enough_inside_the_hours_and_on_a_workday(
    now: datetime, weekdays: frozenset[int], start: int, length: int
) -> None:
    hours = WorkingHours(weekdays=weekdays, start=time(start), end=time(start + length))
    slot = next_working_moment(now, hours, HERE)
    assert slot is not None
    local = slot.astimezone(ZoneInfo(STOCKHOLM))
    assert slot - now >= timedelta(minutes=10)
    assert local.minute % 15 == local.second == local.microsecond == 0
    assert hours.start <= local.time()
    assert (local + timedelta(minutes=15)).time() <= hours.end
    assert local.weekday() in weekdays
    assert is_workday(local.date())
