"""Mail: what lies in the inbox of a mailbox, and among its drafts."""

import html
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from resfria_bot.sandbox import ids, moments
from resfria_bot.sandbox.meetings import Mail
from resfria_bot.sandbox.query import Payload

#: `meetingMessageType` of the replies to an invitation; the misspelling is Graph's own.
_MEETING_TYPES = {
    "accepted": "meetingAccepted",
    "tentativelyAccepted": "meetingTenativelyAccepted",
    "declined": "meetingDeclined",
}
_SUBJECTS = {"accepted": "Accepterat: ", "tentativelyAccepted": "Preliminärt: ", "declined": "Avböjt: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message. `own_text` is what its writer wrote, `quoted` the history below it."""

    id: str
    sender: Mail
    to: tuple[Mail, ...]
    at: datetime
    subject: str = ""
    own_text: str = ""
    quoted: str = ""
    response: str = ""  #: of a reply to an invitation: the answer
    is_draft: bool = False
    properties: tuple[tuple[str, str], ...] = ()  #: extended properties: id and value


@dataclass(slots=True)
class Post:
    """The mail of one mailbox. `epoch` makes tokens of earlier ones expire."""

    inbox: list[Letter] = field(default_factory=list)
    drafts: list[Letter] = field(default_factory=list)
    epoch: int = 0


def reply_subject(response: str, subject: str) -> str:
    """Subject of the reply to an invitation."""
    return f"{_SUBJECTS[response]}{subject}"


def payload(letter: Letter, *, is_text: bool, names: tuple[str, ...], is_immutable: bool) -> Payload:
    """A message as Graph writes it; `uniqueBody` comes only when asked for."""
    found: Payload = {
        "@odata.etag": f'W/"{letter.id[-12:]}"',
        "id": ids.shown(letter.id, immutable=is_immutable),
        "createdDateTime": moments.stamp(letter.at),
        "lastModifiedDateTime": moments.stamp(letter.at),
        "receivedDateTime": moments.stamp(letter.at),
        "sentDateTime": moments.stamp(letter.at),
        "categories": [],
        "hasAttachments": False,
        "subject": letter.subject,
        "bodyPreview": letter.own_text[:255],
        "importance": "normal",
        "isRead": letter.is_draft,
        "isDraft": letter.is_draft,
        "body": _body((letter.own_text, letter.quoted), is_text=is_text),
        "from": _recipient(letter.sender),
        "sender": _recipient(letter.sender),
        "toRecipients": [_recipient(mail) for mail in letter.to],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
    }
    if letter.response:
        kinds = {"meetingMessageType": _MEETING_TYPES[letter.response], "responseType": letter.response}
        found = {"@odata.type": "#microsoft.graph.eventMessageResponse", **found, **kinds, "isDelegated": False}
    if "uniquebody" in (name.lower() for name in names):
        found["uniqueBody"] = _body((letter.own_text,), is_text=is_text)
    return found


def _body(parts: tuple[str, ...], *, is_text: bool) -> dict[str, Any]:
    written = [part for part in parts if part]
    if is_text:
        return {"contentType": "text", "content": "\r\n\r\n".join(written)}
    paragraphs = "<hr>".join(f"<div>{html.escape(part).replace(chr(10), '<br>')}</div>" for part in written)
    return {"contentType": "html", "content": f"<html><body>{paragraphs}</body></html>"}


def _recipient(mail: Mail) -> dict[str, dict[str, str]]:
    return {"emailAddress": {"name": mail.name or mail.address, "address": mail.address}}
