"""When to try again."""

from datetime import UTC, datetime

import pytest

from resfria_bot.graph.retry import BUSY_TRIES, FAULT_TRIES, GiveUp, Wait, next_step, retry_after_seconds

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seconds(attempt: int, status: int | None, retry_after: float | None = None, jitter: float = 1.0) -> float:
    step = next_step(attempt, status, retry_after, jitter)
    assert isinstance(step, Wait)
    return step.seconds


def test_waits_double_from_half_a_second() -> None:
    assert [seconds(n, None) for n in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 4.0]


def test_jitter_spreads_a_wait_over_its_upper_half() -> None:
    assert seconds(3, 500, jitter=0.0) == 1.0
    assert seconds(3, 500, jitter=0.5) == 1.5


def test_a_wait_is_never_longer_than_a_minute() -> None:
    assert seconds(BUSY_TRIES - 1, 429) <= 60.0


def test_retry_after_is_waited_for_exactly_at_first() -> None:
    assert seconds(1, 429, 0.25) == 0.25


def test_retry_after_is_never_undercut() -> None:
    assert seconds(2, 503, 17.0) == 17.0


def test_a_service_that_always_says_one_second_is_given_more_and_more() -> None:
    assert seconds(5, 429, 1.0) == 8.0


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 412, 501])
def test_a_final_answer_is_not_asked_for_again(status: int) -> None:
    assert next_step(1, status, None, 0.5) == GiveUp()


def test_a_fault_is_tried_five_times() -> None:
    assert isinstance(next_step(FAULT_TRIES - 1, 500, None, 0.5), Wait)
    assert next_step(FAULT_TRIES, 500, None, 0.5) == GiveUp()


def test_a_busy_service_is_given_more_tries_than_a_failing_one() -> None:
    assert isinstance(next_step(FAULT_TRIES, 429, None, 0.5), Wait)
    assert next_step(BUSY_TRIES, 429, None, 0.5) == GiveUp()


def test_a_service_that_asks_for_an_hour_is_left_to_the_next_cycle() -> None:
    assert next_step(1, 429, 3600.0, 0.5) == GiveUp()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("0.75", 0.75),
        (" 3 ", 3.0),
        ("-5", 0.0),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_retry_after_may_be_a_number_a_fraction_or_a_date(header: str | None, expected: float | None) -> None:
    assert retry_after_seconds(header, NOON) == expected
