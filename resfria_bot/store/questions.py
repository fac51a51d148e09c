"""Questions and every answer that came to them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select

from resfria_bot.core.types import Answer, Question, QuestionKind, QuestionStatus
from resfria_bot.store import addresses, rows
from resfria_bot.store.tables import answers, questions
from resfria_bot.store.upsert import upsert

_OPEN = (QuestionStatus.INTENDED, QuestionStatus.SENT)


def save(tx: Connection, question: Question) -> None:
    """Keep the question as it is now."""
    values = {name: getattr(question, name) for name in questions.columns.keys()}  # noqa: SIM118
    upsert(tx, questions, values | {"asked": addresses.enter(tx, question.asked)})


def forget(tx: Connection, transaction_id: str) -> None:
    """Take back an intent that came to nothing."""
    tx.execute(delete(questions).where(questions.c.transaction_id == transaction_id))


def get(tx: Connection, transaction_id: str) -> Question | None:
    """One question, or None."""
    found = _where(tx, questions.c.transaction_id == transaction_id)
    return found[0] if found else None


def by_ical_uid(tx: Connection, ical_uid: str) -> Question | None:
    """The question whose event, in whichever copy, has this `iCalUId`."""
    found = _where(tx, questions.c.ical_uid == ical_uid) if ical_uid else []
    return found[0] if found else None


def of_case(tx: Connection, key: str) -> list[Question]:
    """The questions about a case, oldest first."""
    return _where(tx, questions.c.case_key == key)


def open_questions(tx: Connection) -> list[Question]:
    """Questions that wait for an answer, or whose sending is not known to have worked."""
    return _where(tx, questions.c.status.in_(_OPEN))


def sent_since(tx: Connection, since: datetime) -> list[Question]:
    """Questions sent at that moment or later."""
    return _where(tx, questions.c.sent_at >= since)


def with_answer(tx: Connection, answer: Answer) -> list[Question]:
    """Questions that got this answer, as it stands now."""
    return _where(tx, questions.c.answer == answer)


def of_kind(tx: Connection, kind: QuestionKind, statuses: Sequence[QuestionStatus]) -> list[Question]:
    """Questions of a kind in one of these states."""
    return _where(tx, and_(questions.c.kind == kind, questions.c.status.in_(statuses)))


def was_sent_to(tx: Connection, asked: str, kind: QuestionKind) -> bool:
    """Did this person ever get a question of that kind?"""
    theirs = questions.c.asked == addresses.key(tx, asked)
    return _was_any_sent(tx, theirs, questions.c.kind == kind)


def any_sent(tx: Connection) -> bool:
    """Was anybody ever asked?"""
    return _was_any_sent(tx)


def count_sent_to(tx: Connection, asked: str) -> int:
    """How many questions this person ever got."""
    theirs = questions.c.asked == addresses.key(tx, asked)
    return tx.execute(select(func.count()).where(theirs, questions.c.sent_at.is_not(None))).scalar_one()


def counts(tx: Connection) -> Counter[str]:
    """How many questions about their meeting each case got, by its key."""
    sent = questions.c.kind == QuestionKind.MEETING, questions.c.sent_at.is_not(None)
    found = tx.execute(select(questions.c.case_key, func.count()).where(*sent).group_by(questions.c.case_key))
    return Counter(dict(found.all()))


def record_answer(
    tx: Connection, transaction_id: str, answer: Answer, answered_at: datetime, seen_at: datetime
) -> None:
    """Add to the history of answers: people may change their minds."""
    tx.execute(
        insert(answers).values(transaction_id=transaction_id, answer=answer, answered_at=answered_at, seen_at=seen_at)
    )


def answer_history(tx: Connection, transaction_id: str) -> Sequence[tuple[Answer, datetime]]:
    """Every answer to a question, in the order in which it was seen."""
    found = tx.execute(
        select(answers.c.answer, answers.c.answered_at)
        .where(answers.c.transaction_id == transaction_id)
        .order_by(answers.c.id)
    )
    return [(Answer(answer), answered_at) for answer, answered_at in found]


def _was_any_sent(tx: Connection, *conditions: ColumnElement[bool]) -> bool:
    chosen = select(questions.c.transaction_id).where(questions.c.sent_at.is_not(None), *conditions)
    return tx.execute(chosen.limit(1)).first() is not None


def _where(tx: Connection, condition: ColumnElement[bool]) -> list[Question]:
    found = tx.execute(select(questions).where(condition).order_by(questions.c.start, questions.c.transaction_id))
    return [rows.question(tx, row) for row in found.mappings()]
