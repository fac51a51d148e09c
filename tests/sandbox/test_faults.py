"""Faults on request."""

import contextlib
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from resfria_bot.sandbox.server import Server

from .office import ANNA, BO, Caller, answered, refused

BATCH = {"requests": [{"id": "1", "method": "GET", "url": f"/users/{ANNA}/events"}]}


def inner(caller: Caller) -> tuple[int, dict[str, str]]:
    """Status and headers of a request inside a batch."""
    (response,) = answered(caller.send("POST", "/$batch", BATCH), 200)["responses"]
    return response["status"], response["headers"]


def test_a_throttled_request_is_refused_so_many_times_and_told_how_long_to_wait(caller: Caller, server: Server) -> None:
    server.faults.throttle(2, "0.05")
    for _ in range(2):
        response = caller.send("GET", "/users")
        assert refused(response) == (429, "ApplicationThrottled")
        assert response.headers["Retry-After"] == "0.05"
    assert caller.send("GET", "/users").status_code == 200


def test_throttling_may_come_without_a_time_to_wait(caller: Caller, server: Server) -> None:
    server.faults.throttle(retry_after=None)
    assert "Retry-After" not in caller.send("GET", "/users").headers


def test_requests_inside_a_batch_are_throttled_by_themselves(caller: Caller, server: Server) -> None:
    server.faults.throttle(1, "2", inner=True)
    assert caller.send("GET", f"/users/{ANNA}/events").status_code == 200
    status, headers = inner(caller)
    assert (status, headers["Retry-After"]) == (429, "2")
    assert inner(caller)[0] == 200


def test_throttling_can_be_kept_to_one_mailbox(caller: Caller, server: Server) -> None:
    server.faults.throttle(mailbox=ANNA)
    assert caller.send("GET", f"/users/{BO}/events").status_code == 200
    assert caller.send("GET", f"/users/{ANNA}/events").status_code == 429


@pytest.mark.parametrize("code", [500, 503, 504])
def test_the_service_fails_on_request(caller: Caller, server: Server, code: int) -> None:
    server.faults.status(code)
    assert caller.send("GET", "/users").status_code == code
    assert caller.send("GET", "/users").status_code == 200


def test_a_batch_as_a_whole_may_fail(caller: Caller, server: Server) -> None:
    server.faults.status(503)
    assert caller.send("POST", "/$batch", BATCH).status_code == 503


def test_a_connection_breaks_in_the_middle_of_an_answer(caller: Caller, server: Server) -> None:
    server.faults.reset()
    with pytest.raises(requests.RequestException):
        caller.send("GET", "/users")
    assert caller.send("GET", "/users").status_code == 200


def test_an_answer_breaks_off_and_looks_whole(caller: Caller, server: Server) -> None:
    server.faults.truncate()
    response = caller.send("GET", "/users")
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_expired_tokens_are_refused_until_a_new_one_is_got(caller: Caller, server: Server) -> None:
    server.faults.expire_tokens()
    assert refused(caller.send("GET", "/users")) == (401, "InvalidAuthenticationToken")


def test_a_denied_mailbox_stays_denied_and_the_others_open(caller: Caller, server: Server) -> None:
    server.faults.deny(ANNA)
    for _ in range(2):
        assert refused(caller.send("GET", f"/users/{ANNA}/events")) == (403, "ErrorAccessDenied")
    assert inner(caller)[0] == 403
    assert caller.send("GET", f"/users/{BO}/events").status_code == 200


def test_a_missing_mailbox_is_told_as_one_on_other_premises(caller: Caller, server: Server) -> None:
    server.faults.missing(ANNA)
    assert refused(caller.send("GET", f"/users/{ANNA}/events")) == (404, "MailboxNotEnabledForRESTAPI")


def test_a_slow_answer_takes_its_time(caller: Caller, server: Server) -> None:
    server.faults.slow(0.2)
    began = time.monotonic()
    caller.send("GET", "/users")
    assert time.monotonic() - began >= 0.2


def test_everything_goes_well_again_after_clearing(caller: Caller, server: Server) -> None:
    server.faults.deny(ANNA)
    server.faults.throttle(9)
    server.faults.clear()
    assert caller.send("GET", f"/users/{ANNA}/events").status_code == 200


def test_a_body_that_is_no_json_is_refused(caller: Caller) -> None:
    address = f"{caller.server.base_url}/users/{ANNA}/events"
    response = caller.session.post(address, data=b"{", headers={"Content-Type": "application/json"}, timeout=10)
    assert refused(response) == (400, "BadRequest")


def test_a_connection_serves_many_requests_until_the_server_closes(caller: Caller, server: Server) -> None:
    token = str(caller.session.headers["Authorization"])
    with contextlib.closing(http.client.HTTPConnection(server.authority.removeprefix("http://"), timeout=10)) as kept:
        for _ in range(2):
            kept.request("GET", "/v1.0/users", headers={"Authorization": token})
            assert len(json.load(kept.getresponse())["value"]) == 4
            first = kept.sock
        assert kept.sock is first is not None
        server.close()
        with contextlib.suppress(OSError):
            kept.request("GET", "/v1.0/users", headers={"Authorization": token})
        with pytest.raises((http.client.HTTPException, OSError)):
            kept.getresponse()


def test_many_callers_at_once_lose_nothing(caller: Caller) -> None:
    with ThreadPoolExecutor(8) as pool:
        planned = list(pool.map(lambda n: caller.plan(subject=f"Möte {n}"), range(40)))
    assert len({event["id"] for event in planned}) == 40
    assert len(caller.view(BO)) == 40
