"""What a reply to the question says, whichever copy of the invitation it is read from, and when it stands."""

from datetime import datetime, timedelta
from typing import TypeAlias

from resfria_bot.core.types import Answer, Event, Response

#: An answer and when it was given; None where the calendar does not say.
Reply: TypeAlias = tuple[Answer, datetime | None]

_ANSWERS = {
    Response.ACCEPTED: Answer.ONLINE,
    Response.TENTATIVE: Answer.HYBRID,
    Response.DECLINED: Answer.ON_SITE,
}


def read(event: Event, asked: str) -> Reply | None:
    """The answer of the person at address `asked`, from a question's event; None while there is none.

    The asked person's own copy says it as `event.response`, the bot's copy by that attendee. Nobody else's reply
    counts: an invitation that was forwarded gathers replies from people who were not asked.
    """
    address = asked.lower()
    if event.mailbox.lower() == address:
        return _reply(event.response, event.responded_at)
    for attendee in event.attendees:
        if attendee.address.lower() == address:
            return _reply(attendee.response, attendee.responded_at)
    return None


def is_by_another(event: Event, asked: str) -> bool:
    """Has somebody replied who was not asked? A delegate who was sent it on, say; their reply does not count."""
    return any(a.address.lower() != asked.lower() and a.response in _ANSWERS for a in event.attendees)


def settled(answered_at: datetime, now: datetime, grace_minutes: int) -> bool:
    """Has the answer stood through the grace time, so that it may be carried out?"""
    return now >= answered_at + timedelta(minutes=grace_minutes)


def replaces(answered_at: datetime | None, known_at: datetime | None) -> bool:
    """Does another answer of that time replace the one known? A missing time is the oldest; of equals the last seen."""
    if known_at is None:
        return True
    return answered_at is not None and answered_at >= known_at


def _reply(response: Response, at: datetime | None) -> Reply | None:
    answer = _ANSWERS.get(response)
    return None if answer is None else (answer, at)
