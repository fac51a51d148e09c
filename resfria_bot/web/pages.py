"""Every page there is, with who may see it."""

from collections.abc import Callable
from datetime import datetime

from starlette.types import ASGIApp

from resfria_bot.settings import Settings
from resfria_bot.store.database import Database
from resfria_bot.web import answer, cycles, guides, mine, support
from resfria_bot.web.identity import Role
from resfria_bot.web.log import Log
from resfria_bot.web.machines import machine_routes
from resfria_bot.web.signin import SignIn
from resfria_bot.web.site import Page, application, site

_SIGNED_IN = (Role.EMPLOYEE,)
_MANAGERS = (Role.MANAGER, Role.ORGANISATION)


def pages(signin: SignIn) -> tuple[Page, ...]:
    """The table of routes."""
    log = Log()
    return (
        Page("/", guides.front),
        Page("/guide/{name}", guides.guide),
        Page("/accessibility", guides.accessibility),
        Page("/a/{ticket}", answer.show),
        Page("/a/{ticket}", answer.take, method="POST"),
        Page("/s/{ticket}", answer.show_stop),
        Page("/s/{ticket}", answer.take_stop, method="POST"),
        Page("/sign-in", signin.begin),
        Page("/sign-in/done", signin.finish),
        Page("/local/{link}", signin.local),
        Page("/sign-out", signin.out, method="POST"),
        Page("/mine", mine.show, _SIGNED_IN),
        Page("/mine", mine.choose, _SIGNED_IN, method="POST"),
        Page("/mine/data", mine.download, _SIGNED_IN),
        Page("/mine/erase", mine.erase, _SIGNED_IN, method="POST"),
        Page("/log", log.show, _MANAGERS),
        Page("/log.{format}", log.file, _MANAGERS),
        Page("/support", support.show, (Role.SUPPORT, Role.IT)),
        Page("/support", support.close, (Role.SUPPORT, Role.IT), method="POST"),
        Page("/cycles", cycles.show, (Role.IT,)),
    )


def everything(settings: Settings, database: Database, signin: SignIn, clock: Callable[[], datetime]) -> ASGIApp:
    """The pages and what is told to machines, as one application."""
    extra = machine_routes(settings, database, clock)
    return application(site(settings, database, clock), pages(signin), extra)
