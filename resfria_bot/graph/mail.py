"""Letters from the bot's mailbox to IT."""

from resfria_bot.graph.client import Client
from resfria_bot.graph.request import Request, user_path


class Mail:
    """Sends through one client; it may do so in every mode but a rehearsal, as nobody's calendar is touched."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def send(self, mailbox: str, to: str, subject: str, text: str) -> None:
        """Send a letter of plain text. Graph answers that it is queued; what becomes of it then is not told."""
        self._client.send(
            Request(
                method="POST",
                path=user_path(mailbox, "sendMail"),
                deed=f"send a mail from the mailbox {mailbox}",
                mailbox=mailbox,
                body={
                    "message": {
                        "subject": subject,
                        "body": {"contentType": "text", "content": text},
                        "toRecipients": [{"emailAddress": {"address": to}}],
                    },
                    "saveToSentItems": False,
                },
                permission="Mail.Send",
                is_housekeeping=True,
            )
        )
