"""Counts of everything, for whoever watches: never who."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, func, select
from sqlalchemy.sql.elements import ColumnElement

from resfria_bot.core.types import QuestionStatus, State
from resfria_bot.store import marks
from resfria_bot.store.tables import case_history, cases, mailboxes, questions, runs, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many there are of each, as of now."""

    cycles: Mapping[str, int]
    failures_in_a_row: int
    questions: Mapping[str, int]
    cases: Mapping[str, int]
    mailboxes: Mapping[str, int]
    queue_age_seconds: float
    subscriptions: int


def counts(tx: Connection, now: datetime) -> Counts:
    """All counts in one transaction. States in which there is nothing are named too, with a nought."""
    in_scope = mailboxes.c.left_at.is_(None)
    return Counts(
        cycles={
            "completed": _count(tx, runs.c.finished_at.is_not(None)),
            "broken_off": _count(tx, runs.c.finished_at.is_(None)),
        },
        failures_in_a_row=json.loads(marks.get(tx, "alerts") or "{}").get("failures", 0),
        questions={status.value: 0 for status in QuestionStatus} | _by(tx, questions.c.status),
        cases={state.value: 0 for state in State} | _by(tx, cases.c.state),
        mailboxes={
            "in_scope": _count(tx, in_scope),
            "parked": _count(tx, in_scope & (mailboxes.c.parked_until > now)),
            "absent": _count(tx, mailboxes.c.absent_since.is_not(None)),
        },
        queue_age_seconds=_queue_age_seconds(tx, now),
        subscriptions=_count(tx, subscriptions.c.expires_at > now),
    )


def _count(tx: Connection, condition: ColumnElement[bool]) -> int:
    return tx.execute(select(func.count()).where(condition)).scalar_one()


def _by(tx: Connection, column: Column[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in tx.execute(select(column, func.count()).group_by(column))}


def _queue_age_seconds(tx: Connection, now: datetime) -> float:
    """Since when the case has waited that was flagged first among those not asked about yet."""
    since = (
        select(func.min(case_history.c.at))
        .join(cases, cases.c.key == case_history.c.case_key)
        .where(cases.c.state == State.FLAGGED, case_history.c.state == State.FLAGGED)
    )
    first = tx.execute(since).scalar_one_or_none()
    return max(0.0, (now - first).total_seconds()) if first else 0.0
