"""People, groups, mailbox settings, calendars and rooms as Graph writes them."""

from datetime import datetime, time
from typing import Any

from resfria_bot.sandbox import ids, moments
from resfria_bot.sandbox.directory import Group, Room, User
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.recurrence import WEEKDAYS
from resfria_bot.sandbox.teams import PROVIDER

#: Properties that come without being asked for.
USER_DEFAULTS = (
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
)
_LANGUAGES = {"sv-SE": "svenska (Sverige)", "en-GB": "English (United Kingdom)", "fi-FI": "suomi (Suomi)"}
_ASSIGNED = "2026-01-15T08:00:00Z"


def user(person: User) -> Payload:
    """Everything that the directory tells of a person."""
    return {
        "id": person.id,
        "businessPhones": [],
        "displayName": person.name,
        "givenName": person.given_name,
        "jobTitle": person.title or None,
        "mail": person.address if person.has_mailbox or person.is_guest else None,
        "mobilePhone": None,
        "officeLocation": person.office or None,
        "preferredLanguage": person.language or None,
        "surname": person.surname,
        "userPrincipalName": person.sign_in,
        "accountEnabled": person.is_enabled,
        "assignedPlans": _plans(person),
        "city": person.city or None,
        "companyName": None,
        "country": None if person.is_guest else "Sweden",
        "department": person.department or None,
        "mailNickname": person.sign_in.partition("@")[0],
        "streetAddress": person.street or None,
        "userType": "Guest" if person.is_guest else "Member",
    }


def group(found: Group) -> Payload:
    """A security group."""
    return {
        "id": found.id,
        "displayName": found.name,
        "description": None,
        "groupTypes": [],
        "mail": None,
        "mailEnabled": False,
        "securityEnabled": True,
        "visibility": None,
    }


def settings(person: User, now: datetime) -> Payload:
    """Mailbox settings; automatic replies are on while the person is away, or scheduled before that."""
    windows = moments.windows_name(person.zone)
    zone: dict[str, Any] = {"name": windows}
    if person.custom_bias_minutes is not None:
        custom = {"bias": person.custom_bias_minutes, "name": "Customized Time Zone"}
        zone = {"@odata.type": "#microsoft.graph.customTimeZone", **custom}
    return {
        "archiveFolder": None,
        "timeZone": windows,
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "yyyy-MM-dd",
        "timeFormat": "HH:mm",
        "userPurpose": person.purpose,
        "automaticRepliesSetting": _replies(person, now),
        "language": {"locale": person.language, "displayName": _LANGUAGES.get(person.language, person.language)},
        "workingHours": {
            "daysOfWeek": [WEEKDAYS[day] for day in person.weekdays],
            "startTime": _clock(person.works_from),
            "endTime": _clock(person.works_until),
            "timeZone": zone,
        },
    }


def calendar(person: User) -> Payload:
    """The one calendar of a mailbox."""
    allowed = [PROVIDER] if person.has_teams else []
    return {
        "id": ids.event_id(person.key, "calendar"),
        "name": "Kalender",
        "color": "auto",
        "hexColor": "",
        "isDefaultCalendar": True,
        "changeKey": "AAAAAAAAAAA=",
        "canShare": True,
        "canViewPrivateItems": True,
        "canEdit": True,
        "allowedOnlineMeetingProviders": allowed,
        "defaultOnlineMeetingProvider": allowed[0] if allowed else "unknown",
        "isTallyingResponses": True,
        "isRemovable": False,
        "owner": {"name": person.name, "address": person.address},
    }


def room(found: Room) -> Payload:
    """A room; devices stay blank where the administrator never wrote them down."""
    site = found.site
    street, _, town = site.address.rpartition(", ")
    return {
        "id": found.id,
        "emailAddress": found.address,
        "displayName": found.name,
        "nickname": found.name,
        "building": site.name,
        "capacity": found.capacity,
        "bookingType": "standard",
        "floorLabel": None,
        "floorNumber": None,
        "audioDeviceName": None,
        "videoDeviceName": found.video_device,
        "displayDeviceName": None,
        "isWheelChairAccessible": True,
        "label": None,
        "tags": [],
        "phone": "",
        "address": {
            "street": street,
            "city": site.town,
            "state": "Västra Götaland",
            "postalCode": town.removesuffix(site.town).strip(),
            "countryOrRegion": "SE",
        },
        "geoCoordinates": {"latitude": site.latitude, "longitude": site.longitude},
    }


def _plans(person: User) -> list[dict[str, str]]:
    services = (["exchange"] if person.has_mailbox else []) + (["TeamspaceAPI"] if person.has_teams else [])
    return [
        {
            "assignedDateTime": _ASSIGNED,
            "capabilityStatus": "Enabled",
            "service": service,
            "servicePlanId": ids.guid("plan", service),
        }
        for service in services
        if not person.is_guest
    ]


def _replies(person: User, now: datetime) -> Payload:
    start, end = person.away_from or now, person.away_until or now
    is_always = person.away_from is not None and person.away_until is None
    is_scheduled = person.away_until is not None and person.away_until > now
    message = "Jag är inte på plats." if is_always or is_scheduled else ""
    return {
        "status": "alwaysEnabled" if is_always else "scheduled" if is_scheduled else "disabled",
        "externalAudience": "all",
        "internalReplyMessage": message,
        "externalReplyMessage": message,
        "scheduledStartDateTime": moments.zoned(start, "UTC"),
        "scheduledEndDateTime": moments.zoned(end, "UTC"),
    }


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}.0000000"
