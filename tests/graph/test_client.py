"""Single requests: what is sent, what is tried again, and what each fault is called."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import responses

from resfria_bot.errors import (
    ConfigError,
    Denied,
    GraphError,
    NotFound,
    ResfriaError,
    StartOver,
    Stopped,
    TryLater,
    Withheld,
)
from resfria_bot.graph import writes
from resfria_bot.graph.client import Client
from resfria_bot.graph.request import Request
from resfria_bot.graph.retry import FAULT_TRIES
from resfria_bot.graph.writes import Writes

from .service import Purse, Reply, Service

ANNA, BOT = "anna@k.example", "bot@k.example"
PATH = f"/users/{ANNA}/thing"
GOOD = Reply(200, {"value": []})


def read(mailbox: str = ANNA) -> Request:
    return Request(path=PATH, deed=f"read the thing of {mailbox}", mailbox=mailbox, permission="Thing.Read")


def post(**body: object) -> Request:
    return Request(method="POST", path=PATH, deed=f"make a thing in the mailbox {ANNA}", mailbox=ANNA, body=body)


@contextmanager
def client_with(service: Service, policy: Writes, stop: threading.Event | None = None) -> Iterator[Client]:
    with Client(Purse(), service.base_url, writes=policy, stop=stop) as client:
        yield client


def test_every_request_asks_for_ids_that_stay_the_same(client: Client, service: Service) -> None:
    service.tell("GET", PATH, GOOD)
    client.send(read())
    assert service.seen[0].headers["Prefer"] == 'IdType="ImmutableId"'


def test_the_token_is_sent_as_bearer(client: Client, service: Service) -> None:
    service.tell("GET", PATH, GOOD)
    client.send(read())
    assert service.seen[0].headers["Authorization"] == "Bearer token-1"


def test_a_netrc_entry_does_not_take_the_place_of_the_token(
    client: Client, service: Service, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    service.tell("GET", PATH, GOOD)
    client.send(read())
    assert service.seen[0].headers["Authorization"] == "Bearer token-1"


def test_a_reset_connection_is_tried_again(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(broken="reset"), GOOD)
    assert client.send(read()).status == 200
    assert client.request_count == 2


def test_truncated_json_is_tried_again(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(200, {"value": ["a long enough body"]}, broken="truncated"), GOOD)
    assert client.send(read()).body == b'{"value": []}'


def test_a_server_error_is_tried_again(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(502, "<html>bad gateway</html>"), GOOD)
    assert client.send(read()).status == 200


def test_a_fault_that_stays_is_given_up_as_try_later(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(429, {"error": {"code": "TooManyRequests"}}, {"Retry-After": "3600"}))
    with pytest.raises(TryLater, match=f"could not read the thing of {ANNA}") as caught:
        client.send(read())
    assert caught.value.after_seconds == 3600.0


def test_a_throttled_mailbox_is_left_alone_for_as_long_as_was_asked(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(429, {"error": {"code": "ApplicationThrottled"}}, {"Retry-After": "0.3"}), GOOD)
    started = time.monotonic()
    client.send(read())
    assert time.monotonic() - started >= 0.3


def test_a_throttled_directory_holds_the_requests_of_other_threads(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(429, None, {"Retry-After": "0.6"}), GOOD)
    directory = threading.Thread(target=client.send, args=[read(mailbox="")])
    directory.start()
    while not service.seen:
        time.sleep(0.01)
    time.sleep(0.1)
    started = time.monotonic()
    client.send(read())
    directory.join()
    assert time.monotonic() - started >= 0.3


def test_a_refused_token_is_renewed_once_and_the_request_sent_again(
    client: Client, service: Service, purse: Purse
) -> None:
    service.tell("GET", PATH, Reply(401, {"error": {"code": "InvalidAuthenticationToken"}}), GOOD)
    client.send(read())
    assert [s.headers["Authorization"] for s in service.seen] == ["Bearer token-1", "Bearer token-2"]


def test_a_token_refused_twice_is_denied(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(401, {"error": {"code": "InvalidAuthenticationToken"}}))
    with pytest.raises(Denied, match="does not accept our token"):
        client.send(read())
    assert client.request_count == 2


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (403, "ErrorAccessDenied", Denied, "mailbox scope"),
        (403, "Authorization_RequestDenied", Denied, r"lacks Thing\.Read"),
        (404, "MailboxNotEnabledForRESTAPI", Denied, "no licence"),
        (404, "ErrorItemNotFound", NotFound, "does not exist"),
        (410, "SyncStateNotFound", StartOver, "read again"),
        (400, "SyncStateNotFound", StartOver, "read again"),
        (410, "", StartOver, "read again"),
        (412, "ErrorIrresolvableConflict", GraphError, "412 ErrorIrresolvableConflict"),
        (302, "", GraphError, "302"),
    ],
)
def test_a_final_answer_is_named_by_its_code(
    client: Client, service: Service, status: int, code: str, kind: type[ResfriaError], words: str
) -> None:
    message = "Access to OData is disabled. Subject: Hemlig rubrik"
    service.tell("GET", PATH, Reply(status, {"error": {"code": code, "message": message}}))
    with pytest.raises(kind, match=words) as caught:
        client.send(read())
    assert ANNA in str(caught.value)
    assert "Hemlig" not in str(caught.value)


def test_a_code_that_is_nested_counts_too(client: Client, service: Service) -> None:
    inner = {"code": "MailboxNotEnabledForRESTAPI", "innerError": {"request-id": "x"}}
    service.tell("GET", PATH, Reply(404, {"error": {"code": "ResourceNotFound", "innerError": inner}}))
    with pytest.raises(Denied):
        client.send(read())


def test_an_error_that_is_no_json_is_still_one_sentence(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(418, "<html>teapot</html>"))
    with pytest.raises(GraphError, match=r"Graph answered 418$") as caught:
        client.send(read())
    assert caught.value.status == 418


def test_a_graph_error_carries_status_and_code(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(400, {"error": {"code": "ErrorInvalidRequest"}}))
    with pytest.raises(GraphError) as caught:
        client.send(read())
    assert (caught.value.status, caught.value.code) == (400, "ErrorInvalidRequest")


def test_a_post_without_transaction_id_is_not_repeated_when_it_may_have_arrived(
    client: Client, service: Service
) -> None:
    service.tell("POST", PATH, Reply(broken="reset"), GOOD)
    with pytest.raises(TryLater):
        client.send(post(subject="x"))
    assert client.request_count == 1


def test_a_post_without_transaction_id_is_repeated_when_it_was_refused(client: Client, service: Service) -> None:
    service.tell("POST", PATH, Reply(429, None, {"Retry-After": "0.01"}), GOOD)
    client.send(post(subject="x"))
    assert client.request_count == 2


def test_a_post_with_transaction_id_is_repeated(client: Client, service: Service) -> None:
    service.tell("POST", PATH, Reply(broken="reset"), GOOD)
    client.send(post(transactionId="t-1"))
    assert client.request_count == 2


def test_a_redirect_is_not_followed_with_the_token(client: Client, service: Service) -> None:
    service.tell("GET", PATH, Reply(302, None, {"Location": f"{service.root}/elsewhere"}))
    with pytest.raises(GraphError):
        client.send(read())
    assert [s.path for s in service.seen] == [f"/v1.0{PATH}"]


@pytest.mark.parametrize(
    "link", ["https://evil.example/v1.0/users", "//evil.example/v1.0/x", "{root}/beta/users", "http://[", ""]
)
def test_a_link_to_anywhere_else_is_not_followed(client: Client, service: Service, link: str) -> None:
    with pytest.raises(GraphError, match="was not followed"):
        client.relative(link.format(root=service.root))


def test_a_link_to_the_same_service_becomes_a_path(client: Client, service: Service) -> None:
    assert client.relative(f"{service.base_url}/users?$skiptoken=a%20b") == "/users?$skiptoken=a%20b"


@pytest.mark.parametrize(
    "url", ["http://graph.microsoft.com/v1.0", "http://10.0.0.1/v1.0", "http://localhost.evil.example/v1.0"]
)
def test_plain_http_is_refused_unless_the_host_is_loopback(url: str) -> None:
    with pytest.raises(ConfigError, match=r"graph\.base_url must begin with https"):
        Client(Purse(), url, writes=writes.ALL)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1.0", "http://localhost/v1.0", "http://[::1]:8080/v1.0"])
def test_plain_http_is_let_through_on_loopback(url: str) -> None:
    with Client(Purse(), url, writes=writes.ALL) as client:
        assert client.base_url == url


@pytest.mark.parametrize("url", ["", "graph.microsoft.com", "ftp://graph.microsoft.com", "https://", "https://a:port/"])
def test_a_base_url_that_is_none_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigError, match=r"graph\.base_url"):
        Client(Purse(), url, writes=writes.ALL)


def test_a_host_that_refuses_connections_is_named(unused_port: int) -> None:
    with (
        Client(Purse(), f"http://127.0.0.1:{unused_port}/v1.0", writes=writes.ALL) as client,
        pytest.raises(TryLater, match=f"127.0.0.1:{unused_port} refuses connections"),
    ):
        client.send(post(subject="x"))
    # A request that never left may be sent again, even a POST without transactionId.
    assert client.request_count == FAULT_TRIES


def test_certificates_that_cannot_be_read_are_named_by_their_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem")
    with (
        Client(Purse(), "https://127.0.0.1:1/v1.0", writes=writes.ALL) as client,
        pytest.raises(ConfigError, match="REQUESTS_CA_BUNDLE"),
    ):
        client.send(read())


def test_a_stop_ends_a_long_wait_at_once(service: Service) -> None:
    stop = threading.Event()
    service.tell("GET", PATH, Reply(503, None, {"Retry-After": "200"}))
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    with client_with(service, writes.ALL, stop) as client, pytest.raises(Stopped):
        client.send(read())
    assert time.monotonic() - started < 5


def test_a_client_that_writes_nothing_withholds_and_says_what_it_would_do(service: Service) -> None:
    with (
        client_with(service, writes.NONE) as client,
        pytest.raises(Withheld, match=f"^would make a thing in the mailbox {ANNA}$"),
    ):
        client.send(post(subject="Hemlig rubrik"))
    assert service.seen == []


def test_a_client_that_writes_nothing_still_reads(service: Service) -> None:
    service.tell("GET", PATH, GOOD)
    with client_with(service, writes.NONE) as client:
        assert client.send(read()).status == 200


def test_a_client_for_the_bot_only_writes_to_the_bots_mailbox(service: Service) -> None:
    path = f"/users/{BOT}/events"
    service.tell("POST", path, GOOD)
    own = Request(method="POST", path=path, deed="ask", mailbox=BOT, body={"transactionId": "t"})
    with client_with(service, writes.bot_only("Bot@K.example")) as client:
        assert client.send(own).status == 200
        with pytest.raises(Withheld):
            client.send(post(subject="x"))


@responses.activate
def test_microsofts_own_service_is_called_over_https() -> None:
    responses.get("https://graph.microsoft.com/v1.0/users", json={"value": []})
    with Client(Purse(), "https://graph.microsoft.com/v1.0/", writes=writes.ALL) as client:
        client.send(Request(path="/users", deed="read"))
    assert responses.calls[0].request.headers["Authorization"] == "Bearer token-1"
