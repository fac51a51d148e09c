"""The tenant over HTTP on loopback: the service below `/v1.0`, and the sign-in service beside it."""

import gzip
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

import msgspec

from resfria_bot.sandbox import batch
from resfria_bot.sandbox.api import Api, Sent, refused
from resfria_bot.sandbox.call import Answer
from resfria_bot.sandbox.faults import Faults
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.signin import SignIn
from resfria_bot.sandbox.tenant import Tenant

HOST = "127.0.0.1"
SERVICE = "/v1.0"
_JSON, _HTML = "application/json; odata.metadata=minimal; charset=utf-8", "text/html; charset=utf-8"
_TOKEN = re.compile(r"^/([^/]+)/oauth2/v2\.0/token$")
_AUTHORIZE = re.compile(r"^/([^/]+)/oauth2/v2\.0/authorize$")
_DISCOVERY = re.compile(r"^/([^/]+)/(?:v2\.0/)?\.well-known/openid-configuration$")


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that was answered. `path` has no query; `mailbox` is empty for directory, batch and sign-in."""

    method: str
    path: str
    query: str
    status: int
    mailbox: str
    is_batched: bool
    body: Any = None
    at: float = field(default_factory=time.monotonic)  #: seconds on a clock that never jumps


class Server:
    """Serves a tenant until closed. `requests` tells what was asked, requests inside batches each by themselves."""

    def __init__(self, tenant: Tenant, port: int = 0) -> None:
        self.tenant = tenant
        self.requests: list[Logged] = []
        self._api = Api(tenant)
        self._signin = SignIn(tenant)
        self.faults = Faults(self._api, self._signin)
        self.subscriptions = self._api.subscriptions
        self._listener = _Listener(self, port)
        self.authority = f"http://{HOST}:{self._listener.server_address[1]}"
        self.base_url = f"{self.authority}{SERVICE}"
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, and end the connections that are still open."""
        self._listener.shutdown()
        self._listener.end_connections()
        self._listener.server_close()
        self._thread.join()

    def notify(self) -> list[int]:
        """Tell those who subscribed what has changed; returns the statuses that they answered with."""
        return self.subscriptions.deliver(self.tenant.now)

    def sign_in(self, method: str, path: str, query: str, body: bytes, authority: str) -> Answer | None:
        """The answer of the sign-in service, or None when the path is none of its."""
        if method == "POST" and (found := _TOKEN.match(path)):
            answer = self._signin.token(unquote(found[1]), body.decode("utf-8", "replace"), authority)
        elif method == "GET" and (found := _AUTHORIZE.match(path)):
            answer = self._signin.authorize(unquote(found[1]), path, query)
        elif method == "GET" and (found := _DISCOVERY.match(path)):
            answer = self._signin.discovery(unquote(found[1]), authority)
        else:
            return None
        self.requests.append(Logged(method, path, "", answer.status, "", is_batched=False))
        return answer

    def serve(self, sent: Sent) -> Answer:
        """The answer of the service to a request or a batch of them."""
        try:
            self._signin.check(sent.headers.get("authorization", ""))
            answer = self._batch(sent) if sent.path == "/$batch" else self._one(sent, is_inner=False)
        except Refusal as refusal:
            answer = refused(refusal, self.tenant)
        self._log(sent, answer, is_batched=False)
        return answer

    def _batch(self, sent: Sent) -> Answer:
        self.faults.check("", is_inner=False)
        if sent.method != "POST":
            raise Refusal(405, "Request_BadRequest", "A batch is sent with POST.")
        return batch.answer(sent, self._inner)

    def _inner(self, sent: Sent) -> Answer:
        try:
            answer = self._one(sent, is_inner=True)
        except Refusal as refusal:
            answer = refused(refusal, self.tenant)
        self._log(sent, answer, is_batched=True)
        return answer

    def _one(self, sent: Sent, *, is_inner: bool) -> Answer:
        self.faults.check(self._api.mailbox_of(sent.path), is_inner=is_inner)
        return self._api.answer(sent)

    def _log(self, sent: Sent, answer: Answer, *, is_batched: bool) -> None:
        path, _, query = sent.target.partition("?")
        mailbox = self._api.mailbox_of(path)
        logged = Logged(sent.method, path, query, answer.status, mailbox, is_batched=is_batched, body=sent.body)
        self.requests.append(logged)


def serve(tenant: Tenant, port: int = 0) -> Server:
    """Begin to serve a tenant on loopback, on any free port unless one is named; raises OSError when it is taken."""
    return Server(tenant, port)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, owner: Server, port: int) -> None:
        self.owner = owner
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection until it is closed."""
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)

    def end_connections(self) -> None:
        """Let the threads of open connections come to their end."""
        with self._lock:
            waiting = list(self._connections)
        for connection in waiting:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away in the middle is no news; anything else is a fault of ours, and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536  # head and body of an answer leave in one piece
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Nothing is printed."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle()

    do_POST = do_PATCH = do_DELETE = do_PUT = do_GET  # noqa: N815 - the names are http.server's

    def _handle(self) -> None:
        owner = self.server.owner
        length = self.headers.get("Content-Length") or "0"
        raw = self.rfile.read(int(length)) if length.isdecimal() else b""
        path, _, query = self.path.partition("?")
        authority = f"http://{self.headers.get('Host') or owner.authority.removeprefix('http://')}"
        answer = owner.sign_in(self.command, path, query, raw, authority)
        if answer is not None:
            self._send(answer)
            return
        if not path.startswith(f"{SERVICE}/"):
            self._send(refused(Refusal(404, "BadRequest", "Nothing is served here."), owner.tenant))
            return
        time.sleep(owner.faults.delay_seconds())
        target = path.removeprefix(SERVICE) + (f"?{query}" if query else "")
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            body = _decoded(raw, headers)
        except Refusal as refusal:
            self._send(refused(refusal, owner.tenant))
            return
        root = f"{authority}{SERVICE}"
        answer = owner.serve(Sent(method=self.command, target=target, headers=headers, body=body, root=root))
        self._send(answer, may_break=True)

    def _send(self, answer: Answer, *, may_break: bool = False) -> None:
        faults = self.server.owner.faults
        content = answer.html.encode() if answer.body is None else msgspec.json.encode(answer.body)
        if may_break and content and faults.breaks("truncate"):
            content = content[: len(content) // 2]
        self.send_response(answer.status)
        if content:
            self.send_header("Content-Type", _HTML if answer.html else _JSON)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if may_break and faults.breaks("reset"):
            self._break_off(content[: len(content) // 2])
            return
        self.wfile.write(content)

    def _break_off(self, beginning: bytes) -> None:
        """Send a beginning, and close in the middle with what amounts to a reset."""
        self.wfile.write(beginning)
        self.wfile.flush()
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True


def _decoded(raw: bytes, headers: Mapping[str, str]) -> Any:
    if not raw:
        return None
    try:
        text = gzip.decompress(raw) if headers.get("content-encoding") == "gzip" else raw
        return json.loads(text)
    except (ValueError, OSError, EOFError, RecursionError) as error:
        raise Refusal(400, "BadRequest", "Unable to read JSON request payload.") from error
