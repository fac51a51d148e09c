"""One request as the views see it: who asks, in which language, at what time, and with which rooms at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from resfria_bot.core.language import LANGUAGES, choose_language, day_in_words, moment_in_short, translate
from resfria_bot.core.tickets import Tickets
from resfria_bot.settings import Settings
from resfria_bot.store.database import Database
from resfria_bot.web.identity import Cookies, Identity, Role

#: Largest form that is read, in bytes.
MOST_BYTES = 20_000


#: The pages for people who have signed in, with who sees them.
_MENU = (
    ("/log", "The log", (Role.MANAGER, Role.ORGANISATION)),
    ("/mine", "My page", (Role.EMPLOYEE,)),
    ("/support", "Help wanted", (Role.SUPPORT, Role.IT)),
    ("/cycles", "Cycles", (Role.IT,)),
)


class Halt(Exception):
    """A page cannot be shown: the status, and one sentence in English, its own message of the catalogue.

    `language` is that of the person whom a link has named; else the visit's own.
    """

    def __init__(self, status: int, sentence: str, language: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.language = language


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share, built once."""

    settings: Settings
    database: Database
    templates: Environment
    tickets: Tickets
    cookies: Cookies
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `path` are the parts of the address that the route names; `form` is empty for a GET."""

    site: Site
    request: Request
    identity: Identity | None
    now: datetime
    language: str
    query: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Mapping[str, str]:
        """The parts of the address that the route names."""
        return self.request.path_params

    @property
    def person(self) -> Identity:
        """Whoever has signed in; only for routes that demand it."""
        assert self.identity is not None  # noqa: S101 - the route table demands somebody
        return self.identity

    def say(self, text: str, **values: object) -> str:
        """A text of the catalogue in the language of the page."""
        return translate(text, self.language).format(**values)

    def render(self, name: str, status: int = 200, **context: Any) -> Response:
        """A page from a template, in the language of the visit."""
        template = self.site.templates.get_template(name)
        page = template.render(visit=self, organisation=self.site.settings.organisation, **context)
        return HTMLResponse(page, status)

    def onward(self, path: str) -> Response:
        """After a post: see the page there, with the language kept."""
        kept = {"lang": self.query["lang"]} if "lang" in self.query else {}
        separator = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{separator}{urlencode(kept)}" if kept else path, 303)

    def speaking(self, language: str) -> "Visit":
        """The same visit in another language."""
        return replace(self, language=language)

    def day(self, moment: datetime) -> str:
        """The day as "onsdag 14 januari", by the organisation's clock."""
        return day_in_words(moment, self.site.settings.organisation.time_zone, self.language)

    def moment(self, moment: datetime) -> str:
        """The moment as "2027-01-14 14:15", by the organisation's clock."""
        return f"{moment.astimezone(ZoneInfo(self.site.settings.organisation.time_zone)):%Y-%m-%d %H:%M}"

    def soon(self, moment: datetime) -> str:
        """A moment of these days as "ons kl. 14.15", by the organisation's clock."""
        return moment_in_short(moment, self.site.settings.organisation.time_zone, self.language)

    def menu(self) -> list[tuple[str, str]]:
        """Address and name of the pages that this person may see."""
        mine = self.identity
        return [(path, self.say(label)) for path, label, roles in _MENU if mine and mine.has(*roles)]

    def in_language(self, language: str) -> str:
        """The address of this page in another language."""
        return f"?{urlencode({**self.query, 'lang': language})}"


def form_of(body: bytes, content_type: str) -> Mapping[str, str]:
    """The fields of a posted form; of several with one name the last."""
    if not body:
        return {}
    if not content_type.startswith("application/x-www-form-urlencoded") or len(body) > MOST_BYTES:
        raise Halt(400, "The form could not be read: open the page again.")
    return {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def language_of(query: Mapping[str, str], cookie: str, accepted: str, default: str) -> str:
    """The language chosen in the address, else in the cookie, else of the organisation; browsers decide only for en."""
    for chosen in (query.get("lang", ""), cookie):
        if chosen in LANGUAGES:
            return chosen
    return choose_language(default, accepted.partition(",")[0], default="sv")
