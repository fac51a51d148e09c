"""Count meetings that were held, with figures reckoned anew: now it is known who took part and who was there anyway."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core import trips
from resfria_bot.core.types import Case, Event, Failure, Meeting, Person, Place, Response, Window
from resfria_bot.errors import NotFound, ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, meetings

#: Graph's `showAs` of those who would not have travelled from their desk.
AWAY = frozenset({"oof", "workingElsewhere"})


def count_held(desk: Desk, members: Mapping[str, Person], now: datetime, report: Report) -> None:
    """Mark every converted meeting that has ended. A trip is saved only if it would have been made."""
    with desk.database.transaction() as tx:
        ended = [(meeting, cases.get(tx, meeting.case_key)) for meeting in meetings.ended(tx, now)]
    for meeting, case in ended:
        if case is None:
            continue
        try:
            final = _final(desk, case, meeting, members)
        except ResfriaError as error:
            report.fail(case.mailbox, error)
            continue
        with desk.database.transaction() as tx:
            meetings.save(tx, final)
            if not final.cancelled:
                meetings.mark_held(tx, meeting.id, now)


def _final(desk: Desk, case: Case, meeting: Meeting, members: Mapping[str, Person]) -> Meeting:
    """The meeting with its final figures; cancelled if it is gone from the calendar."""
    try:
        event = desk.calendars.event(case.mailbox, meeting.event_id)
    except NotFound:
        return replace(meeting, cancelled=True)
    if event.is_cancelled:
        return replace(meeting, cancelled=True)
    also_there, away = _whereabouts(desk, event, members)
    saving, _ = trips.estimate_saving(
        event,
        meeting.place or case.place,
        desk.organisation,
        members,
        desk.travel,
        locate=desk.locate,
        also_there=also_there,
        away=away,
    )
    return replace(meeting, saving=saving)


def _whereabouts(
    desk: Desk, event: Event, members: Mapping[str, Person]
) -> tuple[dict[str, list[Place]], frozenset[str]]:
    """Where those who took part were on site that day for other meetings, and who was away or worked elsewhere."""
    zone = ZoneInfo(desk.organisation.time_zone)
    midnight = event.start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Window(start=midnight, end=midnight + timedelta(days=1))
    people = {attendee.address for attendee in event.attendees if attendee.response is not Response.DECLINED}
    also_there: dict[str, list[Place]] = {}
    away: set[str] = set()
    for result in desk.calendars.views(sorted(a for a in (*people, event.mailbox) if a in members), day):
        if isinstance(result, Failure):
            continue  # one calendar that cannot be read makes the figure less exact, not impossible
        address, events = result
        others = [other for other in events if not _is_same(other, event) and not desk.exclusion.covers(other)]
        also_there[address] = [place for other in others if (place := _on_site(desk, other)) is not None]
        if any(other.show_as in AWAY and _overlap(other, event) for other in others):
            away.add(address)
    return also_there, frozenset(away)


def _is_same(other: Event, event: Event) -> bool:
    return other.ical_uid == event.ical_uid or (other.start, other.organiser) == (event.start, event.organiser)


def _overlap(other: Event, event: Event) -> bool:
    return other.start < event.end and event.start < other.end


def _on_site(desk: Desk, other: Event) -> Place | None:
    """The place of another meeting that somebody had to be at; None for meetings online, cancelled or declined."""
    if other.is_cancelled or other.response is Response.DECLINED:
        return None
    assessment = desk.judge.assess(other)
    return assessment.place if assessment.external and not assessment.already_online else None
