"""The conversion log: one record for each meeting of a case. Figures stand only where a conversion spares a journey."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, case, func, select

from resfria_bot.core.types import Answer, ConvertedBy, Kind, LedgerEntry, State, Window
from resfria_bot.store import addresses
from resfria_bot.store.tables import case_history, cases, meetings

#: Rows fetched at a time, so that a long ledger never lies in memory whole.
CHUNK = 500

#: What was held stays saved, even if the series is given up afterwards.
_spared = (
    (cases.c.state.in_((State.CONVERTED, State.HELD)) | meetings.c.held_at.is_not(None))
    & (cases.c.kind == Kind.ONLINE)
    & (meetings.c.start >= cases.c.converted_at)
    & meetings.c.cancelled.is_(False)
)

#: The last state before any conversion that the case was in when the meeting began.
_earlier = (
    select(case_history.c.state)
    .where(
        case_history.c.case_key == cases.c.key,
        case_history.c.at <= meetings.c.start,
        case_history.c.state.in_((State.FLAGGED, State.HELD_OUT, State.ASKED, State.YES, State.HYBRID, State.NO)),
    )
    .order_by(case_history.c.id.desc())
    .limit(1)
    .correlate(cases, meetings)
    .scalar_subquery()
)

#: The state of one meeting, from its case and its own fate.
_state = case(
    (meetings.c.cancelled.is_(True), State.WITHDRAWN.value),
    (meetings.c.held_at.is_not(None), State.HELD.value),
    (
        cases.c.state.in_((State.CONVERTED, State.HELD)) & (meetings.c.start < cases.c.converted_at),
        func.coalesce(_earlier, case((cases.c.asked_at.is_not(None), State.ASKED.value), else_=State.FLAGGED.value)),
    ),
    else_=cases.c.state,
)

#: Every recorded meeting. An answer stays beside it whatever came of the meeting.
records = select(
    meetings.c.id.label("meeting_id"),
    case((cases.c.is_series.is_(True), cases.c.key), else_=None).label("series_id"),
    cases.c.mailbox.label("organiser"),
    cases.c.department,
    meetings.c.start,
    meetings.c.end,
    meetings.c.place_name.label("place"),
    _state.label("state"),
    cases.c.asked_at,
    cases.c.answered_at,
    cases.c.answer,
    cases.c.converted_at,
    cases.c.converted_by,
    cases.c.kind,
    cases.c.system,
    meetings.c.travellers,
    meetings.c.factor_set,
    *(
        case((_spared, column), else_=0.0).label(name)
        for name, column in {
            "km_saved": meetings.c.km_saved,
            "hours_saved": meetings.c.person_hours,
            "sek_saved": meetings.c.sek_travel + meetings.c.sek_time,
            "kg_co2e_saved": meetings.c.kg_net,
        }.items()
    ),
).join_from(meetings, cases, meetings.c.case_key == cases.c.key)


def entries(
    tx: Connection, *, pseudonym: Callable[[str], str] | None, window: Window | None = None
) -> Iterator[LedgerEntry]:
    """Every recorded meeting in order of time; with `window` those that begin in it, its end left out.

    `pseudonym` hides the organiser; None shows the address.
    """
    chosen = records
    if window is not None:
        chosen = chosen.where(meetings.c.start >= window.start, meetings.c.start < window.end)
    statement = chosen.order_by(meetings.c.start, meetings.c.id).execution_options(yield_per=CHUNK)
    for row in tx.execute(statement).mappings():
        yield _entry(tx, row, pseudonym)


def _entry(tx: Connection, row: RowMapping, pseudonym: Callable[[str], str] | None) -> LedgerEntry:
    values: dict[str, Any] = dict(row)
    organiser = addresses.readable(tx, row["organiser"])
    values["organiser"] = pseudonym(organiser) if pseudonym else organiser
    values["state"] = State(row["state"])
    values["answer"] = Answer(row["answer"]) if row["answer"] else None
    values["converted_by"] = ConvertedBy(row["converted_by"]) if row["converted_by"] else None
    values["kind"] = Kind(row["kind"]) if row["kind"] else None
    values["system"] = row["system"] or None
    values["travellers"] = row["travellers"] or 0
    for name in ("km_saved", "hours_saved", "sek_saved", "kg_co2e_saved"):
        values[name] = round(row[name] or 0.0, 3)
    return LedgerEntry(**values)
