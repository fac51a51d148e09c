"""The rights of one person: everything that is stored about them, and its erasure."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from resfria_bot.core.types import QuestionStatus, State
from resfria_bot.errors import NotFound
from resfria_bot.store import addresses, mailboxes, marks, retention
from resfria_bot.store import tables as t
from resfria_bot.store.sealing import vault_of
from resfria_bot.store.summary import tallies

#: States in which a case of an erased person would still be worked on.
_LIVING = (State.FLAGGED, State.ASKED, State.YES, State.HYBRID)
#: Why such a case ends.
ERASED = "erased"
_GONE = "[erased]"
#: Name of the mark that holds the ids, in the bot's calendar, of questions to people who were erased since.
ORPHANS = "orphans"
#: What is of use to nobody but the program, and is opened or left out in an export.
_OPAQUE = frozenset({"address", "mailbox", "asked", "person_id", "name", "delta_link", "last_error"})


def export_person(tx: Connection, address: str) -> dict[str, object]:
    """All that is stored about the person with this address, in names and times that can be read (ISO 8601, UTC).

    Raises `NotFound` when there is nothing.
    """
    index = addresses.key(tx, address)
    person = mailboxes.get(tx, address)
    theirs = _rows(tx, t.cases, t.cases.c.mailbox == index)
    asked = _rows(tx, t.questions, t.questions.c.asked == index)
    refused = tx.execute(select(t.refusals.c.at).where(t.refusals.c.address == index)).scalar_one_or_none()
    wishes = _rows(tx, t.wishes, t.wishes.c.address == index)
    help_items = _rows(tx, t.help_items, t.help_items.c.address == index)
    if not any((person, theirs, asked, refused, wishes, help_items)):
        raise NotFound(f"nothing is stored about {address}: check how the address is spelt")
    row = _rows(tx, t.mailboxes, t.mailboxes.c.address == index)
    return {
        "address": address.lower(),
        "person": {"id": person.person.id, "name": person.person.name} if person else None,
        "mailbox": _readable(row[0]) | {"last_error": person.last_error} if person else None,
        "asked_never_to_be_asked": _plain(refused),
        "wishes": [_readable(wish) for wish in wishes],
        "cases": [_case(tx, case) for case in theirs],
        "questions": [_question(tx, question) for question in asked],
        "help": [_readable(item) for item in help_items],
        "notifications": [_readable(s) for s in _rows(tx, t.subscriptions, t.subscriptions.c.address == index)],
        "failures": _failures(tx, address),
    }


def erase_person(tx: Connection, address: str, now: datetime) -> Counter[str]:
    """Erase the person with this address; returns how many rows of what were erased or made nobody's.

    What is left of their meetings (place, times, counts) is nobody's. Who had said stop is remembered by a keyed index
    alone, so that they are not asked again if they still take part. Raises `NotFound` when nothing is stored.
    """
    export_person(tx, address)
    index, done = addresses.key(tx, address), Counter[str]()
    if (since := _stopped_at(tx, index)) is not None:
        retention.refuse(tx, index, since)
        done["refusals_kept"] = 1
    done["questions_called_off"] = _orphan(tx, index, now)
    done["questions"] = _delete(tx, t.questions, _questions_of(index))
    done["cases_made_anonymous"] = _make_anonymous(tx, index, now)
    for table in (t.help_items, t.subscriptions, t.wishes, t.mailboxes):
        done[table.name] = _delete(tx, table, table.c.address == index)
    done["reports"] = _rewrite_reports(tx, address)
    addresses.forget(tx, address)
    return done


def _stopped_at(tx: Connection, index: str) -> datetime | None:
    """When the person said that they want no questions, in whichever way; None when they did not."""
    chosen = (
        select(t.mailboxes.c.stopped_at).where(t.mailboxes.c.address == index),
        select(t.refusals.c.at).where(t.refusals.c.address == index),
        select(t.wishes.c.said_at).where(t.wishes.c.address == index, t.wishes.c.kind == "stop"),
    )
    found = (tx.execute(each).scalar_one_or_none() for each in chosen)
    return next((at for at in found if at is not None), None)


def _orphan(tx: Connection, index: str, now: datetime) -> int:
    """Leave word of the questions that still wait in a calendar, for the next cycle to call them off."""
    is_open = (t.questions.c.status == QuestionStatus.SENT) & _questions_of(index)
    found = tx.execute(select(t.questions.c.event_id).where(is_open)).scalars().all()
    if found:
        marks.put(tx, ORPHANS, json.dumps([*json.loads(marks.get(tx, ORPHANS) or "[]"), *found]), now)
    return len(found)


def _questions_of(index: str) -> ColumnElement[bool]:
    theirs = select(t.cases.c.key).where(t.cases.c.mailbox == index)
    return or_(t.questions.c.asked == index, t.questions.c.case_key.in_(theirs))


def _make_anonymous(tx: Connection, index: str, now: datetime) -> int:
    """Let nothing in a case lead to its person or its meeting; what was still to be done is given up."""
    nobody, keys = addresses.tombstone(), select(t.cases.c.key).where(t.cases.c.mailbox == index)
    living = select(t.cases.c.key).where(t.cases.c.mailbox == index, t.cases.c.state.in_(_LIVING))
    for key in tx.execute(living).scalars().all():
        values = {"state": State.WITHDRAWN, "state_reason": ERASED}
        tx.execute(update(t.cases).where(t.cases.c.key == key).values(values))
        tx.execute(t.case_history.insert().values(case_key=key, state=State.WITHDRAWN, reason=ERASED, at=now))
    tx.execute(update(t.meetings).where(t.meetings.c.case_key.in_(keys)).values(event_id=""))
    tx.execute(update(tallies).where(tallies.c.organiser == index).values(organiser=nobody))
    nothing = {"mailbox": nobody, "event_id": "", "ical_uid": "", "reasons": [], "host_domain": ""}
    return tx.execute(update(t.cases).where(t.cases.c.mailbox == index).values(nothing)).rowcount


def _rewrite_reports(tx: Connection, address: str) -> int:
    """Take the address out of what earlier cycles reported."""
    vault, count = vault_of(tx), 0
    for number, report in _reports_about(tx, address):
        told = json.dumps(_without(report, address))
        tx.execute(update(t.runs).where(t.runs.c.id == number).values(report=vault.seal(told)))
        count += 1
    return count


def _without(value: object, address: str) -> object:
    if isinstance(value, dict):
        return {name: _without(each, address) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each, address) for each in value]
    return _GONE if isinstance(value, str) and address.lower() in value.lower() else value


def _reports_about(tx: Connection, address: str) -> list[tuple[int, Mapping[str, Any]]]:
    vault = vault_of(tx)
    rows = tx.execute(select(t.runs.c.id, t.runs.c.report).where(t.runs.c.report.is_not(None))).all()
    told = ((row.id, vault.open(row.report)) for row in rows if row.report)
    return [(number, json.loads(text)) for number, text in told if address.lower() in text.lower()]


def _failures(tx: Connection, address: str) -> list[dict[str, object]]:
    return [
        {"cycle": number, "error": failure["error"]}
        for number, report in _reports_about(tx, address)
        for failure in report.get("failures", ())
        if failure["mailbox"].lower() == address.lower()
    ]


def _case(tx: Connection, row: RowMapping) -> dict[str, object]:
    parts = {"meetings": t.meetings, "history": t.case_history, "conversions": t.conversions}
    return _readable(row) | {
        name: [_readable(each) for each in _rows(tx, table, table.c.case_key == row["key"])]
        for name, table in parts.items()
    }


def _question(tx: Connection, row: RowMapping) -> dict[str, object]:
    given = _rows(tx, t.answers, t.answers.c.transaction_id == row["transaction_id"])
    return _readable(row) | {"answers": [_readable(each) for each in given]}


def _rows(tx: Connection, table: Table, condition: ColumnElement[bool]) -> Sequence[RowMapping]:
    return tx.execute(select(table).where(condition).order_by(*table.primary_key)).mappings().all()


def _delete(tx: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return tx.execute(delete(table).where(condition)).rowcount


def _readable(row: RowMapping) -> dict[str, object]:
    return {name: _plain(value) for name, value in row.items() if name not in _OPAQUE}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
