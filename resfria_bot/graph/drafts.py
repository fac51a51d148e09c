"""Messages put among somebody's drafts, for them to look at and send. None is ever sent from here."""

from urllib.parse import quote

from resfria_bot.graph.client import Client
from resfria_bot.graph.page import Page, decoded
from resfria_bot.graph.request import Request, user_path

PERMISSION = "Mail.ReadWrite"
#: Name of the property by which a draft of ours is known again, in the set of names that is everybody's.
TAG = "String {00020329-0000-0000-C000-000000000046} Name ResfriaDraft"


class Drafts:
    """Writes to the mailbox of a person who said yes to it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, mailbox: str, tag: str) -> bool:
        """Is the message with this tag there, as a draft or sent by now?"""
        condition = f"singleValueExtendedProperties/any(ep: ep/id eq '{TAG}' and ep/value eq '{tag}')"
        request = Request(
            path=f"{user_path(mailbox, 'messages')}?$filter={quote(condition)}&$select=id&$top=1",
            deed=f"look for a draft in the mailbox {mailbox}",
            mailbox=mailbox,
            permission=PERMISSION,
        )
        return bool(decoded(self._client.send(request), Page, request).value)

    def put(self, mailbox: str, tag: str, to: str, subject: str, text: str) -> None:
        """Put a message of plain text to one recipient among the drafts of the mailbox."""
        self._client.send(
            Request(
                method="POST",
                path=user_path(mailbox, "messages"),
                deed=f"put a message among the drafts of {mailbox}",
                mailbox=mailbox,
                body={
                    "subject": subject,
                    "body": {"contentType": "text", "content": text},
                    "toRecipients": [{"emailAddress": {"address": to}}],
                    "singleValueExtendedProperties": [{"id": TAG, "value": tag}],
                },
                permission=PERMISSION,
            )
        )
