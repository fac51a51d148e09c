"""Mail in the sandbox: replies that come into an inbox, drafts, and the activity feed."""

from datetime import timedelta
from typing import Any

import pytest

from resfria_bot.graph.drafts import TAG
from resfria_bot.sandbox.meetings import Mail
from resfria_bot.sandbox.server import Server
from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, NOW, Caller, Json, answered, refused
from .test_payloads import EXTRACT, named, problems, properties

INBOX = f"/users/{ANNA}/mailFolders/inbox/messages/delta"
TEXT = 'outlook.body-content-type="text"'


def reply(caller: Caller, action: str = "decline", **body: Any) -> None:
    """Bo answers an invitation of Anna's."""
    planned = caller.plan()
    caller.act(BO, caller.copy(BO, planned["iCalUId"])["id"], action, body)


def letters(caller: Caller, link: str = INBOX, prefer: str = TEXT, **query: str) -> tuple[list[Json], str]:
    """Everything in a round, and the link to the next."""
    pages = list(caller.pages(link, prefer, **query))
    return [item for page in pages for item in page["value"]], str(pages[-1]["@odata.deltaLink"])


@pytest.mark.parametrize(
    ("action", "kind", "response"),
    [
        ("accept", "meetingAccepted", "accepted"),
        ("tentativelyAccept", "meetingTenativelyAccepted", "tentativelyAccepted"),
        ("decline", "meetingDeclined", "declined"),
    ],
)
def test_an_answer_comes_into_the_organiser_s_inbox_with_its_comment(
    caller: Caller, action: str, kind: str, response: str
) -> None:
    reply(caller, action, comment="STOPP")
    ((letter,), _) = letters(caller)
    assert (letter["@odata.type"], letter["meetingMessageType"], letter["responseType"]) == (
        "#microsoft.graph.eventMessageResponse",
        kind,
        response,
    )
    assert letter["from"]["emailAddress"]["address"] == BO
    assert letter["body"] == {"contentType": "text", "content": "STOPP"}


def test_an_answer_that_is_not_sent_brings_no_mail(caller: Caller) -> None:
    reply(caller, sendResponse=False)
    assert letters(caller)[0] == []


def test_what_came_since_is_told_once_page_by_page(caller: Caller, tenant: Tenant) -> None:
    for number in range(5):
        tenant.deliver(ANNA, Mail(BO), own_text=f"{number}")
    first, link = letters(caller, prefer=f"{TEXT}, odata.maxpagesize=2", **{"$select": "from,body"})
    assert sorted(letter["body"]["content"] for letter in first) == ["0", "1", "2", "3", "4"]
    assert {name for letter in first for name in letter if "@" not in name} == {"id", "from", "body"}
    assert letters(caller, link)[0] == []
    tenant.deliver(ANNA, Mail(BO), own_text="5")
    later, link = letters(caller, link)
    assert [letter["body"]["content"] for letter in later] == ["5"]
    assert set(later[0]) >= {"id", "from", "body"}
    assert letters(caller, link)[0] == []


def test_the_unique_body_comes_only_when_asked_for_and_leaves_out_what_is_quoted(
    caller: Caller, tenant: Tenant
) -> None:
    tenant.deliver(ANNA, Mail(BO), own_text="Hej", quoted="Tidigare")
    ((plain,), _) = letters(caller)
    ((told,), _) = letters(caller, prefer="", **{"$select": "body,uniqueBody"})
    assert "uniqueBody" not in plain
    assert plain["body"]["content"] == "Hej\r\n\r\nTidigare"
    assert "Tidigare" not in told["uniqueBody"]["content"]
    assert told["body"]["contentType"] == "html"


def test_links_of_another_mailbox_and_expired_ones_are_refused(caller: Caller, server: Server) -> None:
    _, link = letters(caller)
    assert refused(caller.send("GET", link.replace(ANNA, BO)))[0] == 410
    server.faults.expire_delta(ANNA)
    assert refused(caller.send("GET", link)) == (410, "SyncStateNotFound")


def test_a_draft_lies_in_the_mailbox_and_is_found_by_its_property(caller: Caller, tenant: Tenant) -> None:
    tenant.permissions.add("Mail.ReadWrite")
    body = {
        "subject": "På distans?",
        "body": {"contentType": "text", "content": "Hej"},
        "toRecipients": [{"emailAddress": {"address": "host@annorstans.example"}}],
        "singleValueExtendedProperties": [{"id": TAG, "value": "k1"}],
    }
    made = answered(caller.send("POST", f"/users/{ANNA}/messages", body), 201)
    assert made["isDraft"]
    found = [
        caller.get(
            f"/users/{ANNA}/messages",
            **{"$filter": f"singleValueExtendedProperties/any(ep: ep/id eq '{TAG}' and ep/value eq '{value}')"},
        )["value"]
        for value in ("k1", "k2")
    ]
    assert [[letter["id"] for letter in each] for each in found] == [[made["id"]], []]


@pytest.mark.parametrize(
    ("permission", "method", "path"),
    [
        ("Mail.Read", "GET", INBOX),
        ("Mail.ReadWrite", "POST", f"/users/{ANNA}/messages"),
        ("TeamsActivity.Send", "POST", f"/users/{ANNA}/teamwork/sendActivityNotification"),
    ],
)
def test_each_needs_its_permission(caller: Caller, tenant: Tenant, permission: str, method: str, path: str) -> None:
    tenant.permissions.discard(permission)
    assert refused(caller.send(method, path, {} if method == "POST" else None))[0] == 403


def test_the_feed_takes_a_line_for_somebody_who_uses_teams(caller: Caller, tenant: Tenant) -> None:
    tenant.permissions.add("TeamsActivity.Send")
    path = f"/users/{ANNA}/teamwork/sendActivityNotification"
    topic = {"source": "text", "value": "Fråga", "webUrl": "https://teams.microsoft.com/l/entity/x"}
    body = {"topic": topic, "activityType": "systemDefault"}
    assert caller.send("POST", path, body).status_code == 204
    assert caller.send("POST", path, {"activityType": "x"}).status_code == 400
    assert caller.send("POST", path, {**body, "topic": {**topic, "webUrl": "https://x.example"}}).status_code == 400
    anna = tenant.directory.user(ANNA)
    assert anna is not None
    anna.has_teams = False
    assert caller.send("POST", path, body).status_code == 403
    assert tenant.notifications == [(ANNA, body)]


@pytest.mark.skipif(not EXTRACT.is_file(), reason=f"{EXTRACT.name} is not beside the checkout")
def test_messages_are_as_described(caller: Caller, tenant: Tenant) -> None:
    reply(caller, comment="STOPP")
    tenant.advance_to(NOW + timedelta(hours=1))
    tenant.deliver(ANNA, Mail("olle@annorstans.example"), subject="Hej", own_text="Hej")
    mail, response = letters(caller)[0]
    assert problems(mail, named("message")) == problems(response, named("eventMessageResponse")) == []
    assert {name for name in response if "@" not in name} <= properties("eventMessageResponse")
