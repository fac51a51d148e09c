"""`$batch`: up to twenty requests in one, each with a status of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from resfria_bot.sandbox.api import Sent
from resfria_bot.sandbox.call import Answer
from resfria_bot.sandbox.refusal import Refusal

MOST = 20
_FAILED_DEPENDENCY = {"error": {"code": "FailedDependency", "message": "A request it depends on has failed."}}

Sender = Callable[[Sent], Answer]


def answer(outer: Sent, send: Sender) -> Answer:
    """Send each request of a batch and gather the answers; one whose dependency failed is not sent."""
    statuses: dict[str, int] = {}
    responses: list[dict[str, Any]] = []
    for request in _requests(outer.body):
        identity = request["id"]
        needed = request.get("dependsOn") or []
        if any(statuses.get(other, 424) >= 400 for other in needed):
            given = Answer(424, _FAILED_DEPENDENCY)
        else:
            given = send(_inner(request, outer))
        statuses[identity] = given.status
        responses.append(_response(identity, given))
    return Answer(body={"responses": responses})


def _requests(body: object) -> list[Mapping[str, Any]]:
    requests = body.get("requests") if isinstance(body, Mapping) else None
    if not isinstance(requests, list) or not requests:
        raise _malformed("The batch has no requests.")
    if len(requests) > MOST:
        raise _malformed(f"Number of batch request steps exceeds the maximum value of {MOST}.")
    identities = [request.get("id") if isinstance(request, Mapping) else None for request in requests]
    if not all(isinstance(identity, str) and identity for identity in identities):
        raise _malformed("Every request of a batch needs an id.")
    if len(set(identities)) < len(identities):
        raise _malformed("The ids of the requests of a batch should differ.")
    for request in requests:
        url = request.get("url")
        if not isinstance(url, str) or not isinstance(request.get("method"), str) or "://" in url.partition("?")[0]:
            raise _malformed(f"Request '{request['id']}' needs a method and a relative url.")
        if request.get("body") is not None and "content-type" not in _headers(request):
            raise _malformed(f"Request '{request['id']}' has a body and no Content-Type header.")
    return requests


def _inner(request: Mapping[str, Any], outer: Sent) -> Sent:
    return Sent(
        method=request["method"].upper(),
        target=f"/{request['url'].lstrip('/')}",
        headers=_headers(request),
        body=request.get("body"),
        root=outer.root,
    )


def _headers(request: Mapping[str, Any]) -> dict[str, str]:
    headers = request.get("headers")
    return {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, Mapping) else {}


def _response(identity: str, given: Answer) -> dict[str, Any]:
    headers = {**given.headers, **({"Content-Type": "application/json"} if given.body is not None else {})}
    response: dict[str, Any] = {"id": identity, "status": given.status, "headers": headers}
    return response if given.body is None else {**response, "body": given.body}


def _malformed(message: str) -> Refusal:
    return Refusal(400, "BadRequest", message)
