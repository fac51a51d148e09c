"""The bot's own inbox: what people wrote back, since it was last read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from resfria_bot.errors import StartOver
from resfria_bot.graph import moment
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import Page, decoded
from resfria_bot.graph.request import IMMUTABLE_IDS, Request, user_path

PAGE_SIZE = 50
PERMISSION = "Mail.Read"

_PROPERTIES = "from,receivedDateTime,subject,body,uniqueBody"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, or a reply to an invitation."""

    sender: str  #: mail address in lower case
    received_at: datetime
    subject: str
    text: str  #: only what its writer wrote, where Graph can tell it apart from what is quoted
    is_html: bool


class _Mail(msgspec.Struct):
    address: str | None = None


class _Recipient(msgspec.Struct, rename="camel"):
    email_address: _Mail | None = None


class _Body(msgspec.Struct, rename="camel"):
    content_type: str | None = None
    content: str | None = None


class _Message(msgspec.Struct, rename="camel"):
    sender: _Recipient | None = msgspec.field(default=None, name="from")
    received_date_time: str | None = None
    subject: str | None = None
    body: _Body | None = None
    unique_body: _Body | None = None


class Inbox:
    """Reads one folder of one mailbox; nothing of it is kept here."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self, mailbox: str, link: str) -> tuple[list[Letter], str]:
        """What has come since `link` (empty, or expired: everything), oldest first, and the link for the next time."""
        try:
            return self._round(mailbox, self._client.relative(link) if link else _beginning(mailbox))
        except StartOver:
            if not link:
                raise
            return self._round(mailbox, _beginning(mailbox))

    def _round(self, mailbox: str, path: str) -> tuple[list[Letter], str]:
        letters: list[Letter] = []
        while True:
            request = _page(mailbox, path)
            page = decoded(self._client.send(request), Page, request)
            letters.extend(_letters(page))
            if not page.next_link:
                return sorted(letters, key=lambda letter: letter.received_at), page.delta_link or ""
            path = self._client.relative(page.next_link)


def _beginning(mailbox: str) -> str:
    return f"{user_path(mailbox, 'mailFolders', 'inbox', 'messages', 'delta')}?$select={_PROPERTIES}"


def _page(mailbox: str, path: str) -> Request:
    preferences = f'{IMMUTABLE_IDS}, odata.maxpagesize={PAGE_SIZE}, outlook.body-content-type="text"'
    return Request(
        path=path,
        deed=f"read the inbox of {mailbox}",
        mailbox=mailbox,
        headers={"Prefer": preferences},
        permission=PERMISSION,
    )


def _letters(page: Page) -> Iterator[Letter]:
    """Those that have a sender, a time and a text; what was removed, or has another shape, is left out."""
    for raw in page.value:
        try:
            wire = msgspec.json.decode(raw, type=_Message)
        except msgspec.MsgspecError:
            continue
        sender = wire.sender.email_address if wire.sender else None
        received_at = moment.read_text(wire.received_date_time)
        body = wire.unique_body or wire.body
        if sender is None or not sender.address or received_at is None or body is None:
            continue
        yield Letter(
            sender=sender.address.strip().lower(),
            received_at=received_at,
            subject=wire.subject or "",
            text=body.content or "",
            is_html=(body.content_type or "").lower() == "html",
        )
