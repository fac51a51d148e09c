"""Count meetings that were held, with figures reckoned anew: now it is known who took part and who was there anyway."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core import trips
from resfria_bot.core.cases import is_own
from resfria_bot.core.types import Case, Event, Failure, Meeting, Person, Place, Response, Window
from resfria_bot.errors import NotFound, ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, meetings


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
    place = meeting.place or case.place
    saving, _ = trips.estimate_saving(
        event,
        place,
        desk.organisation,
        members,
        desk.travel,
        locate=desk.locate,
        also_there=_elsewhere(desk, event, members),
    )
    return replace(meeting, saving=saving)


def _elsewhere(desk: Desk, event: Event, members: Mapping[str, Person]) -> dict[str, list[Place]]:
    """Where those who took part were on site that day for other meetings, by address, in order of time."""
    zone = ZoneInfo(desk.organisation.time_zone)
    midnight = event.start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Window(start=midnight, end=midnight + timedelta(days=1))
    people = {attendee.address for attendee in event.attendees if attendee.response is not Response.DECLINED}
    ours = {
        address for address in (*people, event.mailbox) if address in members and is_own(address, desk.organisation)
    }
    found: dict[str, list[Place]] = {}
    for result in desk.calendars.views(sorted(ours), day):
        if isinstance(result, Failure):
            continue  # one calendar that cannot be read makes the figure less exact, not impossible
        address, events = result
        found[address] = [place for other in events if (place := _on_site(desk, other, event)) is not None]
    return found


def _on_site(desk: Desk, other: Event, event: Event) -> Place | None:
    """The place of another meeting that somebody had to be at; None for the same meeting, and for meetings online."""
    if other.ical_uid == event.ical_uid or other.series_uid == event.series_uid != "":
        return None
    if other.is_cancelled or other.response is Response.DECLINED:
        return None
    assessment = desk.judge.assess(other)
    return assessment.place if assessment.external and not assessment.already_online else None
