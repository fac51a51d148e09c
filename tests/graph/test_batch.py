"""Many requests in few: batches of twenty, at most four to a mailbox, each inner answer on its own."""

import json
import threading
import time
from collections import Counter

import pytest

from resfria_bot.errors import Denied, NotFound, Stopped, TryLater, Withheld
from resfria_bot.graph import writes
from resfria_bot.graph.client import Client
from resfria_bot.graph.faults import Unreachable
from resfria_bot.graph.request import Request, Response

from .service import Purse, Reply, Seen, Service

GOOD = Reply(200, {"ok": True})


def read(name: str, thing: str = "a") -> Request:
    return Request(path=f"/users/{name}/{thing}", deed=f"read {name}", mailbox=name, key=f"{name}/{thing}")


def answers(client: Client, requests: list[Request]) -> dict[str, Response | Exception]:
    return {request.key: result for request, result in client.batch(requests)}


def test_twenty_requests_go_in_one_batch(client: Client, service: Service) -> None:
    names = [f"p{n}@k.example" for n in range(45)]
    for name in names:
        service.tell("GET", f"/users/{name}/a", GOOD)
    found = answers(client, [read(name) for name in names])
    assert len(found) == 45
    assert sorted(len(b.body["requests"]) for b in service.batches) == [5, 20, 20]
    assert (client.request_count, client.subrequest_count) == (3, 45)


def test_inner_requests_ask_for_ids_that_stay_the_same(client: Client, service: Service) -> None:
    service.tell("GET", "/users/anna/a", GOOD)
    answers(client, [read("anna")])
    assert service.inner()[0].headers["Prefer"] == 'IdType="ImmutableId"'


def test_at_most_four_requests_to_one_mailbox_are_in_a_batch(client: Client, service: Service) -> None:
    things = [f"t{n}" for n in range(10)]
    for thing in things:
        service.tell("GET", f"/users/anna/{thing}", GOOD)
    service.tell("GET", "/users/bo/a", GOOD)
    found = answers(client, [*(read("anna", thing) for thing in things), read("bo")])
    per_batch = Counter(s.batch for s in service.inner() if "/anna/" in s.path)
    assert len(found) == 11
    assert max(per_batch.values()) == 4


def test_inner_answers_are_handled_one_by_one(client: Client, service: Service) -> None:
    service.tell("GET", "/users/anna/a", GOOD)
    service.tell("GET", "/users/bo/a", Reply(403, {"error": {"code": "ErrorAccessDenied"}}))
    found = answers(client, [read("anna"), read("bo"), read("cia")])
    assert isinstance(found["anna/a"], Response)
    assert isinstance(found["bo/a"], Denied)
    assert isinstance(found["cia/a"], NotFound)


def test_an_inner_refusal_is_repeated_after_its_own_fractional_wait(client: Client, service: Service) -> None:
    times: list[float] = []

    def busy(seen: Seen) -> Reply:
        times.append(time.monotonic())
        return Reply(429, {"error": {"code": "ApplicationThrottled"}}, {"Retry-After": "0.4"})

    def good(seen: Seen) -> Reply:
        times.append(time.monotonic())
        return GOOD

    service.tell("GET", "/users/anna/a", busy, good)
    service.tell("GET", "/users/bo/a", GOOD)
    order = [request.key for request, _ in client.batch([read("anna"), read("bo")])]
    assert order == ["bo/a", "anna/a"]
    assert times[1] - times[0] >= 0.4
    assert len(service.inner("/users/bo/a")) == 1


def test_nothing_goes_to_a_throttled_mailbox_before_its_time(client: Client, service: Service) -> None:
    times: list[float] = []

    def answer(seen: Seen) -> Reply:
        times.append(time.monotonic())
        return Reply(429, None, {"Retry-After": "0.4"}) if len(times) == 1 else GOOD

    for n in range(6):
        service.tell("GET", f"/users/anna/t{n}", answer)
    found = answers(client, [read("anna", f"t{n}") for n in range(6)])
    assert all(isinstance(result, Response) for result in found.values())
    assert min(times[4:]) - times[0] >= 0.4


def test_an_outer_refusal_holds_the_whole_batch(client: Client, service: Service) -> None:
    service.outer = [Reply(429, None, {"Retry-After": "0.3"})]
    service.tell("GET", "/users/anna/a", GOOD)
    started = time.monotonic()
    assert isinstance(answers(client, [read("anna")])["anna/a"], Response)
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("broken", ["reset", "truncated"])
def test_a_batch_whose_answer_breaks_off_is_sent_again(client: Client, service: Service, broken: str) -> None:
    service.outer = [Reply(200, {"responses": [{"id": "0", "status": 200}]}, broken=broken)]
    service.tell("GET", "/users/anna/a", GOOD)
    assert isinstance(answers(client, [read("anna")])["anna/a"], Response)


def test_a_request_without_an_answer_in_the_batch_is_sent_again(client: Client, service: Service) -> None:
    service.outer = [Reply(200, {"responses": []})]
    service.tell("GET", "/users/anna/a", GOOD)
    assert isinstance(answers(client, [read("anna")])["anna/a"], Response)


def test_a_token_refused_inside_a_batch_is_renewed_once(client: Client, service: Service, purse: Purse) -> None:
    service.tell("GET", "/users/anna/a", Reply(401, None), GOOD)
    assert isinstance(answers(client, [read("anna")])["anna/a"], Response)
    assert purse.number == 2


def test_a_batch_that_graph_cannot_take_costs_only_its_own_requests(client: Client, service: Service) -> None:
    names = [f"p{n}@k.example" for n in range(21)]
    for name in names:
        service.tell("GET", f"/users/{name}/a", GOOD)
    service.outer = [Reply(413, None)]
    found = answers(client, [read(name) for name in names])
    assert sum(isinstance(result, Response) for result in found.values()) in (1, 20)
    assert len(found) == 21


def test_an_application_that_is_not_let_in_stops_everything(client: Client, service: Service) -> None:
    service.outer = [Reply(403, {"error": {"code": "Forbidden"}})]
    with pytest.raises(Denied):
        answers(client, [read("anna")])


def test_a_service_that_cannot_be_reached_stops_everything(unused_port: int) -> None:
    with (
        Client(Purse(), f"http://127.0.0.1:{unused_port}/v1.0", writes=writes.ALL) as client,
        pytest.raises(Unreachable),
    ):
        answers(client, [read("anna")])


def test_a_stop_ends_the_wait_for_a_throttled_mailbox(service: Service) -> None:
    stop = threading.Event()
    service.tell("GET", "/users/anna/a", Reply(429, None, {"Retry-After": "200"}))
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    with Client(Purse(), service.base_url, writes=writes.ALL, stop=stop) as client, pytest.raises(Stopped):
        answers(client, [read("anna")])
    assert time.monotonic() - started < 5


def test_requests_added_while_reading_are_sent_too(client: Client, service: Service) -> None:
    service.tell("GET", "/users/anna/a", GOOD)
    service.tell("GET", "/users/anna/b", GOOD)
    batch = client.open_batch([read("anna")])
    found = []
    for request, _ in batch:
        found.append(request.key)
        if request.key == "anna/a":
            batch.add(read("anna", "b"))
    assert found == ["anna/a", "anna/b"]


def test_a_write_that_may_not_be_made_is_withheld_from_a_batch(service: Service) -> None:
    service.tell("GET", "/users/anna/a", GOOD)
    write = Request(method="PATCH", path="/users/anna/b", deed="change it", mailbox="anna", body={}, key="write")
    with Client(Purse(), service.base_url, writes=writes.NONE) as client:
        found = answers(client, [write, read("anna")])
    assert isinstance(found["write"], Withheld)
    assert isinstance(found["anna/a"], Response)
    assert [s.method for s in service.inner()] == ["GET"]


@pytest.mark.parametrize("broken", ["reset", "truncated"])
def test_a_batch_with_a_write_that_may_have_arrived_is_not_sent_again(
    client: Client, service: Service, broken: str
) -> None:
    service.outer = [Reply(200, {"responses": [{"id": "0", "status": 200}]}, broken=broken)]
    service.tell("POST", "/users/anna/b", GOOD)
    write = Request(method="POST", path="/users/anna/b", deed="change it", mailbox="anna", body={}, key="write")
    assert isinstance(answers(client, [write])["write"], TryLater)
    assert client.request_count == 1


@pytest.mark.parametrize(("status", "times"), [(500, 1), (429, 2)])
def test_a_write_inside_a_batch_is_repeated_only_when_it_was_refused(
    client: Client, service: Service, status: int, times: int
) -> None:
    service.tell("POST", "/users/anna/b", Reply(status, None, {"Retry-After": "0.01"}), GOOD)
    write = Request(method="POST", path="/users/anna/b", deed="change it", mailbox="anna", body={}, key="write")
    answers(client, [write])
    assert len(service.inner()) == times


def test_half_an_emoji_in_one_answer_spoils_no_other(client: Client, service: Service) -> None:
    service.tell("GET", "/users/anna@k.example/x", Reply(200, {"preview": "cut here: \ud83d"}))
    service.tell("GET", "/users/bo@k.example/x", Reply(200, {"preview": "kept whole: \U0001f600, and \\ud83d as text"}))
    requests = [Request(path=f"/users/{name}@k.example/x", deed="read", mailbox=name) for name in ("anna", "bo")]
    previews = {}
    for request, answer in client.batch(requests):
        assert isinstance(answer, Response)
        previews[request.mailbox] = json.loads(answer.body)["preview"]
    assert previews == {"anna": "cut here: \ufffd", "bo": "kept whole: \U0001f600, and \\ud83d as text"}
