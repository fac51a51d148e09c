"""Tickets: signed links that let one person do one thing about one question until a certain moment, without sign-in."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from resfria_bot.errors import ResfriaError


class Purpose(StrEnum):
    """What a ticket is for; one for anything else is refused."""

    ANSWER = "a"  #: answer one question
    STOP = "s"  #: stop or pause everything


class BadTicket(ResfriaError):
    """The ticket was not made by us, or for something else."""


class OldTicket(ResfriaError):
    """The ticket was good once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What may be done about which question, and until when (exclusive). The question names its person and case."""

    purpose: Purpose
    question: str  #: `transaction_id`
    good_until: datetime


class Tickets:
    """Writes and reads tickets with one secret key, the same for the daemon and the pages."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, salt="resfria ticket", digest_method=_sha256)

    def write(self, ticket: Ticket) -> str:
        """The ticket as a piece of an address."""
        parts = (ticket.purpose.value, ticket.question, int(ticket.good_until.timestamp()))
        return self._signer.sign(base64_encode(json.dumps(parts, separators=(",", ":")))).decode()

    def read(self, text: str, purpose: Purpose, now: datetime) -> Ticket:
        """The ticket again. Raises `BadTicket` for what we did not write for this purpose, `OldTicket` when too old."""
        try:
            kind, question, until = json.loads(base64_decode(self._signer.unsign(text.encode())))
        except (BadSignature, ValueError) as error:
            raise BadTicket("the link is not one of ours, or a part of it is missing") from error
        if kind != purpose:
            raise BadTicket("the link is for something else")
        ticket = Ticket(purpose=purpose, question=question, good_until=datetime.fromtimestamp(until, UTC))
        if now >= ticket.good_until:
            raise OldTicket("the link is too old")
        return ticket


def _sha256(data: bytes = b"") -> "hashlib._Hash":
    return hashlib.sha256(data)
