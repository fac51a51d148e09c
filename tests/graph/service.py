"""A small service of our own that answers as a test tells it to, over real HTTP on loopback."""

import json
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer; `broken` is "reset" (the connection goes) or "truncated" (half of the JSON, with a right length)."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""


@dataclass(frozen=True)
class Seen:
    """One request that arrived; `batch` numbers the batch that it came in (0: it came alone)."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    batch: int = 0


Script = Reply | Callable[[Seen], Reply]


class Service:
    """Answers are given in the order in which they were told; the last one stays."""

    def __init__(self, port: int, scheme: str = "http") -> None:
        self.root = f"{scheme}://127.0.0.1:{port}"
        self.base_url = f"{self.root}/v1.0"
        self.seen: list[Seen] = []
        self.outer: list[Reply] = []  #: answers to whole batches, before any is answered properly
        self._batches = 0
        self._lock = threading.Lock()
        self._scripts: dict[tuple[str, str], list[Script]] = defaultdict(list)

    def tell(self, method: str, path: str, *scripts: Script) -> None:
        """Say how to answer requests to `path` (without its query)."""
        self._scripts[method, path].extend(scripts)

    def replace(self, method: str, path: str, script: Script) -> None:
        """From now on answer requests to `path` like this."""
        self._scripts[method, path] = [script]

    @property
    def batches(self) -> list[Seen]:
        return [s for s in self.seen if s.path.endswith("/$batch")]

    def inner(self, path: str = "") -> list[Seen]:
        """Requests that came inside batches, to this path (without its query) or all of them."""
        return [s for s in self.seen if s.batch and path in ("", s.path.split("?")[0])]

    def alone(self, method: str) -> list[Seen]:
        return [s for s in self.seen if not s.batch and s.method == method and not s.path.endswith("/$batch")]

    def answer(self, seen: Seen) -> Reply:
        with self._lock:
            self.seen.append(seen)
            if not seen.path.endswith("/$batch"):
                return self._scripted(seen, seen.path.split("?")[0].removeprefix("/v1.0"))
            if self.outer:
                return self.outer.pop(0)
            self._batches += 1
            return Reply(200, {"responses": [self._inner(r, self._batches) for r in seen.body["requests"]]})

    def _inner(self, request: Json, batch: int) -> Json:
        seen = Seen(request["method"], request["url"], request.get("headers", {}), request.get("body"), batch)
        self.seen.append(seen)
        reply = self._scripted(seen, seen.path.split("?")[0])
        return {"id": request["id"], "status": reply.status, "headers": dict(reply.headers), "body": reply.body}

    def _scripted(self, seen: Seen, path: str) -> Reply:
        scripts = self._scripts.get((seen.method, path))
        if not scripts:
            return Reply(404, {"error": {"code": "ErrorItemNotFound", "message": "not told"}})
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script if isinstance(script, Reply) else script(seen)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Service]:
    """A service that runs until the block ends, over https when it is given a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_json = "json" in (self.headers.get("Content-Type") or "")
            body = json.loads(data) if data and is_json else data.decode()
            self._send(service.answer(Seen(self.command, self.path, dict(self.headers), body)))

        def _send(self, reply: Reply) -> None:
            if reply.broken == "reset":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            data = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
            data = b"" if reply.body is None else data
            if reply.broken == "truncated":
                data = data[: len(data) // 2]
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_CONNECT = _serve  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    service = Service(server.server_port, "https" if tls else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Purse:
    """Hands out token-1, and a new one after each refusal."""

    def __init__(self) -> None:
        self.number = 1

    def bearer(self, *, renew: bool = False) -> str:
        self.number += renew
        return f"token-{self.number}"


def zoned(text: str, zone: str = "UTC") -> Json:
    return {"dateTime": f"{text}:00.0000000", "timeZone": zone}


def event(event_id: str, **changed: Any) -> Json:
    """A single meeting as Graph tells it."""
    return {
        "id": event_id,
        "iCalUId": f"uid-{event_id}",
        "type": "singleInstance",
        "subject": "Hemlig rubrik",
        "organizer": {"emailAddress": {"name": "Anna Ek", "address": "Anna.Ek@k.example"}},
        "start": zoned("2026-12-01T08:00"),
        "end": zoned("2026-12-01T09:00"),
        **changed,
    }


def stub(event_id: str, master: str, day: str = "2026-12-08") -> Json:
    """An occurrence as a delta round tells it."""
    return {
        "id": event_id,
        "type": "occurrence",
        "seriesMasterId": master,
        "start": zoned(f"{day}T08:00"),
        "end": zoned(f"{day}T09:00"),
    }
