"""What every step of the cycle needs, built once in `app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from resfria_bot.core.assess import Judge
from resfria_bot.core.exclusion import Exclusion
from resfria_bot.core.nudges import NudgePolicy
from resfria_bot.core.rollout import Rollout
from resfria_bot.core.rota import helper_on
from resfria_bot.core.trips import TravelPolicy
from resfria_bot.core.types import Address, Organisation, Place
from resfria_bot.flow.links import LetterLinks
from resfria_bot.graph.calendars import Calendars
from resfria_bot.graph.drafts import Drafts
from resfria_bot.graph.feed import Feed
from resfria_bot.graph.inbox import Inbox
from resfria_bot.graph.people import People
from resfria_bot.graph.rooms import Rooms
from resfria_bot.graph.schedules import Schedules
from resfria_bot.graph.subscriptions import Subscriptions
from resfria_bot.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRules:
    """How the bot behaves: the `[bot]`, `[scope]` and `[support]` settings that the flow needs."""

    mailbox: str
    group_id: str
    horizon_days: int
    grace_minutes: int
    converts: bool  #: False: a yes is left to the person to carry out (mode `suggest`)
    product: str  #: what people call an online meeting here: "Teams-möte"
    endorsement: str = ""
    support_name: str = ""
    support_address: str = ""
    guide_url: str = ""
    asks: bool = True  #: False: everybody is only observed today
    helpers: tuple[Address, ...] = ()  #: who take turns to help, a week each
    trial_meetings: bool = True
    reads_replies: bool = True
    webcast_drafts: bool = False
    suggests_rooms: bool = False
    prefers_rooms: bool = False  #: a room whenever one is free, not only for people who sit together
    teams_app_id: str = ""  #: empty: nothing is told in the activity feed


@dataclass(frozen=True, slots=True)
class Retention:
    """How many months a case is kept after its last meeting, and the decision that says so."""

    months: int = 24
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The rooms a step may use, and the rules it goes by."""

    organisation: Organisation
    bot: BotRules
    nudges: NudgePolicy
    rollout: Rollout
    links: LetterLinks | None = None  #: to the pages; None: they have no address that people can reach
    hears_replies: bool = False  #: the bot's inbox could be read in this cycle: letters may offer STOPP
    pilot: frozenset[str] | None = None  #: addresses that the phase of the day is for; None: everybody in scope
    travel: TravelPolicy
    judge: Judge
    locate: Callable[[str], Place | None]
    calendars: Calendars
    people: People
    subscriptions: Subscriptions
    notify_url: str = ""  #: where Graph is to tell of changes; empty: nowhere, and every calendar is read in each cycle
    most_asked: int | None = None  #: questions in one cycle, so that it ends in time at the pace of the bot's mailbox
    slow_interval_minutes: int = 60  #: from one reading of all calendars to the next, while Graph tells of changes
    inbox: Inbox
    schedules: Schedules
    rooms: Rooms
    drafts: Drafts
    feed: Feed
    database: Database
    exclusion: Exclusion = field(default_factory=Exclusion)
    retention: Retention = field(default_factory=Retention)

    def day(self, now: datetime) -> date:
        """The day that it is for the organisation."""
        return now.astimezone(ZoneInfo(self.organisation.time_zone)).date()

    def helper(self, moment: datetime, besides: str = "") -> Address | None:
        """Who helps in the week of that moment, if it is known: somebody else than the person at `besides`."""
        rota = [helper for helper in self.bot.helpers if helper.address != besides]
        found = helper_on(self.day(moment), rota, Address(self.bot.support_address, self.bot.support_name))
        return found if found.address not in ("", besides) else None
