"""New meetings, and how they land: a copy in the calendar of each attendee who has one here."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from resfria_bot.sandbox import drafts, ids, teams
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Attendee, Copy, Item, Mail, Meeting, item_of
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Mailbox, Tenant


def create(tenant: Tenant, mailbox: Mailbox, body: Mapping[str, object]) -> Item:
    """Make the event that a POST asks for and send the invitations.

    The same request with the same `transactionId` gets the event that is there already; another request with a used
    one is refused.
    """
    draft = drafts.read(body)
    shared = draft.shared
    transaction = shared.get("transaction_id")
    if transaction and (known := _known(mailbox, transaction, body)):
        return known
    missing = next((name for name in ("start", "end") if name not in shared), None)
    if missing:
        raise Refusal(400, "ErrorInvalidRequest", f"The property '{missing}' is required.")
    organiser = tenant.directory.user(mailbox.address)
    assert organiser is not None  # noqa: S101 - a mailbox has an owner
    mailbox.created_count += 1
    key = f"transaction {transaction}" if transaction else f"event {mailbox.created_count}"
    meeting = Meeting(
        uid=ids.ical_uid(str(tenant.seed), mailbox.address, key),
        organiser=Mail(organiser.address, organiser.name),
        created_at=tenant.now,
        **{**shared, "attendees": []},
    )
    meeting.locations = with_rooms(tenant, meeting.locations)
    drafts.check_times(meeting.start, meeting.end, meeting.zone, is_all_day=meeting.is_all_day)
    meeting.expand()
    add_attendees(tenant, meeting, shared.get("attendees", ()))
    if draft.online:
        go_online(tenant, meeting, organiser)
    send(tenant, meeting)
    own = meeting.copies[mailbox.address]
    set_own(own, draft.own)
    if transaction:
        mailbox.transactions[transaction] = (meeting.uid, _fingerprint(body))
    return _own_item(meeting, mailbox)


def send(tenant: Tenant, meeting: Meeting, *, series: Meeting | None = None) -> None:
    """Put a copy into the calendar of the organiser and of each attendee; `series` of an exception."""
    tenant.place(meeting, meeting.organiser.key, "organizer", series=series)
    for attendee in meeting.attendees:
        heard = attendee.response if attendee.response != "none" else "notResponded"
        tenant.place(meeting, attendee.mail.key, heard, series=series)


def add_attendees(tenant: Tenant, meeting: Meeting, invited: Iterable[Attendee]) -> None:
    """Write people on the list, each once, with the name that the directory knows; rooms accept at once."""
    for new in invited:
        address = new.mail.key
        if address == meeting.organiser.key or meeting.attendee(address):
            continue
        user, room = tenant.directory.user(address), tenant.directory.rooms.get(address)
        known = user.name if user else room.name if room else new.mail.address
        new.mail = Mail(new.mail.address, new.mail.name or known)
        if room:
            new.type, new.response, new.responded_at = "resource", "accepted", tenant.now
        meeting.attendees.append(new)


def with_rooms(tenant: Tenant, locations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of a meeting, with what the directory knows of those that are rooms."""
    rooms = tenant.directory.rooms
    found = ((where, rooms.get(str(where.get("locationEmailAddress") or "").lower())) for where in locations)
    return [drafts.room_location(room) if room else where for where, room in found]


def go_online(tenant: Tenant, meeting: Meeting, organiser: User) -> None:
    """Make it a Teams meeting, which cannot be undone; for an organiser who may not, silently do nothing."""
    if meeting.online or organiser.teams_refused or not organiser.has_teams:
        return
    meeting.online = teams.new_meeting(meeting, organiser, tenant.tenant_id)
    meeting.body_html = teams.with_block(meeting.body_html or drafts.document(""), meeting.online)


def set_own(copy: Copy, fields: Mapping[str, Any]) -> None:
    """Set what belongs to one copy only."""
    for name, value in fields.items():
        setattr(copy, name, value)


def _known(mailbox: Mailbox, transaction: str, body: Mapping[str, object]) -> Item | None:
    uid, request = mailbox.transactions.get(transaction, ("", b""))
    if not uid:
        return None
    meeting = mailbox.meetings.get(uid)
    if meeting is None or request != _fingerprint(body):
        text = "The TransactionId specified in the request has already been used to create a different event."
        raise Refusal(409, "ErrorDuplicateTransactionId", f"Your request can't be completed. {text}")
    return _own_item(meeting, mailbox)


def _fingerprint(body: Mapping[str, object]) -> bytes:
    return ids.digest(json.dumps(body, sort_keys=True, ensure_ascii=False))


def _own_item(meeting: Meeting, mailbox: Mailbox) -> Item:
    item = item_of(meeting, mailbox.address)
    assert item is not None  # noqa: S101 - it has just been put there
    return item
