"""Several requests in one."""

from typing import Any

import pytest

from resfria_bot.sandbox.server import Server

from .office import ANNA, BO, WINDOW, Caller, answered, event, refused

JSON = {"Content-Type": "application/json"}


def sent(caller: Caller, *requests: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers by the ids of their requests."""
    body = answered(caller.send("POST", "/$batch", {"requests": list(requests)}), 200)
    return {response["id"]: response for response in body["responses"]}


def get(identity: str, url: str, **more: Any) -> dict[str, Any]:
    """A GET in a batch."""
    return {"id": identity, "method": "GET", "url": url, **more}


def test_every_request_has_a_status_of_its_own(caller: Caller) -> None:
    found = sent(caller, get("1", f"/users/{ANNA}"), get("2", "/users/nobody"), get("3", f"users/{BO}/mailboxSettings"))
    assert {identity: answer["status"] for identity, answer in found.items()} == {"1": 200, "2": 404, "3": 200}
    assert found["1"]["body"]["mail"] == ANNA
    assert found["2"]["body"]["error"]["code"] == "Request_ResourceNotFound"


def test_headers_and_bodies_travel_along(caller: Caller) -> None:
    post = {"id": "1", "method": "POST", "url": f"/users/{ANNA}/events", "headers": JSON, "body": event()}
    assert sent(caller, post)["1"]["status"] == 201
    query = "&".join(f"{name}={value}" for name, value in WINDOW.items())
    prefer = {"Prefer": 'outlook.timezone="Europe/Stockholm", IdType="ImmutableId"'}
    found = sent(caller, get("1", f"/users/{ANNA}/calendarView?{query}", headers=prefer))["1"]
    assert found["body"]["value"][0]["start"]["timeZone"] == "Europe/Stockholm"


def test_links_in_a_batch_are_absolute(caller: Caller) -> None:
    for _ in range(11):
        caller.plan()
    query = "&".join(f"{name}={value}" for name, value in WINDOW.items())
    found = sent(caller, get("1", f"/users/{ANNA}/calendarView/delta?{query}"))["1"]
    assert len(caller.get(found["body"]["@odata.nextLink"])["value"]) == 1


def test_what_depends_on_a_failed_request_is_not_sent(caller: Caller) -> None:
    post = {"id": "2", "method": "POST", "url": f"/users/{ANNA}/events", "headers": JSON, "body": event()}
    found = sent(caller, get("1", "/users/nobody"), {**post, "dependsOn": ["1"]}, get("3", "/users", dependsOn=["2"]))
    assert [found[identity]["status"] for identity in "123"] == [404, 424, 424]
    assert caller.view(ANNA) == []


def test_an_answer_without_a_body_has_none(caller: Caller) -> None:
    planned = caller.plan()
    url = f"/users/{ANNA}/events/{planned['id']}"
    assert "body" not in sent(caller, {"id": "1", "method": "DELETE", "url": url})["1"]


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [get(str(number), "/users") for number in range(21)],
        [get("1", "/users"), get("1", "/users")],
        [get("", "/users")],
        [get("1", "https://elsewhere.example/users")],
        [{"id": "1", "method": "POST", "url": f"/users/{ANNA}/events", "body": {}}],
        "nothing",
    ],
    ids=["empty", "21", "same id", "no id", "absolute", "no content type", "no list"],
)
def test_a_malformed_batch_is_refused_as_a_whole(caller: Caller, requests: object) -> None:
    assert refused(caller.send("POST", "/$batch", {"requests": requests})) == (400, "BadRequest")


def test_every_request_is_logged_with_its_mailbox(caller: Caller, server: Server) -> None:
    server.requests.clear()
    sent(caller, get("1", f"/users/{ANNA}/mailboxSettings"), get("2", "/users/nobody"))
    told = [(r.method, r.path, r.status, r.mailbox, r.is_batched) for r in server.requests]
    assert told == [
        ("GET", f"/users/{ANNA}/mailboxSettings", 200, ANNA, True),
        ("GET", "/users/nobody", 404, "", True),
        ("POST", "/$batch", 200, "", False),
    ]
