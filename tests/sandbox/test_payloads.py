"""Payloads against Microsoft's published description of Graph."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from resfria_bot.sandbox import payloads
from resfria_bot.sandbox.municipality import build
from resfria_bot.sandbox.payloads import View

from .office import ANNA, BO, GROUP, ROOM, WEEKLY, WINDOW, Caller, event, invited

EXTRACT = Path(__file__).parents[3] / "shared" / "graph" / "openapi-extract.json"
pytestmark = pytest.mark.skipif(not EXTRACT.is_file(), reason=f"{EXTRACT.name} is not beside the checkout")

DELTA = "/users/{user-id}/calendarView/delta()"


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXTRACT.read_text(encoding="utf-8"))
    return found


def problems(payload: object, schema: dict[str, Any]) -> list[str]:
    """Where a payload does not fit; properties that the description does not know are problems too."""
    whole = {**schema, "components": description()["components"]}
    found = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in OAS30Validator(whole).iter_errors(payload)
    ]
    return found[:5]


def named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/microsoft.graph.{name}"}


def properties(name: str) -> set[str]:
    """Every property of a type and its bases."""
    schema = description()["components"]["schemas"][f"microsoft.graph.{name}"]
    found: set[str] = set()
    for part in schema.get("allOf", [schema]):
        base = part.get("$ref", "").rpartition(".")[2]
        found |= properties(base) if base else set(part.get("properties", {}))
    return found


def own(payload: dict[str, Any]) -> set[str]:
    """Names of properties without annotations."""
    return {name for name in payload if "@" not in name}


@pytest.fixture
def busy(caller: Caller) -> Caller:
    """An office with events of every kind."""
    room = {"displayName": "Rum 3", "locationEmailAddress": ROOM}
    caller.plan(isOnlineMeeting=True, attendees=[invited(BO), invited(ROOM, "resource")], location=room)
    caller.plan(location={"displayName": "Borås", "address": {"city": "Borås"}, "coordinates": {"latitude": 57.7}})
    caller.plan(recurrence=WEEKLY)
    caller.patch(ANNA, caller.view(ANNA)[-1]["id"], {"subject": "Undantag"})
    caller.act(BO, caller.view(BO)[0]["id"], "accept")
    return caller


@pytest.mark.parametrize("mailbox", [ANNA, BO])
def test_events_are_as_described(busy: Caller, mailbox: str) -> None:
    shown = [*busy.view(mailbox), *busy.get(f"/users/{mailbox}/events")["value"]]
    assert {item["type"] for item in shown} == {"singleInstance", "occurrence", "exception", "seriesMaster"}
    for item in shown:
        assert problems(item, named("event")) == []
        assert own(item) <= properties("event")


def test_a_page_of_changes_is_as_described(busy: Caller) -> None:
    schema = description()["paths"][DELTA]["get"]["responses"]["2XX"]["content"]["application/json"]["schema"]
    pages = list(busy.pages(f"/users/{ANNA}/calendarView/delta", "odata.maxpagesize=3", **WINDOW))
    busy.act(ANNA, busy.view(ANNA)[0]["id"], "cancel")
    pages += busy.pages(pages[-1]["@odata.deltaLink"])
    assert any("@removed" in item for item in pages[-1]["value"])
    for page in pages:
        assert problems(page, schema) == []


def test_users_are_as_described(busy: Caller) -> None:
    names = "id,assignedPlans,accountEnabled,city,department,mail,mailboxSettings,userType,preferredLanguage"
    for user in (busy.get(f"/users/{ANNA}"), busy.get(f"/users/{ANNA}", **{"$select": names})):
        assert problems(user, named("user")) == []
        assert own(user) <= properties("user")
    members = busy.get(f"/groups/{GROUP}/transitiveMembers")["value"]
    assert all(problems(member, named("directoryObject")) == [] for member in members)


def test_mailbox_settings_are_as_described(busy: Caller) -> None:
    settings = busy.get(f"/users/{ANNA}/mailboxSettings")
    assert problems(settings, named("mailboxSettings")) == []
    assert own(settings) <= properties("mailboxSettings")


def test_calendars_and_rooms_are_as_described(busy: Caller) -> None:
    calendar, room = busy.get(f"/users/{ANNA}/calendar"), busy.get("/places/microsoft.graph.room")["value"][0]
    assert problems(calendar, named("calendar")) == problems(room, named("room")) == []
    assert own(calendar) <= properties("calendar")
    assert own(room) <= properties("room")


def test_schedules_are_as_described(busy: Caller) -> None:
    body = {
        "schedules": [ANNA],
        "startTime": {"dateTime": "2027-01-12T08:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2027-01-12T11:00:00", "timeZone": "UTC"},
    }
    (schedule,) = busy.send("POST", f"/users/{ANNA}/calendar/getSchedule", body).json()["value"]
    assert schedule["scheduleItems"]
    assert problems(schedule, named("scheduleInformation")) == []


def test_errors_are_as_described(busy: Caller) -> None:
    error = busy.send("POST", f"/users/{ANNA}/events", event(start=None)).json()
    assert problems(error, {"$ref": "#/components/schemas/microsoft.graph.ODataErrors.ODataError"}) == []


def test_a_wrong_payload_would_be_noticed(busy: Caller) -> None:
    item = busy.view(ANNA)[0]
    assert problems({**item, "showAs": "asleep"}, named("event")) != []
    assert problems({**item, "start": {"dateTime": None, "timeZone": "UTC"}}, named("event")) != []


def test_the_municipality_s_events_are_as_described() -> None:
    tenant = build(seed=3)
    validator = OAS30Validator({**named("event"), "components": description()["components"]})
    shown = [payloads.event(item, View()) for box in tenant.mailboxes()[:12] for item in tenant.entries(box)]
    assert len(shown) > 100
    assert [error.message[:200] for item in shown for error in validator.iter_errors(item)] == []
