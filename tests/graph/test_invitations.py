"""What the bot writes: its own invitations, and the one change that makes a meeting online."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from resfria_bot.core.types import Address, Event, EventType, Invitation, Kind, Response
from resfria_bot.errors import GraphError, NotFound, Withheld
from resfria_bot.graph import calendars as room
from resfria_bot.graph import payloads, writes
from resfria_bot.graph.calendars import Calendars
from resfria_bot.graph.client import Client

from .service import Purse, Reply, Service, event, stub

ANNA, BOT = "anna@k.example", "bot@k.example"
EVENTS, QUESTION = f"/users/{BOT}/events", f"/users/{BOT}/events/Q"
MEETING = f"/users/{ANNA}/events/1"
EXTRACT = Path(__file__).parents[3] / "shared" / "graph" / "openapi-extract.json"
INVITATION = Invitation(
    transaction_id="t-1",
    subject="Kan ni ses på distans?",
    body_html="<p>Hej</p>",
    start=datetime(2026, 12, 1, 8, tzinfo=UTC),
    end=datetime(2026, 12, 1, 8, 15, tzinfo=UTC),
    time_zone="Europe/Stockholm",
    attendee=Address(ANNA, "Anna Ek"),
)
OURS = event("1", location={"displayName": "Skövde"})
ONLINE = {**OURS, "isOnlineMeeting": True, "onlineMeeting": {"joinUrl": "https://teams.microsoft.com/l/x"}}
LAGGING = {**OURS, "isOnlineMeeting": True, "onlineMeeting": None}


def meeting(client: Client, service: Service) -> Event:
    service.tell("GET", MEETING, Reply(200, OURS))
    return Calendars(client).event(ANNA, "1")


def test_an_event_is_read_by_mailbox_and_id(client: Client, service: Service) -> None:
    assert meeting(client, service).locations[0].name == "Skövde"


def test_an_event_that_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound):
        Calendars(client).event(ANNA, "1")


def test_ids_are_escaped_in_the_path(client: Client, service: Service) -> None:
    service.tell("GET", f"/users/{ANNA}/events/AA%2Fb%2B%3D", Reply(200, OURS))
    assert Calendars(client).event(ANNA, "AA/b+=").id == "1"


def test_an_occurrence_read_by_id_has_the_same_name_as_in_a_round_of_changes(client: Client, service: Service) -> None:
    full = {**event("O"), **stub("O", "M")}
    service.tell("GET", f"/users/{ANNA}/events/O", Reply(200, full))
    service.tell("GET", f"/users/{ANNA}/events/M", Reply(200, event("M", type="seriesMaster")))
    found = Calendars(client).event(ANNA, "O")
    assert (found.type, found.series_uid, found.ical_uid) == (
        EventType.OCCURRENCE,
        "uid-M",
        "uid-M/20261208T080000Z",
    )


def test_an_invitation_has_one_attendee_and_is_shown_as_free(client: Client, service: Service) -> None:
    service.tell("POST", EVENTS, Reply(201, event("Q", isOrganizer=True)))
    assert Calendars(client).invite(BOT, INVITATION).id == "Q"
    (sent,) = service.alone("POST")
    assert sent.body == {
        "subject": "Kan ni ses på distans?",
        "body": {"contentType": "html", "content": "<p>Hej</p>"},
        "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "Europe/Stockholm"},
        "end": {"dateTime": "2026-12-01T09:15:00", "timeZone": "Europe/Stockholm"},
        "attendees": [{"type": "required", "emailAddress": {"address": ANNA, "name": "Anna Ek"}}],
        "showAs": "free",
        "isReminderOn": False,
        "responseRequested": True,
        "allowNewTimeProposals": False,
        "isOnlineMeeting": False,
        "transactionId": "t-1",
    }


def test_an_invitation_whose_answer_was_lost_is_sent_again_with_the_same_transaction_id(
    client: Client, service: Service
) -> None:
    service.tell("POST", EVENTS, Reply(broken="reset"), Reply(201, event("Q")))
    Calendars(client).invite(BOT, INVITATION)
    assert [s.body["transactionId"] for s in service.alone("POST")] == ["t-1", "t-1"]


def test_an_invitation_refused_as_a_duplicate_is_the_one_that_was_sent(client: Client, service: Service) -> None:
    service.tell("POST", EVENTS, Reply(409, {"error": {"code": "ErrorDuplicateTransactionId"}}))
    service.tell("GET", f"/users/{BOT}/calendarView", Reply(200, {"value": [event("Q", transactionId="t-1")]}))
    assert Calendars(client).invite(BOT, INVITATION).id == "Q"


def test_a_conflict_that_is_no_duplicate_is_an_error(client: Client, service: Service) -> None:
    service.tell("POST", EVENTS, Reply(409, {"error": {"code": "ErrorConflict"}}))
    service.tell("GET", f"/users/{BOT}/calendarView", Reply(200, {"value": []}))
    with pytest.raises(GraphError, match="could not send an invitation from the mailbox bot@"):
        Calendars(client).invite(BOT, INVITATION)


def test_a_sent_invitation_is_found_by_its_transaction_id_on_any_page(client: Client, service: Service) -> None:
    path = f"/users/{BOT}/calendarView"
    first = [event("1"), event("2", transactionId="t-2"), {"transactionId": 7}]
    service.tell(
        "GET",
        path,
        Reply(200, {"value": first, "@odata.nextLink": f"{service.base_url}{path}?$skip=3"}),
        Reply(200, {"value": [event("Q", transactionId="t-1")]}),
    )
    found = Calendars(client).find_invited(BOT, "t-1", INVITATION.start, INVITATION.end)
    assert found is not None
    assert found.id == "Q"
    assert "startDateTime=2026-12-01T08%3A00%3A00Z&endDateTime=2026-12-01T08%3A15%3A00Z" in service.seen[0].path


def test_an_invitation_that_was_never_sent_is_not_found(client: Client, service: Service) -> None:
    service.tell("GET", f"/users/{BOT}/calendarView", Reply(200, {"value": [event("1")]}))
    assert Calendars(client).find_invited(BOT, "t-1", INVITATION.start, INVITATION.end) is None


def test_the_text_of_an_invitation_can_be_changed(client: Client, service: Service) -> None:
    service.tell("PATCH", QUESTION, Reply(200, event("Q")))
    Calendars(client).amend(BOT, "Q", "Ny rubrik", "<p>Ny</p>")
    (sent,) = service.alone("PATCH")
    assert sent.body == {"subject": "Ny rubrik", "body": {"contentType": "html", "content": "<p>Ny</p>"}}


def test_an_invitation_is_withdrawn_with_a_comment(client: Client, service: Service) -> None:
    service.tell("POST", f"{QUESTION}/cancel", Reply(202))
    Calendars(client).withdraw(BOT, "Q", "Mötet är inställt")
    (sent,) = service.alone("POST")
    assert sent.body == {"comment": "Mötet är inställt"}


def test_withdrawing_an_invitation_that_is_gone_is_well(client: Client, service: Service) -> None:
    Calendars(client).withdraw(BOT, "Q", "")
    assert len(service.alone("POST")) == 1


def test_an_online_meeting_replaces_the_place_and_never_touches_the_body(client: Client, service: Service) -> None:
    before = meeting(client, service)
    service.tell("PATCH", MEETING, Reply(200, ONLINE))
    Calendars(client).make_online(before, Kind.ONLINE, "Teams-möte")
    (sent,) = service.alone("PATCH")
    assert sent.body == {
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "location": {"displayName": "Teams-möte"},
    }


def test_a_hybrid_meeting_keeps_its_place(client: Client, service: Service) -> None:
    before = meeting(client, service)
    service.tell("PATCH", MEETING, Reply(200, ONLINE))
    Calendars(client).make_online(before, Kind.HYBRID, "Teams-möte")
    (sent,) = service.alone("PATCH")
    assert sent.body == {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}


def test_what_counts_is_what_is_read_back_and_not_what_the_change_answered(client: Client, service: Service) -> None:
    before = meeting(client, service)
    service.tell("PATCH", MEETING, Reply(200, ONLINE))
    assert not Calendars(client).make_online(before, Kind.ONLINE, "Teams-möte").is_online


def test_a_join_link_that_lags_is_waited_for(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "JOIN_URL_SECONDS", 0.01)
    before = meeting(client, service)
    service.tell("PATCH", MEETING, Reply(200, LAGGING))
    service.tell("GET", MEETING, Reply(200, LAGGING), Reply(200, LAGGING), Reply(200, ONLINE))
    Calendars(client).event(ANNA, "1")  # takes the last answer from before the change
    changed = Calendars(client).make_online(before, Kind.ONLINE, "Teams-möte")
    assert changed.join_url == "https://teams.microsoft.com/l/x"


def test_a_join_link_that_never_comes_is_waited_for_three_times(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "JOIN_URL_SECONDS", 0.01)
    service.tell("GET", MEETING, Reply(200, LAGGING))
    before = Calendars(client).event(ANNA, "1")
    service.tell("PATCH", MEETING, Reply(200, LAGGING))
    changed = Calendars(client).make_online(before, Kind.ONLINE, "Teams-möte")
    assert (changed.is_online, changed.join_url) == (True, "")
    assert len(service.alone("GET")) == 1 + 1 + 3


@pytest.mark.parametrize(
    ("providers", "allowed"),
    [(["teamsForBusiness"], True), (["skypeForBusiness"], False), ([], False), (None, False), ([None], False)],
)
def test_a_calendar_says_whether_it_allows_teams(
    client: Client, service: Service, providers: Any, allowed: bool
) -> None:
    service.tell("GET", f"/users/{ANNA}/calendar", Reply(200, {"allowedOnlineMeetingProviders": providers}))
    assert Calendars(client).allows_teams(ANNA) is allowed


def test_a_dry_run_says_what_it_would_do_and_sends_nothing(service: Service) -> None:
    service.tell("GET", MEETING, Reply(200, OURS))
    with Client(Purse(), service.base_url, writes=writes.NONE) as client:
        calendars = Calendars(client)
        before = calendars.event(ANNA, "1")
        attempts: list[tuple[Callable[[], object], str]] = [
            (lambda: calendars.invite(BOT, INVITATION), "would send an invitation from the mailbox bot@k.example"),
            (lambda: calendars.amend(BOT, "Q", "s", "b"), "would change the text of an invitation"),
            (lambda: calendars.withdraw(BOT, "Q", "c"), "would withdraw an invitation"),
            (lambda: calendars.make_online(before, Kind.ONLINE, "T"), "would make a meeting in the mailbox anna@"),
        ]
        for attempt, words in attempts:
            with pytest.raises(Withheld, match=f"^{words}"):
                attempt()
    assert [s.method for s in service.seen] == ["GET"]


def test_an_answer_is_read_from_the_bots_own_copy(client: Client, service: Service) -> None:
    answered = {"emailAddress": {"address": ANNA}, "status": {"response": "tentativelyAccepted"}}
    service.tell("GET", QUESTION, Reply(200, event("Q", attendees=[answered])))
    assert Calendars(client).event(BOT, "Q").attendees[0].response is Response.TENTATIVE


@pytest.mark.skipif(not EXTRACT.exists(), reason=f"{EXTRACT.name} is not here")
@pytest.mark.parametrize(
    "body",
    [
        payloads.invitation(INVITATION),
        payloads.text("Rubrik", "<p>x</p>"),
        payloads.online(Kind.ONLINE, "Teams-möte"),
        payloads.online(Kind.HYBRID, "Teams-möte"),
        payloads.gathering((Address(ANNA, "Anna Ek"), Address(BOT)), "Rubrik", "<p>x</p>"),
    ],
    ids=["invitation", "text", "online", "hybrid", "gathering"],
)
def test_what_is_sent_is_an_event_as_graph_describes_it(body: dict[str, Any]) -> None:
    assert graph_faults(body) == []
    assert set(body) <= graph_properties()


@pytest.mark.skipif(not EXTRACT.exists(), reason=f"{EXTRACT.name} is not here")
def test_graphs_description_would_notice_a_wrong_payload() -> None:
    assert graph_faults({**payloads.invitation(INVITATION), "showAs": "fri"}) != []
    assert graph_faults({**payloads.invitation(INVITATION), "attendees": {}}) != []


def graph_faults(body: dict[str, Any]) -> list[str]:
    document = json.loads(EXTRACT.read_text(encoding="utf-8"))
    registry: Registry[Any] = Registry().with_resource(
        "urn:graph", Resource.from_contents(document, default_specification=DRAFT4)
    )
    schema = {"$ref": "urn:graph#/components/schemas/microsoft.graph.event"}
    validator = OAS30Validator(schema, registry=registry)
    return [error.message for error in validator.iter_errors(body)]


def graph_properties() -> set[str]:
    schemas = json.loads(EXTRACT.read_text(encoding="utf-8"))["components"]["schemas"]
    own = schemas["microsoft.graph.event"]["allOf"][1]["properties"]
    return {*own, *schemas["microsoft.graph.outlookItem"]["allOf"][1]["properties"]}
