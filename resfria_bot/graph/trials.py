"""May something be written, or read, in a mailbox? Asked with requests that change nothing, whatever is answered."""

from resfria_bot.errors import GraphError, NotFound
from resfria_bot.graph.client import Client
from resfria_bot.graph.request import Request, user_path

#: No item has this id, so a change to it changes nothing. Exchange looks at the right before it looks for the item:
#: inferred from its answers, which name the right where that is what is missing.
_NOBODYS = "AAMkAA=="


class Trials:
    """Each trial ends well, or raises `Denied` naming the permission, or what else stood in the way."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def write_calendar(self, mailbox: str) -> None:
        """Change an event that does not exist."""
        self._try("PATCH", mailbox, ("events", _NOBODYS), "Calendars.ReadWrite", "change events in the calendar of")

    def read_inbox(self, mailbox: str) -> None:
        """Look at one letter's id."""
        path = f"{user_path(mailbox, 'messages')}?$select=id&$top=1"
        self._client.send(
            Request(path=path, deed=f"read the inbox of {mailbox}", mailbox=mailbox, permission="Mail.Read")
        )

    def write_drafts(self, mailbox: str) -> None:
        """Change a letter that does not exist."""
        self._try("PATCH", mailbox, ("messages", _NOBODYS), "Mail.ReadWrite", "write among the drafts of")

    def send_mail(self, mailbox: str) -> None:
        """Send nothing to nobody."""
        self._try("POST", mailbox, ("sendMail",), "Mail.Send", "send from the mailbox")

    def _try(self, method: str, mailbox: str, path: tuple[str, ...], permission: str, deed: str) -> None:
        request = Request(
            method=method,
            path=user_path(mailbox, *path),
            deed=f"{deed} {mailbox}",
            mailbox=mailbox,
            body={},
            permission=permission,
            is_query=True,
        )
        try:
            self._client.send(request)
        except NotFound:
            return  # the item is not there, as was to be
        except GraphError as error:
            if error.status != 400:
                raise
