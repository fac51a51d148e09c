"""Routes for machines beside the pages: health, figures, and what Graph tells of changes."""

from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resfria_bot.settings import Settings
from resfria_bot.store.database import Database
from resfria_bot.web import watching
from resfria_bot.web.health import Reply
from resfria_bot.web.notifications import LONGEST_BYTES, Notifications


def machine_routes(settings: Settings, database: Database, now: Callable[[], datetime]) -> tuple[BaseRoute, ...]:
    """Each as a route of the pages' application. Notifications are taken only where they are wanted."""
    answers = watching.routes(lambda: settings, lambda: database, now)
    found: list[BaseRoute] = [Route(path, _get(answer)) for path, answer in answers.items()]
    if settings.notifications.enabled:
        found.append(Route("/notifications", _post(Notifications(database, now)), methods=["POST"]))
    return tuple(found)


def _get(answer: Callable[[], Reply]) -> Callable[[Request], object]:
    async def endpoint(_: Request) -> Response:
        return _response(await run_in_threadpool(answer))

    return endpoint


def _post(notifications: Notifications) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BYTES:
                break
        return _response(await run_in_threadpool(notifications.post, request.url.query, body))

    return endpoint


def _response(reply: Reply) -> Response:
    return Response(reply.text, reply.status, media_type=reply.content_type)
