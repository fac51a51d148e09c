"""Events as Graph writes them, seen from one mailbox."""

import base64
import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from resfria_bot.sandbox import ids, moments
from resfria_bot.sandbox.meetings import Attendee, Item, Mail, Meeting
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.teams import PROVIDER

PREVIEW_LENGTH = 255
_BREAKS = re.compile(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h\d)>")
_HEAD = re.compile(r"(?is)<head>.*?</head>|<style.*?</style>|<!--.*?-->")
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class View:
    """How the caller wants to see events."""

    zone: str = "UTC"
    is_text: bool = False
    is_immutable: bool = False
    has_body: bool = True  #: False for an application that may read basic properties only


def event(item: Item, view: View) -> Payload:
    """An event in full."""
    meeting, copy = item.meeting, item.copy
    key = change_key(item)
    home = moments.windows_name(meeting.zone)
    payload: Payload = {
        "@odata.etag": f'W/"{key}"',
        "id": ids.shown(item.id, immutable=view.is_immutable),
        "createdDateTime": moments.fine_stamp(meeting.created_at),
        "lastModifiedDateTime": moments.fine_stamp(copy.changed_at or meeting.created_at),
        "changeKey": key,
        "categories": list(copy.categories),
        "transactionId": meeting.transaction_id if item.is_organiser else None,
        "originalStartTimeZone": home,
        "originalEndTimeZone": home,
        "iCalUId": item.uid,
        "reminderMinutesBeforeStart": copy.reminder_minutes,
        "isReminderOn": copy.is_reminder_on,
        "hasAttachments": False,
        "subject": meeting.subject,
        "bodyPreview": preview(meeting.body_html),
        "importance": meeting.importance,
        "sensitivity": meeting.sensitivity,
        "isAllDay": meeting.is_all_day,
        "isCancelled": meeting.is_cancelled,
        "isOrganizer": item.is_organiser,
        "responseRequested": meeting.response_requested,
        "seriesMasterId": _shown(item.master_id, view),
        "showAs": copy.show_as,
        "type": item.type,
        "webLink": f"https://outlook.office365.com/owa/?itemid={quote(item.id)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": meeting.online is not None,
        "onlineMeetingProvider": PROVIDER if meeting.online else "unknown",
        "allowNewTimeProposals": meeting.allow_new_time_proposals,
        "isDraft": False,
        "hideAttendees": meeting.hide_attendees,
        "responseStatus": {"response": copy.response, "time": moments.stamp(copy.responded_at)},
        "body": _body(meeting, view),
        "start": moments.zoned(item.start, view.zone),
        "end": moments.zoned(item.end, view.zone),
        "location": _location(meeting),
        "locations": [{"address": {}, "coordinates": {}, **where} for where in meeting.locations],
        "recurrence": meeting.recurrence if item.type == "seriesMaster" else None,
        "attendees": [_attendee(a, item) for a in meeting.attendees if _is_seen(a, item)],
        "organizer": {"emailAddress": _mail(meeting.organiser)},
        "onlineMeeting": {"joinUrl": meeting.online.join_url} if meeting.online else None,
    }
    if item.master and item.day:
        payload["originalStart"] = moments.fine_stamp(item.master.times_on(item.day)[0])
    if not view.has_body:
        for name in ("body", "bodyPreview"):
            del payload[name]
    return payload


def stub(item: Item, view: View) -> Payload:
    """An occurrence in a delta round: no more than its times and its series."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": f'W/"{change_key(item)}"',
        "id": ids.shown(item.id, immutable=view.is_immutable),
        "type": item.type,
        "seriesMasterId": _shown(item.master_id, view),
        "start": moments.zoned(item.start, view.zone),
        "end": moments.zoned(item.end, view.zone),
    }


def removed(event_id: str, view: View) -> Payload:
    """An entry that has left the window of a delta round."""
    identity = ids.shown(event_id, immutable=view.is_immutable)
    return {"@odata.type": "#microsoft.graph.event", "id": identity, "@removed": {"reason": "deleted"}}


def change_key(item: Item) -> str:
    """Changes with the entry."""
    return base64.b64encode(ids.digest(item.copy.id)[:8] + item.copy.version.to_bytes(8, "big")).decode()


@lru_cache(maxsize=20_000)
def plain(body_html: str) -> str:
    """The text of an HTML body."""
    text = _TAGS.sub("", _BREAKS.sub("\n", _HEAD.sub("", body_html).replace("\r\n", "")))
    return html.unescape(text).replace("\xa0", " ").strip()


def preview(body_html: str) -> str:
    """The first characters of the text."""
    return plain(body_html)[:PREVIEW_LENGTH].replace("\n", "\r\n")


def _body(meeting: Meeting, view: View) -> dict[str, str]:
    if view.is_text:
        return {"contentType": "text", "content": plain(meeting.body_html).replace("\n", "\r\n")}
    return {"contentType": "html", "content": meeting.body_html}


def _location(meeting: Meeting) -> dict[str, Any]:
    if not meeting.locations:
        empty = {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}
        return {**empty, "address": {}, "coordinates": {}}
    if len(meeting.locations) == 1:
        return {"address": {}, "coordinates": {}, **meeting.locations[0]}
    name = "; ".join(str(where.get("displayName") or "") for where in meeting.locations)
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}


def _attendee(attendee: Attendee, item: Item) -> Payload:
    """Only the organiser sees who has answered what."""
    heard = attendee if item.is_organiser or attendee.type == "resource" else None
    return {
        "type": attendee.type,
        "status": {
            "response": heard.response if heard else "none",
            "time": moments.stamp(heard.responded_at if heard else None),
        },
        "emailAddress": _mail(attendee.mail),
    }


def _is_seen(attendee: Attendee, item: Item) -> bool:
    return not item.meeting.hide_attendees or item.is_organiser or attendee.mail.key == item.copy.mailbox


def _mail(mail: Mail) -> dict[str, str]:
    return {"name": mail.name or mail.address, "address": mail.address}


def _shown(identity: str | None, view: View) -> str | None:
    return ids.shown(identity, immutable=view.is_immutable) if identity else None
