"""People who answer. Each has a character, and each question gets the same treatment at every run of the same seed.

They answer the bot's invitations in their own calendars, as they would by mail client, and now and then do something of
their own accord: make a meeting online, move it, or call it off.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from resfria_bot.sandbox import changes, ids, moments, replies
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Item, Meeting, item_of
from resfria_bot.sandbox.replies import Reply
from resfria_bot.sandbox.tenant import Mailbox, Tenant

#: Share of the meetings that their organisers change by themselves, and of those, what they do.
RESTLESS = 0.05
_DEEDS = ("online", "online", "move", "cancel")
#: Share of the sceptical who change their mind, and days until then.
CHANGING, CHANGE_DAYS = 0.25, 2


class Character(StrEnum):
    """How a person takes to being asked."""

    WILLING = "willing"
    BUSY = "busy"
    SCEPTICAL = "sceptical"
    NEVER = "never"
    FED_UP = "fed_up"  #: declines, and writes STOPP with it


#: Up to this share of people are of the character.
_SHARES = (
    (0.45, Character.WILLING),
    (0.70, Character.BUSY),
    (0.88, Character.SCEPTICAL),
    (0.97, Character.NEVER),
    (1.0, Character.FED_UP),
)
#: Least and most hours until the answer.
_DELAYS = {
    Character.WILLING: (0.2, 6.0),
    Character.BUSY: (24.0, 72.0),
    Character.SCEPTICAL: (2.0, 30.0),
    Character.FED_UP: (0.1, 3.0),
}
#: Up to this share of the answers are that one; the rest is silence.
_ANSWERS = {
    Character.WILLING: ((0.75, "accepted"), (0.92, "tentativelyAccepted"), (1.0, "declined")),
    Character.BUSY: ((0.45, "accepted"), (0.60, "tentativelyAccepted"), (0.70, "declined")),
    Character.SCEPTICAL: ((0.10, "accepted"), (0.40, "tentativelyAccepted"), (0.95, "declined")),
    Character.NEVER: (),
    Character.FED_UP: ((1.0, "declined"),),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did: `what` is an answer as Graph names it; of a meeting of theirs `online`, `move` or `cancel`."""

    person: str  #: name
    what: str
    when: datetime


@dataclass(frozen=True, slots=True)
class _Act:
    """Something a person does at a time."""

    at: datetime
    mailbox: Mailbox
    meeting: Meeting
    deed: str


def character_of(tenant: Tenant, address: str) -> Character:
    """The character of a person, the same at every run."""
    share = ids.share(str(tenant.seed), "character", address.lower())
    return next(character for limit, character in _SHARES if share <= limit)


def answer_questions(tenant: Tenant, now: datetime) -> list[Deed]:
    """Let people do what they would have done by `now`, in order of time; returns what they did.

    Time passes for the tenant meanwhile. Calling it again does nothing twice.
    """
    done = []
    with tenant.lock:
        acts = [*_answers(tenant, now), *_own_deeds(tenant, now)]
        for act in sorted(acts, key=lambda act: (act.at, act.mailbox.address, act.meeting.uid)):
            tenant.advance_to(act.at)
            if _perform(tenant, act):
                user = tenant.directory.user(act.mailbox.address)
                done.append(Deed(user.name if user else act.mailbox.address, act.deed, act.at))
        tenant.advance_to(now)
    return done


def _answers(tenant: Tenant, now: datetime) -> Iterator[_Act]:
    for box in tenant.mailboxes():
        for meeting in list(box.meetings.values()):
            if meeting.organiser.key != tenant.bot_address.lower() or box.address == meeting.organiser.key:
                continue
            for at, answer in _intentions(tenant, box.address, meeting):
                key = f"{box.address} {meeting.uid} {answer}"
                if at <= now and key not in tenant.lived:
                    tenant.lived.add(key)
                    yield _Act(at, box, meeting, answer)


def _intentions(tenant: Tenant, address: str, meeting: Meeting) -> Iterator[tuple[datetime, str]]:
    """When and what the person will answer; nothing for those who never do."""
    character = character_of(tenant, address)
    user = tenant.directory.user(address)
    answer = next((a for limit, a in _ANSWERS[character] if _share(tenant, address, meeting, "answer") <= limit), "")
    if not answer or user is None:
        return
    least, most = _DELAYS[character]
    hours = least + (most - least) * _share(tenant, address, meeting, "delay")
    at = _at_work(user, meeting.created_at + timedelta(hours=hours))
    yield at, answer
    is_doubtful = character is Character.SCEPTICAL and answer != "accepted"
    if is_doubtful and _share(tenant, address, meeting, "change") < CHANGING:
        yield _at_work(user, at + timedelta(days=CHANGE_DAYS)), "accepted"


def _own_deeds(tenant: Tenant, now: datetime) -> Iterator[_Act]:
    """What organisers do of their own accord to meetings that are still to come."""
    for meeting in list(tenant.meetings()):
        organiser = meeting.organiser.key
        is_theirs = organiser in meeting.copies and organiser != tenant.bot_address.lower()
        if not is_theirs or len(meeting.copies) < 2 or _share(tenant, organiser, meeting, "restless") >= RESTLESS:
            continue
        # What people did before the tenant opened, its calendars show already.
        first = max(tenant.opened_at, meeting.created_at)
        at = first + (meeting.start - first) * (0.1 + 0.8 * _share(tenant, organiser, meeting, "when"))
        key = f"{organiser} {meeting.uid} deed"
        if first < at <= now and key not in tenant.lived:
            tenant.lived.add(key)
            index = int(_share(tenant, organiser, meeting, "deed") * len(_DEEDS))
            yield _Act(at, tenant.mailbox(organiser), meeting, _DEEDS[index])


def _perform(tenant: Tenant, act: _Act) -> bool:
    """Do it, if it still can be done."""
    item = item_of(act.meeting, act.mailbox.address)
    if item is None or act.meeting.is_cancelled:
        return False
    return _OWN_DEEDS.get(act.deed, _answer)(tenant, act, item)


def _go_online(tenant: Tenant, act: _Act, item: Item) -> bool:
    if act.meeting.online:
        return False
    changes.change(tenant, act.mailbox, item, {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"})
    return act.meeting.online is not None


def _move(tenant: Tenant, act: _Act, item: Item) -> bool:
    if act.meeting.recurrence or act.meeting.is_all_day:
        return False
    week = timedelta(days=7)
    times = {"start": moments.zoned(item.start + week, "UTC"), "end": moments.zoned(item.end + week, "UTC")}
    changes.change(tenant, act.mailbox, item, times)
    return True


def _cancel(tenant: Tenant, act: _Act, item: Item) -> bool:
    if act.meeting.recurrence:
        return False
    replies.cancel(tenant, act.mailbox, item)
    return True


def _answer(tenant: Tenant, act: _Act, item: Item) -> bool:
    """Answer, unless the person has answered in some other way since."""
    known = item.copy.response
    if known not in ("notResponded", "tentativelyAccepted", "declined") or known == act.deed:
        return False
    if known != "notResponded" and f"{act.mailbox.address} {act.meeting.uid} {known}" not in tenant.lived:
        return False
    comment = "STOPP" if character_of(tenant, act.mailbox.address) is Character.FED_UP else ""
    replies.respond(tenant, act.mailbox, item, Reply(act.deed, act.at, comment=comment))
    return True


def _at_work(user: User, at: datetime) -> datetime:
    """The same moment if the person is at work then, else the beginning of their next working day."""
    local = at.astimezone(moments.zone(user.zone))
    day = local.date()
    if local.weekday() in user.weekdays and user.works_from <= local.time() < user.works_until:
        return at
    if local.time() >= user.works_from:
        day += timedelta(days=1)
    while day.weekday() not in user.weekdays:
        day += timedelta(days=1)
    minutes = user.works_from.hour * 60 + user.works_from.minute + int(ids.share(user.key, at.isoformat()) * 45)
    return moments.at(day, time(minutes // 60, minutes % 60), user.zone)


def _share(tenant: Tenant, address: str, meeting: Meeting, what: str) -> float:
    return ids.share(str(tenant.seed), address, meeting.uid, what)


_OWN_DEEDS: dict[str, Callable[[Tenant, _Act, Item], bool]] = {"online": _go_online, "move": _move, "cancel": _cancel}
