"""What is put into other mailboxes than calendars: a draft, and a line in the activity feed."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from resfria_bot.errors import TryLater, Withheld
from resfria_bot.graph import writes
from resfria_bot.graph.client import Client
from resfria_bot.graph.drafts import Drafts
from resfria_bot.graph.feed import Feed

from .service import Json, Purse, Reply, Service

ANNA = "anna@k.example"
MESSAGES, NOTIFY = f"/users/{ANNA}/messages", f"/users/{ANNA}/teamwork/sendActivityNotification"
EXTRACT = Path(__file__).parents[3] / "shared" / "graph" / "openapi-extract.json"
needs_description = pytest.mark.skipif(not EXTRACT.exists(), reason=f"{EXTRACT.name} is not here")


def put(client: Client, service: Service) -> Json:
    service.tell("POST", MESSAGES, Reply(201, {"id": "D"}))
    Drafts(client).put(ANNA, "case-1", "host@annorstans.example", "På distans?", "Hej!")
    body: Json = service.alone("POST")[-1].body
    return body


def notify(client: Client, service: Service) -> Json:
    service.tell("POST", NOTIFY, Reply(204))
    Feed(client).notify(ANNA, "app-1", "Kungälvs kommun", "Behöver ni ses på plats? " * 10)
    body: Json = service.alone("POST")[-1].body
    return body


def faults(body: Json, path: str) -> list[str]:
    document = json.loads(EXTRACT.read_text(encoding="utf-8"))
    registry: Registry[Any] = Registry().with_resource(
        "urn:graph", Resource.from_contents(document, default_specification=DRAFT4)
    )
    pointer = path.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    schema = {"$ref": f"urn:graph#/paths/{pointer}/post/requestBody/content/application~1json/schema"}
    return [error.message for error in OAS30Validator(schema, registry=registry).iter_errors(body)]


@needs_description
def test_a_draft_is_a_message_as_graph_describes_it(client: Client, service: Service) -> None:
    body = put(client, service)
    assert faults(body, "/users/{user-id}/messages") == []
    assert faults({**body, "toRecipients": "host"}, "/users/{user-id}/messages") != []


@needs_description
def test_a_notification_is_as_graph_describes_it(client: Client, service: Service) -> None:
    body, path = notify(client, service), "/users/{user-id}/teamwork/sendActivityNotification"
    assert faults(body, path) == []
    assert faults({**body, "templateParameters": {}}, path) != []


def test_a_draft_is_found_again_by_its_tag(client: Client, service: Service) -> None:
    tag = put(client, service)["singleValueExtendedProperties"][0]
    service.tell("GET", MESSAGES, Reply(200, {"value": []}), Reply(200, {"value": [{"id": "D"}]}))
    assert [Drafts(client).find(ANNA, "case-1") for _ in range(2)] == [False, True]
    asked = unquote(service.alone("GET")[0].path)
    assert f"ep/id eq '{tag['id']}' and ep/value eq 'case-1'" in asked


def test_texts_of_a_notification_keep_within_what_the_feed_shows(client: Client, service: Service) -> None:
    body = notify(client, service)
    assert len(body["previewText"]["content"]) == len(body["templateParameters"][0]["value"]) == 150
    assert body["topic"]["webUrl"].startswith("https://teams.microsoft.com/l/")


def test_neither_is_sent_again_when_nobody_knows_whether_it_arrived(client: Client, service: Service) -> None:
    for path in (MESSAGES, NOTIFY):
        service.tell("POST", path, Reply(broken="reset"), Reply(201, {"id": "D"}))
    with pytest.raises(TryLater):
        Drafts(client).put(ANNA, "case-1", "host@annorstans.example", "s", "t")
    with pytest.raises(TryLater):
        Feed(client).notify(ANNA, "app-1", "t", "t")
    assert len(service.alone("POST")) == 2


def test_where_only_questions_are_asked_no_draft_is_made_but_the_feed_tells(service: Service, purse: Purse) -> None:
    service.tell("POST", NOTIFY, Reply(204))
    allowed = writes.bot_only("bot@k.example")
    with Client(purse, service.base_url, writes=allowed, workers=1, timeout_seconds=5) as suggesting:
        with pytest.raises(Withheld, match="would put a message among the drafts of anna@"):
            Drafts(suggesting).put(ANNA, "case-1", "host@annorstans.example", "s", "t")
        Feed(suggesting).notify(ANNA, "app-1", "t", "t")
    assert len(service.alone("POST")) == 1
