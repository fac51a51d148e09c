"""The activity feed in Teams, for tenants that have installed the app."""

from resfria_bot.graph.client import Client
from resfria_bot.graph.request import Request, user_path

#: Longest texts that the feed shows. Source: Graph's documentation of sendActivityNotification.
LONGEST_PREVIEW = 150
#: Where a tap leads: the calendar in Teams, by the id that it has in every tenant.
CALENDAR = "https://teams.microsoft.com/l/entity/ef56c0de-36fc-4ef8-b417-3d82ba9d073c"


class Feed:
    """Tells through one client; in every mode in which questions are asked, as nobody's calendar is touched."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def notify(self, person: str, app_id: str, topic: str, text: str) -> None:
        """Show a line in the feed of the person at this address. Sent at most once: Graph cannot tell a repeat."""
        self._client.send(
            Request(
                method="POST",
                path=user_path(person, "teamwork", "sendActivityNotification"),
                deed=f"tell {person} of a question in Teams",
                mailbox=person,
                body={
                    "teamsAppId": app_id,
                    "topic": {"source": "text", "value": topic, "webUrl": CALENDAR},
                    "activityType": "systemDefault",
                    "previewText": {"contentType": "text", "content": text[:LONGEST_PREVIEW]},
                    "templateParameters": [{"name": "systemDefaultText", "value": text[:LONGEST_PREVIEW]}],
                },
                permission="TeamsActivity.Send",
                is_housekeeping=True,
            )
        )
