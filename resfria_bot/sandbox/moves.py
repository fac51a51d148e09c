"""People whose address changes: everything of theirs stays what it is, under the new name."""

from dataclasses import replace

from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Mail, Meeting
from resfria_bot.sandbox.tenant import Tenant


def rename(tenant: Tenant, user: User, address: str) -> None:
    """Give a person another mail address; the ids of their mailbox and its events stay, as in Exchange."""
    with tenant.lock:
        old = user.key
        for meeting in list(tenant.meetings()):
            for member in meeting.family():
                _follow(member, old, address)
        user.address = address
        tenant.directory.add_user(user)
        tenant.rename_mailbox(old, user.key)


def _follow(member: Meeting, old: str, address: str) -> None:
    if member.organiser.key == old:
        member.organiser = replace(member.organiser, address=address)
    for attendee in member.attendees:
        if attendee.mail.key == old:
            attendee.mail = Mail(address, attendee.mail.name)
    copy = member.copies.pop(old, None)
    if copy is not None:
        copy.mailbox = address.lower()
        member.copies[copy.mailbox] = copy
