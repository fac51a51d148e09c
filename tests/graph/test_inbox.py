"""What people wrote back, read from the bot's inbox."""

from datetime import UTC, datetime
from typing import Any

import pytest

from resfria_bot.errors import Denied, StartOver
from resfria_bot.graph.client import Client
from resfria_bot.graph.inbox import Inbox

from .service import Json, Reply, Seen, Service

BOT = "bot@k.example"
PATH = f"/users/{BOT}/mailFolders/inbox/messages/delta"


def message(text: str, at: str = "2027-01-11T08:00:00Z", **changed: Any) -> Json:
    return {
        "id": text,
        "from": {"emailAddress": {"address": "Anna.Ek@k.example"}},
        "receivedDateTime": at,
        "subject": "SV: Fråga",
        "body": {"contentType": "text", "content": f"{text}\n> Citat"},
        "uniqueBody": {"contentType": "text", "content": text},
        **changed,
    }


def page(service: Service, *messages: Json, link: str = "", delta: str = "") -> Reply:
    body: Json = {"value": list(messages)}
    if link:
        body["@odata.nextLink"] = f"{service.base_url}{PATH}?{link}"
    if delta:
        body["@odata.deltaLink"] = f"{service.base_url}{PATH}?{delta}"
    return Reply(200, body)


def test_every_page_is_read_oldest_first_and_the_link_kept_for_the_next_time(client: Client, service: Service) -> None:
    newer, older = message("två", "2027-01-12T08:00:00Z"), message("ett")
    service.tell("GET", PATH, page(service, newer, link="$skiptoken=a"), page(service, older, delta="$deltatoken=b"))
    letters, link = Inbox(client).read(BOT, "")
    assert [(letter.text, letter.sender) for letter in letters] == [
        ("ett", "anna.ek@k.example"),
        ("två", "anna.ek@k.example"),
    ]
    assert letters[0].received_at == datetime(2027, 1, 11, 8, tzinfo=UTC)
    assert link.endswith("?$deltatoken=b")


def test_plain_text_and_few_properties_are_asked_for(client: Client, service: Service) -> None:
    service.tell("GET", PATH, page(service, delta="$deltatoken=b"))
    Inbox(client).read(BOT, "")
    (asked,) = service.alone("GET")
    assert 'outlook.body-content-type="text"' in asked.headers["Prefer"]
    assert asked.path.endswith("?$select=from,receivedDateTime,subject,body,uniqueBody")


def test_without_a_unique_body_the_whole_one_is_read(client: Client, service: Service) -> None:
    whole = message("ett", uniqueBody=None, body={"contentType": "html", "content": "<p>ett</p>"})
    service.tell("GET", PATH, page(service, whole, delta="$deltatoken=b"))
    ((letter,), _) = Inbox(client).read(BOT, "")
    assert (letter.text, letter.is_html) == ("<p>ett</p>", True)


@pytest.mark.parametrize(
    "odd",
    [
        {"@removed": {"reason": "deleted"}, "id": "x"},
        {**message("utan avsändare"), "from": None},
        message("utan tid", receivedDateTime=None),
        {"id": 7, "from": "fel"},
    ],
)
def test_what_is_no_letter_is_left_out(client: Client, service: Service, odd: Json) -> None:
    service.tell("GET", PATH, page(service, odd, message("ett"), delta="$deltatoken=b"))
    letters, _ = Inbox(client).read(BOT, "")
    assert [letter.text for letter in letters] == ["ett"]


def test_an_expired_link_reads_everything_once_more(client: Client, service: Service) -> None:
    def answer(seen: Seen) -> Reply:
        if "deltatoken" in seen.path:
            return Reply(410, {"error": {"code": "SyncStateNotFound", "message": "x"}})
        return page(service, message("ett"), delta="$deltatoken=new")

    service.tell("GET", PATH, answer)
    letters, link = Inbox(client).read(BOT, f"{service.base_url}{PATH}?$deltatoken=old")
    assert (len(letters), link[-4:]) == (1, "=new")


def test_a_first_reading_that_is_told_to_start_over_gives_up(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(410, {"error": {"code": "SyncStateNotFound", "message": "x"}}))
    with pytest.raises(StartOver):
        Inbox(client).read(BOT, "")


def test_a_refusal_names_the_permission(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(403, {"error": {"code": "ErrorAccessDenied", "message": "x"}}))
    with pytest.raises(Denied, match=r"Mail\.Read"):
        Inbox(client).read(BOT, "")
