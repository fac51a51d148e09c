"""What a POST or PATCH of an event says, read into the fields of a meeting and of one copy of it."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from resfria_bot.sandbox import recurrence
from resfria_bot.sandbox.directory import Room
from resfria_bot.sandbox.meetings import Attendee, Mail
from resfria_bot.sandbox.moments import invalid, read_zoned, zone
from resfria_bot.sandbox.refusal import Refusal

_IGNORED = frozenset(
    [
        "bodyPreview",
        "calendar",
        "cancelledOccurrences",
        "changeKey",
        "createdDateTime",
        "exceptionOccurrences",
        "extensions",
        "hasAttachments",
        "iCalUId",
        "id",
        "instances",
        "isCancelled",
        "isDraft",
        "isOrganizer",
        "lastModifiedDateTime",
        "multiValueExtendedProperties",
        "onlineMeeting",
        "onlineMeetingUrl",
        "organizer",
        "originalEndTimeZone",
        "originalStart",
        "originalStartTimeZone",
        "responseStatus",
        "seriesMasterId",
        "singleValueExtendedProperties",
        "type",
        "webLink",
    ]
)
#: Properties that a null empties; any other null says nothing, and some clients send many.
_EMPTIED_BY_NULL = frozenset({"subject", "body", "location", "recurrence"})
_SENSITIVITIES = ("normal", "personal", "private", "confidential")
_IMPORTANCES = ("low", "normal", "high")
_SHOW_AS = ("free", "tentative", "busy", "oof", "workingElsewhere", "unknown")
_PROVIDERS = ("unknown", "skypeForBusiness", "skypeForConsumer", "teamsForBusiness")
_HEAD = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'


@dataclass(slots=True)
class Draft:
    """`shared` are fields of `Meeting`, `own` fields of `Copy`; `online` is what was asked of Teams."""

    shared: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    online: bool | None = None


def read(body: Mapping[str, object]) -> Draft:
    """The draft in a request body; refuses what Graph would not understand."""
    draft = Draft()
    body = {name: value for name, value in body.items() if value is not None or name in _EMPTIED_BY_NULL}
    for name, value in body.items():
        if name in _IGNORED or "@odata" in name:
            continue
        if name in _SHARED:
            key, reader = _SHARED[name]
            draft.shared[key] = reader(value, name)
        elif name in _OWN:
            key, reader = _OWN[name]
            draft.own[key] = reader(value, name)
        elif name == "isOnlineMeeting":
            draft.online = _flag(value, name)
        elif name == "onlineMeetingProvider":
            _choice(_PROVIDERS)(value, name)
        elif name not in ("start", "end", "location", "locations"):
            text = f"The property '{name}' does not exist on type 'microsoft.graph.event'."
            raise Refusal(400, "RequestBodyRead", text)
    _read_times(body, draft)
    _read_places(body, draft)
    return draft


def check_times(start: datetime, end: datetime, zone_name: str, *, is_all_day: bool) -> None:
    """Refuse a meeting that ends before it starts, and a whole day that does not begin and end at midnight."""
    if end < start:
        text = "The end of the event is before its start."
        raise Refusal(400, "ErrorPropertyValidationFailure", text)
    clocks = [moment.astimezone(zone(zone_name)).time() for moment in (start, end)]
    if is_all_day and (any(clock.replace(fold=0).isoformat() != "00:00:00" for clock in clocks) or start == end):
        text = "The Event.Start property for an all-day event needs to be set to midnight."
        raise Refusal(400, "ErrorPropertyValidationFailure", text)


def location(name: str, **more: object) -> dict[str, Any]:
    """A place as Graph writes it; free text unless `more` says otherwise."""
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private", **more}


def room_location(room: Room) -> dict[str, Any]:
    """A room that was picked from the list, as the place of a meeting."""
    return {
        "displayName": room.name,
        "locationUri": room.address,
        "locationEmailAddress": room.address,
        "locationType": "conferenceRoom",
        "uniqueId": room.address,
        "uniqueIdType": "directory",
    }


def document(content: str) -> str:
    """An HTML fragment as Exchange keeps it."""
    if "<html" in content[:2000].lower():
        return content
    return f"<html>\r\n<head>\r\n{_HEAD}\r\n</head>\r\n<body>\r\n{content}\r\n</body>\r\n</html>\r\n"


def _read_times(body: Mapping[str, object], draft: Draft) -> None:
    if "start" in body:
        draft.shared["start"], draft.shared["zone"] = read_zoned(body["start"], "start")
    if "end" in body:
        draft.shared["end"], _ = read_zoned(body["end"], "end")


def _read_places(body: Mapping[str, object], draft: Draft) -> None:
    several = body.get("locations")
    if several and not isinstance(several, list):
        raise invalid("The property 'locations' should be a list.")
    if isinstance(several, list) and (several or "location" not in body):
        draft.shared["locations"] = [place for one in several if (place := _location(one))]
    elif "location" in body:
        place = _location(body["location"])
        draft.shared["locations"] = [place] if place else []


def _location(value: object) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise invalid("A location should be an object.")
    more = {
        key: value[key]
        for key in ("address", "coordinates", "locationEmailAddress", "locationUri")
        if value.get(key) is not None
    }
    name = _text(value.get("displayName"), "displayName")
    return location(name, **more) if name or more else None


def _attendees(value: object, name: str) -> list[Attendee]:
    if not isinstance(value, list):
        raise invalid(f"The property '{name}' should be a list.")
    return [_attendee(one) for one in value]


def _attendee(value: object) -> Attendee:
    mail = value.get("emailAddress") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(mail, Mapping) or not mail.get("address"):
        raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    kind = _choice(("required", "optional", "resource"))(value.get("type") or "required", "type")
    address = _text(mail.get("address"), "address")
    return Attendee(Mail(address, _text(mail.get("name"), "name")), type=str(kind))


def _body(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        raise invalid(f"The property '{name}' should be an object.")
    content = _text(value.get("content"), "content")
    if str(value.get("contentType") or "text").lower() == "html":
        return document(content)
    return document(
        f"<div>{html.escape(content).replace(chr(10), '<br>' + chr(13) + chr(10))}</div>" if content else ""
    )


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(f"The property '{name}' should be a text.")
    return value


def _flag(value: object, name: str) -> bool:
    """True or false; some clients write them as texts."""
    value = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, bool):
        raise invalid(f"The property '{name}' should be true or false.")
    return value


def _number(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"The property '{name}' should be a whole number.")
    return value


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list):
        raise invalid(f"The property '{name}' should be a list.")
    return [_text(one, name) for one in value]


def _recurrence(value: object, name: str) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise invalid(f"The property '{name}' should be an object.")
    found = {str(key): dict(part) if isinstance(part, Mapping) else part for key, part in value.items()}
    recurrence.days_of(found)
    return found


def _choice(choices: tuple[str, ...]) -> Callable[[object, str], str]:
    def reader(value: object, name: str) -> str:
        if value not in choices:
            raise invalid(f"Requested value '{value}' was not found for the property '{name}'.")
        return str(value)

    return reader


_Readers = dict[str, tuple[str, Callable[[object, str], Any]]]

_SHARED: _Readers = {
    "subject": ("subject", _text),
    "body": ("body_html", _body),
    "isAllDay": ("is_all_day", _flag),
    "attendees": ("attendees", _attendees),
    "sensitivity": ("sensitivity", _choice(_SENSITIVITIES)),
    "importance": ("importance", _choice(_IMPORTANCES)),
    "recurrence": ("recurrence", _recurrence),
    "responseRequested": ("response_requested", _flag),
    "allowNewTimeProposals": ("allow_new_time_proposals", _flag),
    "hideAttendees": ("hide_attendees", _flag),
    "transactionId": ("transaction_id", _text),
}

_OWN: _Readers = {
    "showAs": ("show_as", _choice(_SHOW_AS)),
    "categories": ("categories", _texts),
    "isReminderOn": ("is_reminder_on", _flag),
    "reminderMinutesBeforeStart": ("reminder_minutes", _number),
}
