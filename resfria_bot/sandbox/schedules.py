"""Free and busy times, as `getSchedule` tells them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resfria_bot.sandbox import moments
from resfria_bot.sandbox.meetings import Item, items_within
from resfria_bot.sandbox.moments import invalid
from resfria_bot.sandbox.profiles import settings
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Tenant

MOST_SCHEDULES = 20
LONGEST_DAYS = 62
_DIGITS = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The window, the length of one digit of the answer in minutes, and the zone of times in it."""

    start: datetime
    end: datetime
    minutes: object
    zone: str


def read(tenant: Tenant, schedules: object, asked: Asked) -> list[Payload]:
    """One schedule for each address; an unknown one gets an error of its own."""
    if not isinstance(schedules, list) or not all(isinstance(name, str) for name in schedules):
        raise invalid("The argument 'schedules' should be a list of addresses.")
    if len(schedules) > MOST_SCHEDULES:
        text = f"The maximum number of schedules in one request is {MOST_SCHEDULES}."
        raise Refusal(400, "ErrorTooManyMailboxes", text)
    if not isinstance(asked.minutes, int) or not 5 <= asked.minutes <= 1440:
        raise invalid("The argument 'availabilityViewInterval' should be from 5 to 1440 minutes.")
    if not timedelta(0) < asked.end - asked.start <= timedelta(days=LONGEST_DAYS):
        raise invalid(f"The time window should be longer than nothing and at most {LONGEST_DAYS} days.")
    return [_schedule(tenant, name, asked, timedelta(minutes=asked.minutes)) for name in schedules]


def _schedule(tenant: Tenant, name: str, asked: Asked, step: timedelta) -> Payload:
    user = tenant.directory.user(name)
    if user is None and name.lower() in tenant.directory.rooms:
        return _room(tenant, name, asked, step)
    if user is None or not tenant.has_mailbox(user.address):
        error = {"message": "Unable to resolve e-mail address to an SMTP address.", "responseCode": "ErrorNoFreeBusy"}
        return {"scheduleId": name, "availabilityView": "", "scheduleItems": [], "error": error}
    items = [i for i in tenant.view(tenant.mailbox(name), asked.start, asked.end) if not i.meeting.is_cancelled]
    return {
        "scheduleId": name,
        "availabilityView": _digits(items, asked, step),
        "scheduleItems": [_entry(item, asked.zone) for item in items if item.copy.show_as != "free"],
        "workingHours": settings(user, tenant.now)["workingHours"],
    }


def _room(tenant: Tenant, name: str, asked: Asked, step: timedelta) -> Payload:
    """A room is taken by every meeting that it is invited to; it says no more than that."""
    items = [
        item
        for meeting in tenant.meetings()
        if meeting.attendee(name) and not meeting.is_cancelled
        for item in items_within(meeting, next(iter(meeting.copies), ""), asked.start, asked.end)
    ]
    taken = [{"status": "busy", **_times(item, asked.zone)} for item in items]
    return {"scheduleId": name, "availabilityView": _digits(items, asked, step), "scheduleItems": taken}


def _digits(items: list[Item], asked: Asked, step: timedelta) -> str:
    digits, at = "", asked.start
    while at < asked.end:
        until = min(at + step, asked.end)
        here = [_DIGITS.get(i.copy.show_as, "0") for i in items if i.start < until and i.end > at]
        # Working elsewhere counts as less than tentative, although its digit is the highest.
        digits += max(here, key="04123".index) if here else "0"
        at = until
    return digits


def _entry(item: Item, zone: str) -> Payload:
    is_private = item.meeting.sensitivity in ("private", "confidential")
    entry: Payload = {"isPrivate": is_private, "status": item.copy.show_as, **_times(item, zone)}
    if is_private:
        return entry
    where = "; ".join(str(place.get("displayName") or "") for place in item.meeting.locations)
    return {**entry, "subject": item.meeting.subject, "location": where}


def _times(item: Item, zone: str) -> Payload:
    return {"start": moments.zoned(item.start, zone), "end": moments.zoned(item.end, zone)}
