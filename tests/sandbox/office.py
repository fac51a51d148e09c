"""A small office in the sandbox, and a plain HTTP caller that has signed in to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msal
import requests

from resfria_bot.sandbox.directory import Group, Room, Site, User
from resfria_bot.sandbox.server import Server
from resfria_bot.sandbox.tenant import Quirks, Tenant

NOW = datetime(2027, 1, 11, 7, 0, tzinfo=UTC)
ANNA, BO, CILLA, BOT = "anna@kontor.example", "bo@kontor.example", "cilla@kontor.example", "bot@kontor.example"
OUTSIDER = "olle@annorstans.example"
ROOM = "rum.tre@kontor.example"
GROUP = "11111111-1111-4111-8111-111111111111"
INNER_GROUP = "22222222-2222-4222-8222-222222222222"
#: Six weeks that hold everything the tests plan.
WINDOW = {"startDateTime": "2027-01-11T00:00:00Z", "endDateTime": "2027-02-22T00:00:00Z"}
WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
    "range": {"type": "numbered", "startDate": "2027-01-12", "numberOfOccurrences": 5},
}

Json = dict[str, Any]


def office() -> Tenant:
    """Anna, Bo, Cilla and the bot; Cilla is in a group within the group. Nothing surprising happens by itself."""
    tenant = Tenant(seed=7, now=NOW, name="Kontoret", domains=("kontor.example",))
    tenant.quirks = Quirks(replay=0, empty_page=0, absent_master=0)
    for number, address in enumerate((ANNA, BO, CILLA, BOT)):
        name = address.partition("@")[0].capitalize()
        identity = f"00000000-0000-4000-8000-00000000000{number}"
        tenant.add_user(User(id=identity, address=address, given_name=name, surname="Prov", department="Skola"))
    ids = {address: user.id for address in (ANNA, BO, CILLA) if (user := tenant.directory.user(address))}
    tenant.directory.add_group(Group(id=GROUP, name="Alla", members=[ids[ANNA], ids[BO], INNER_GROUP]))
    tenant.directory.add_group(Group(id=INNER_GROUP, name="Några", members=[ids[CILLA], ids[BO], GROUP]))
    site = Site(
        name="Huset", address="Storgatan 1, 444 30 Stenungsund", town="Stenungsund", latitude=58.1, longitude=11.8
    )
    room = Room(id="33333333-3333-4333-8333-333333333333", name="Rum 3", address=ROOM, site=site)
    tenant.directory.add_room(room)
    return tenant


@dataclass(frozen=True)
class Caller:
    """Calls the service with a token that is good."""

    server: Server
    session: requests.Session

    def send(self, method: str, path: str, body: Any = None, prefer: str = "", **query: str) -> requests.Response:
        """One request; `path` is below the service's address, or absolute as in a link."""
        address = path if path.startswith("http") else f"{self.server.base_url}{path}"
        headers = {"Prefer": prefer} if prefer else {}
        return self.session.request(method, address, json=body, params=query, headers=headers, timeout=10)

    def get(self, path: str, prefer: str = "", **query: str) -> Json:
        """What a GET that goes well answers."""
        return answered(self.send("GET", path, prefer=prefer, **query), 200)

    def plan(self, mailbox: str = ANNA, **changes: Any) -> Json:
        """An event at nine on Tuesday, of which Graph's own fields may be changed."""
        return answered(self.send("POST", f"/users/{mailbox}/events", event(**changes)), 201)

    def patch(self, mailbox: str, event_id: str, body: Json) -> Json:
        """What a PATCH that goes well answers."""
        return answered(self.send("PATCH", event_path(mailbox, event_id), body), 200)

    def act(self, mailbox: str, event_id: str, action: str, body: Json | None = None) -> int:
        """Status of an action on an event."""
        return self.send("POST", f"{event_path(mailbox, event_id)}/{action}", body or {}).status_code

    def view(self, mailbox: str, prefer: str = "") -> list[Json]:
        """Everything in the calendar view of the window."""
        found: list[Json] = self.get(f"/users/{mailbox}/calendarView", prefer, **WINDOW, **{"$top": "500"})["value"]
        return found

    def copy(self, mailbox: str, uid: str) -> Json:
        """The one entry with that `iCalUId` in a mailbox, single or master."""
        entries = self.get(f"/users/{mailbox}/events", **{"$top": "500"})["value"]
        (found,) = [entry for entry in entries if entry["iCalUId"] == uid]
        return dict(found)

    def pages(self, address: str, prefer: str = "", **query: str) -> Iterator[Json]:
        """A page and those that its links lead to."""
        page = self.get(address, prefer, **query)
        yield page
        while "@odata.nextLink" in page:
            page = self.get(page["@odata.nextLink"], prefer)
            yield page

    def round(self, mailbox: str, link: str = "", prefer: str = "") -> tuple[list[Json], str]:
        """The items of a whole delta round, full or resumed, and the link to the next."""
        query = {} if link else WINDOW
        pages = list(self.pages(link or f"/users/{mailbox}/calendarView/delta", prefer, **query))
        return [item for page in pages for item in page["value"]], str(pages[-1]["@odata.deltaLink"])


def event(**changes: Any) -> Json:
    """The body of a POST."""
    body: Json = {
        "subject": "Styrgrupp",
        "body": {"contentType": "html", "content": "<p>Dagordning kommer.</p>"},
        "start": {"dateTime": "2027-01-12T09:00:00", "timeZone": "W. Europe Standard Time"},
        "end": {"dateTime": "2027-01-12T10:30:00", "timeZone": "W. Europe Standard Time"},
        "location": {"displayName": "Stadshuset, Skövde"},
        "attendees": [invited(BO), invited(OUTSIDER)],
    }
    return body | changes


def invited(address: str, kind: str = "required") -> Json:
    """An attendee."""
    return {"type": kind, "emailAddress": {"address": address, "name": address.partition("@")[0]}}


def event_path(mailbox: str, event_id: str) -> str:
    """Path of one event."""
    return f"/users/{mailbox}/events/{quote(event_id)}"


def answered(response: requests.Response, status: int) -> Json:
    """The JSON body of an answer of that status."""
    assert response.status_code == status, response.text
    body: Json = response.json()
    return body


def refused(response: requests.Response) -> tuple[int, str]:
    """Status and Graph's code of an answer that is none."""
    error = response.json()["error"]
    assert error["message"]
    assert {"date", "request-id", "client-request-id"} <= error["innerError"].keys()
    return response.status_code, str(error["code"])


def token_of(server: Server, **changes: str) -> requests.Response:
    """What the token endpoint answers."""
    tenant = server.tenant
    form = {
        "grant_type": "client_credentials",
        "client_id": tenant.client_id,
        "client_secret": tenant.client_secret,
        "scope": "https://graph.microsoft.com/.default",
    }
    return requests.post(f"{server.authority}/{tenant.tenant_id}/oauth2/v2.0/token", data=form | changes, timeout=10)


class LoopbackSession(requests.Session):
    """msal insists on https everywhere: this calls the loopback without, and shows msal the links as it wants them."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """As requests does it."""
        response = super().request(method, url.replace("https://127.0.0.1", "http://127.0.0.1"), **options)
        response._content = response.content.replace(b"http://127.0.0.1", b"https://127.0.0.1")
        return response


def msal_application(server: Server, session: requests.Session, **changes: Any) -> msal.ConfidentialClientApplication:
    """Microsoft's own sign-in library, told of the sandbox."""
    tenant = server.tenant
    authority = f"{server.authority}/{tenant.tenant_id}".replace("http:", "https:")
    options = {"client_credential": tenant.client_secret, "authority": authority, "instance_discovery": False}
    return msal.ConfidentialClientApplication(tenant.client_id, http_client=session, **(options | changes))
