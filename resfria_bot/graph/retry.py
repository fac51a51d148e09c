"""Whether to try again, and when: pure arithmetic, so that the rules can be read and tested without a network."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Statuses with which the service asks us to come back.
ASKED_BACK = frozenset({429, 503})
#: Statuses that may pass by themselves; a status of None (no whole answer came) is one of them.
PASSING = frozenset({408, 429, 500, 502, 503, 504})
#: Tries in all: a busy service is given longer than a failing one.
BUSY_TRIES = 8
FAULT_TRIES = 5
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
#: Asked to stay away longer than this, we leave it to the next cycle.
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again in this cycle."""


def next_step(attempt: int, status: int | None, retry_after: float | None, jitter: float) -> Wait | GiveUp:
    """What to do after `attempt` tries (1 = the first one failed) that ended with this status.

    `retry_after` is what the service asked for in seconds, never undercut; without it, or where it asks for less, the
    wait doubles from half a second. `jitter` in [0, 1) spreads those waits over the upper half of each step.
    """
    if status is not None and status not in PASSING:
        return GiveUp()
    if attempt >= (BUSY_TRIES if status in ASKED_BACK else FAULT_TRIES):
        return GiveUp()
    if retry_after is not None and retry_after > PATIENCE_SECONDS:
        return GiveUp()
    step = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempt - 1))
    if retry_after is None:
        return Wait(step * (0.5 + jitter / 2))
    # The first wait is exactly as asked; a service that goes on saying "1" is given more and more.
    return Wait(retry_after if attempt == 1 else max(retry_after, step * (0.5 + jitter / 2)))


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds in a `Retry-After` header: a whole or fractional number, or an HTTP date. None when absent or garbled."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        return _seconds_until(header, now)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
