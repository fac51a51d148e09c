"""Answers to invitations, and meetings called off."""

import html
from dataclasses import dataclass
from datetime import datetime

from resfria_bot.sandbox import post
from resfria_bot.sandbox.changes import loosened
from resfria_bot.sandbox.meetings import Copy, Item, Mail, Meeting
from resfria_bot.sandbox.moments import invalid
from resfria_bot.sandbox.tenant import Mailbox, Tenant

_SHOW_AS = {"accepted": "busy", "tentativelyAccepted": "tentative", "declined": "free"}
_CANCELLED = "Avbokat: "


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, when it is given, whether the organiser is told, and what is written with it."""

    response: str
    at: datetime
    is_sent: bool = True
    comment: str = ""


def respond(tenant: Tenant, mailbox: Mailbox, item: Item, reply: Reply) -> None:
    """Answer an invitation: accepted, tentativelyAccepted or declined. For a series, all its meetings at once."""
    if item.is_organiser:
        raise invalid("Your request can't be completed. You can't respond to your own meeting.")
    if item.meeting.is_cancelled:
        raise invalid("Your request can't be completed. The meeting has been cancelled.")
    target = loosened(tenant, item) if item.day else item.meeting
    for member in target.family():
        copy = member.copies.get(mailbox.address)
        if copy is not None:
            _answer(tenant, member, copy, reply)
    if reply.is_sent:
        _tell(tenant, mailbox, target, reply)


def cancel(tenant: Tenant, mailbox: Mailbox, item: Item, comment: str = "") -> None:
    """Call a meeting off: it leaves the organiser's calendar, and stands as cancelled in the others'."""
    if not item.is_organiser:
        raise invalid("Your request can't be completed. You need to be an organizer to cancel a meeting.")
    target = loosened(tenant, item) if item.day else item.meeting
    for member in target.family():
        _call_off(member, comment)
        tenant.touch(member)
    tenant.remove(target, mailbox.address)


def delete(tenant: Tenant, mailbox: Mailbox, item: Item) -> None:
    """Delete an entry: by the organiser the meeting is called off, by anybody else only their copy goes."""
    if item.is_organiser:
        cancel(tenant, mailbox, item)
        return
    target = loosened(tenant, item) if item.day else item.meeting
    tenant.remove(target, mailbox.address)


def _answer(tenant: Tenant, member: Meeting, copy: Copy, reply: Reply) -> None:
    copy.response, copy.responded_at = reply.response, reply.at
    copy.show_as = _SHOW_AS[reply.response]
    tenant.touch(member, copy.mailbox)
    attendee = member.attendee(copy.mailbox)
    if attendee is None or not reply.is_sent:
        return
    attendee.response, attendee.responded_at = reply.response, reply.at
    tenant.touch(member, member.organiser.key)


def _tell(tenant: Tenant, mailbox: Mailbox, meeting: Meeting, reply: Reply) -> None:
    """Send the organiser the mail that an answer is; without a comment it is empty."""
    user = tenant.directory.user(mailbox.address)
    tenant.deliver(
        meeting.organiser.key,
        Mail(user.address, user.name) if user else Mail(mailbox.address),
        subject=post.reply_subject(reply.response, meeting.subject),
        own_text=reply.comment,
        response=reply.response,
    )


def _call_off(member: Meeting, comment: str) -> None:
    if member.is_cancelled:
        return
    member.is_cancelled = True
    member.subject = f"{_CANCELLED}{member.subject}"
    if comment:
        member.body_html = f"<div>{html.escape(comment)}</div>{member.body_html}"
    for copy in member.copies.values():
        copy.show_as = "free"
