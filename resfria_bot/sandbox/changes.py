"""Changes to a meeting. Only its organiser makes them; every copy follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from resfria_bot.sandbox import drafts, invitations, moments, teams
from resfria_bot.sandbox.meetings import Attendee, Item, Meeting
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Mailbox, Tenant

_TIMES = frozenset({"start", "end", "zone", "is_all_day"})


def change(tenant: Tenant, mailbox: Mailbox, item: Item, body: Mapping[str, object]) -> Item:
    """Do what a PATCH asks for, and return the entry as it then is.

    Changing one occurrence makes it an exception. What belongs to one copy only (how it is shown, categories,
    reminder) anybody may change in their own.
    """
    draft = drafts.read(body)
    draft.shared.pop("transaction_id", None)
    is_shared = bool(draft.shared) or draft.online is not None
    if is_shared and not item.is_organiser:
        text = "Your request can't be completed. Only the organizer of the meeting can change it."
        raise Refusal(403, "ErrorAccessDenied", text)
    if item.day and "recurrence" in draft.shared:
        raise moments.invalid("An occurrence has no recurrence of its own.")
    start, end = draft.shared.get("start", item.start), draft.shared.get("end", item.end)
    is_moved = (start, end) != (item.start, item.end)
    _check_times(item, draft, start, end)
    target = loosened(tenant, item) if item.day else item.meeting
    if is_shared:
        _apply(tenant, target, item, draft, is_moved=is_moved)
    if draft.own:
        invitations.set_own(target.copies[mailbox.address], draft.own)
        tenant.touch(target, mailbox.address)
    return tenant.item(mailbox, item.id)


def loosened(tenant: Tenant, item: Item) -> Meeting:
    """The meeting of one occurrence, as an exception in its series."""
    assert item.master is not None  # noqa: S101 - only for occurrences and exceptions
    assert item.day is not None  # noqa: S101
    if item.day in item.master.exceptions:
        return item.meeting
    exception = item.master.exception_on(item.day)
    item.master.exceptions[item.day] = exception
    tenant.touch(exception)
    return exception


def _apply(tenant: Tenant, target: Meeting, item: Item, draft: drafts.Draft, *, is_moved: bool) -> None:
    shared = dict(draft.shared)
    if "locations" in shared:
        shared["locations"] = invitations.with_rooms(tenant, shared["locations"])
    if target.recurrence and (is_moved or "recurrence" in shared):
        _reset_series(tenant, target, shared)
    invited: list[Attendee] | None = shared.pop("attendees", None)
    members = list(target.family())
    for member in members:
        _set_fields(member, shared, is_origin=member is target)
    if target.recurrence is not None or target.days:
        target.expand()
    for member in members:
        if draft.online:
            _go_online(tenant, target, member)
        _settle_link(member)
        if is_moved:
            _ask_again(member)
        if invited is not None:
            _invite(tenant, member, invited, item.master or (target if member is not target else None))
        tenant.touch(member)


def _set_fields(member: Meeting, shared: Mapping[str, Any], *, is_origin: bool) -> None:
    """Set the fields; an exception keeps those in which it already differs from its series."""
    for name, value in shared.items():
        if not is_origin and name in member.own_fields | _TIMES | {"recurrence"}:
            continue
        setattr(member, name, value)
        if is_origin and member.original_day:
            member.own_fields.add(name)


def _go_online(tenant: Tenant, target: Meeting, member: Meeting) -> None:
    organiser = tenant.directory.user(target.organiser.key)
    if member is target and organiser:
        invitations.go_online(tenant, member, organiser)
    elif target.online and not member.online:
        # Exceptions of a series share its link.
        member.online = target.online
        member.body_html = teams.with_block(member.body_html or drafts.document(""), target.online)


def _settle_link(member: Meeting) -> None:
    """A body without the link turns the meeting offline again."""
    if member.online and not teams.carries(member.body_html, member.online):
        member.online = None


def _reset_series(tenant: Tenant, series: Meeting, shared: dict[str, Any]) -> None:
    """A series that moves, or gets another rhythm, loses its exceptions, as in Outlook."""
    for exception in series.exceptions.values():
        tenant.touch(exception)
    series.exceptions.clear()
    rhythm = shared.get("recurrence", series.recurrence)
    if rhythm and "start" in shared and "recurrence" not in shared:
        first = shared["start"].astimezone(moments.zone(shared["zone"])).date()
        shared["recurrence"] = {**rhythm, "range": {**rhythm["range"], "startDate": first.isoformat()}}


def _ask_again(member: Meeting) -> None:
    """A meeting at another time has not been answered yet."""
    for attendee in member.attendees:
        if attendee.type != "resource":
            attendee.response, attendee.responded_at = "none", None
    for copy in member.copies.values():
        if copy.mailbox != member.organiser.key:
            copy.response, copy.responded_at, copy.show_as = "notResponded", None, "tentative"


def _invite(tenant: Tenant, member: Meeting, invited: list[Attendee], series: Meeting | None) -> None:
    """Make the list of attendees this one: newcomers get a copy, those who are no longer on it lose theirs."""
    wanted = {a.mail.key for a in invited}
    for gone in [a for a in member.attendees if a.mail.key not in wanted]:
        member.attendees.remove(gone)
        if gone.mail.key in member.copies:
            tenant.remove(member, gone.mail.key)
    invitations.add_attendees(tenant, member, [replace(a) for a in invited])
    invitations.send(tenant, member, series=series)


def _check_times(item: Item, draft: drafts.Draft, start: datetime, end: datetime) -> None:
    """Refuse impossible times; an occurrence stays between its neighbours."""
    meeting = item.meeting
    is_all_day = draft.shared.get("is_all_day", meeting.is_all_day)
    drafts.check_times(start, end, draft.shared.get("zone", meeting.zone), is_all_day=is_all_day)
    if item.master is None or item.day is None or (start, end) == (item.start, item.end):
        return
    days = item.master.days
    index = days.index(item.day)
    before = days[index - 1] if index else None
    after = days[index + 1] if index + 1 < len(days) else None
    zone = moments.zone(item.master.zone)
    first, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    if (before and first <= before) or (after and last >= after):
        text = "Cannot modify an occurrence so that it crosses or overlaps the adjacent occurrence."
        raise Refusal(400, "ErrorOccurrenceCrossingBoundary", text)
