"""The bodies of the few writes that are made, as Graph wants them."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from resfria_bot.core.types import Address, Invitation, Kind, Location

TEAMS = "teamsForBusiness"


def invitation(wanted: Invitation) -> dict[str, object]:
    """A short event, shown as free, with the person asked as its one attendee."""
    return {
        **text(wanted.subject, wanted.body_html),
        "start": _local(wanted.start, wanted.time_zone),
        "end": _local(wanted.end, wanted.time_zone),
        "attendees": [_attendee(wanted.attendee)],
        "showAs": "free",
        "isReminderOn": False,
        "responseRequested": True,
        "allowNewTimeProposals": False,
        "isOnlineMeeting": False,
        "transactionId": wanted.transaction_id,
    }


def text(subject: str, body_html: str) -> dict[str, object]:
    """Subject and body; only ever for an event of the bot's own."""
    return {"subject": subject, "body": {"contentType": "html", "content": body_html}}


def gathering(guests: Iterable[Address], subject: str, body_html: str) -> dict[str, object]:
    """A meeting of these people; whoever is on the list already is not invited anew."""
    return {
        **text(subject, body_html),
        "attendees": [_attendee(guest) for guest in guests],
        "showAs": "busy",
    }


def online(kind: Kind, place_text: str) -> dict[str, object]:
    """Makes a meeting a Teams meeting; its place is replaced only where nobody meets on site any more."""
    change: dict[str, object] = {"isOnlineMeeting": True, "onlineMeetingProvider": TEAMS}
    return change if kind is Kind.HYBRID else {**change, "location": {"displayName": place_text}}


def places(locations: Iterable[Location]) -> dict[str, object]:
    """The places of a meeting, by what people wrote; rooms keep their mail address."""
    return {"locations": [_place(location) for location in locations]}


def _attendee(guest: Address) -> dict[str, object]:
    return {"type": "required", "emailAddress": {"address": guest.address, "name": guest.name}}


def _place(location: Location) -> dict[str, object]:
    place: dict[str, object] = {"displayName": location.name}
    return {**place, "locationEmailAddress": location.mail} if location.mail else place


def _local(moment: datetime, zone: str) -> dict[str, str]:
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return {"dateTime": local.isoformat(timespec="seconds"), "timeZone": zone}
