"""The pages as one application: the table of routes with who may see each, and the errors as pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from urllib.parse import urlencode, urlsplit

import structlog
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from resfria_bot.core.language import LANGUAGES, translate, translate_count
from resfria_bot.core.tickets import BadTicket, OldTicket, Tickets
from resfria_bot.errors import ResfriaError
from resfria_bot.logbook import Entry
from resfria_bot.settings import Settings
from resfria_bot.store import sealing
from resfria_bot.store.database import Database
from resfria_bot.web.defence import Budget, Defence
from resfria_bot.web.identity import Cookies, Role
from resfria_bot.web.visit import MOST_BYTES, Halt, Site, Visit, form_of, language_of

log = structlog.get_logger("web")

#: Name of the session's cookie; with https the browser itself keeps it from other hosts.
SESSION, SAFE_SESSION = "resfria", "__Host-resfria"
LANGUAGE = "resfria-language"
_STRANGE = "The page could not be made: try again, and tell IT if it goes on."


@dataclass(frozen=True, slots=True)
class Page:
    """One route: what is done, and which roles may (none: everybody)."""

    path: str
    view: Callable[[Visit], Response]
    roles: tuple[Role, ...] = ()
    method: str = "GET"


def application(site: Site, pages: tuple[Page, ...], extra: tuple[BaseRoute, ...] = ()) -> ASGIApp:
    """The pages, defended. `extra` are routes for machines, which see to themselves."""
    is_https = urlsplit(site.settings.web.public_url).scheme == "https"
    static = StaticFiles(directory=str(resources.files("resfria_bot.web") / "static"))
    routes: list[BaseRoute] = [Route(page.path, _endpoint(site, page), methods=[page.method]) for page in pages]
    inner = Starlette(
        routes=[*routes, *extra, Mount("/static", static)],
        exception_handlers={HTTPException: _wrong_address(site), Exception: _failed(site)},
    )

    def refuse(request: Request, status: int, sentence: str) -> Response:
        return _told(_visit(site, request), status, sentence)

    proxies = site.settings.web.trusted_proxies
    return Defence(inner, refuse, is_https=is_https, proxies=proxies, budget=Budget())


def site(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Site:
    """What all pages share; signs with the keys that the database keeps."""
    with database.transaction() as tx:
        tickets, session = sealing.secret(tx, "tickets"), sealing.secret(tx, "sessions")
    return Site(
        settings=settings,
        database=database,
        templates=_templates(),
        tickets=Tickets(tickets),
        cookies=Cookies(session, settings.web.session_minutes),
        clock=clock,
    )


def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("resfria_bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals["translate"] = translate
    made.globals["translate_count"] = translate_count
    made.globals["Markup"] = Markup
    return made


def _endpoint(site: Site, page: Page) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        body = await _body(request)
        answer = await run_in_threadpool(_answer, site, page, request, body)
        if request.query_params.get("lang") in LANGUAGES:
            is_https = urlsplit(site.settings.web.public_url).scheme == "https"
            answer.set_cookie(LANGUAGE, request.query_params["lang"], secure=is_https, httponly=True, samesite="lax")
        return answer

    return endpoint


async def _body(request: Request) -> bytes:
    """The posted form, read no further than forms of ours can be."""
    read = b""
    async for chunk in request.stream():
        read += chunk
        if len(read) > MOST_BYTES:
            break
    return read


def _answer(site: Site, page: Page, request: Request, body: bytes) -> Response:
    visit = _visit(site, request)
    try:
        refused = _refused(page, visit)
        if refused is not None:
            return refused
        if page.method == "POST":
            visit = replace(visit, form=form_of(body, request.headers.get("content-type", "")))
        return page.view(visit)
    except Halt as halt:
        return _told(visit.speaking(halt.language or visit.language), halt.status, halt.sentence)
    except OldTicket:
        return _told(visit, 410, "This link is too old to be used.")
    except BadTicket:
        return _told(visit, 404, "This link is not whole: copy all of it from the message.")
    except ResfriaError as error:
        log.error(Entry.PAGE_FAILED, page=page.path, reason=str(error))
        return _told(visit, 503, "The pages cannot reach their database just now: try again in a while.")


def _visit(site: Site, request: Request) -> Visit:
    now = site.clock()
    cookie = request.cookies.get(SAFE_SESSION) or request.cookies.get(SESSION) or ""
    query = dict(request.query_params)
    language = language_of(
        query,
        request.cookies.get(LANGUAGE, ""),
        request.headers.get("accept-language", ""),
        site.settings.organisation.language,
    )
    return Visit(site, request, site.cookies.identity(cookie, now), now, language, query)


def _refused(page: Page, visit: Visit) -> Response | None:
    if not page.roles:
        return None
    if visit.identity is None:
        if page.method != "GET":
            raise Halt(401, "Your sign-in has run out: sign in again.")
        url = visit.request.url
        wanted = f"{url.path}?{url.query}" if url.query else url.path
        return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", 303)
    if not visit.identity.has(*page.roles):
        raise Halt(403, "This page is for others: ask IT if you should see it.")
    return None


def _told(visit: Visit, status: int, sentence: str) -> Response:
    return visit.render("error.html", status, sentence=sentence)


def _wrong_address(site: Site) -> Callable[[Request, Exception], Response]:
    def handler(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        sentence = "There is no such page." if status == 404 else "The page cannot be used like this."
        return _told(_visit(site, request), status, sentence)

    return handler


def _failed(site: Site) -> Callable[[Request, Exception], Response]:
    def handler(request: Request, error: Exception) -> Response:
        return _told(_visit(site, request), 500, _STRANGE)

    return handler
