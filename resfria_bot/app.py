"""Builds everything once from the settings, and decides what may be written and to which database: nobody else does."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from resfria_bot.core.assess import Judge
from resfria_bot.core.distance import Route
from resfria_bot.core.exclusion import Exclusion
from resfria_bot.core.gazetteer import gazetteer_of
from resfria_bot.core.nudges import NudgePolicy
from resfria_bot.core.overrides import shipped_overrides
from resfria_bot.core.rollout import BotMode, Phase, Rollout
from resfria_bot.core.savings import own_factors
from resfria_bot.core.tickets import Tickets
from resfria_bot.core.trips import TravelPolicy
from resfria_bot.core.types import Address, Mode, Organisation, Place
from resfria_bot.flow.cycle import Scan, run_cycle
from resfria_bot.flow.desk import BotRules, Desk, Retention
from resfria_bot.flow.links import LetterLinks
from resfria_bot.flow.report import Report
from resfria_bot.flow.scan import scan
from resfria_bot.graph import permissions
from resfria_bot.graph.auth import Tokens
from resfria_bot.graph.calendars import Calendars
from resfria_bot.graph.client import Client
from resfria_bot.graph.drafts import Drafts
from resfria_bot.graph.feed import Feed
from resfria_bot.graph.inbox import Inbox
from resfria_bot.graph.pace import MINUTE_SECONDS, PER_MINUTE, Pace
from resfria_bot.graph.people import People
from resfria_bot.graph.rooms import Rooms
from resfria_bot.graph.schedules import Schedules
from resfria_bot.graph.subscriptions import Subscriptions
from resfria_bot.graph.writes import ALL, NONE, OBSERVE, Writes, bot_only
from resfria_bot.routes import osrm
from resfria_bot.routes.kept import Kept
from resfria_bot.settings import Settings
from resfria_bot.store import questions, routes, sealing
from resfria_bot.store.database import Database, open_copy, open_database

#: How long a cycle may go on asking, at the pace of the bot's mailbox: the rest are asked in the next one.
ASKING_MINUTES = 10


@dataclass(frozen=True, slots=True)
class App:
    """A program ready to run: the desk for the flow, and what the commands report on."""

    settings: Settings
    desk: Desk
    client: Client
    tokens: Tokens
    routes: Kept
    is_rehearsal: bool = False
    scan: Scan = scan

    def cycle(self, now: datetime) -> Report:
        """One cycle as of `now`, never two at a time on one database; what a router told meanwhile is kept."""
        self.client.writes = self.writes_at(now)
        before, throttled = self.client.request_count, self.client.throttled_count
        with self.desk.database.turn():
            self._remember_sent(now)
            report = run_cycle(self.desk, now, self.scan)
        report.requests += self.client.request_count - before
        report.throttled += self.client.throttled_count - throttled
        self.keep_routes(now)
        return report

    def keep_routes(self, now: datetime) -> None:
        """Store what a router told since the last time."""
        with self.desk.database.transaction() as tx:
            routes.save(tx, self.routes.take_fresh(), osrm.SOURCE, now)

    def _remember_sent(self, now: datetime) -> None:
        """A program that is started anew goes on at the pace of the one before it."""
        if self.client.pace is not None and self.client.request_count == 0:
            with self.desk.database.transaction() as tx:
                sent = questions.sent_since(tx, now - timedelta(seconds=MINUTE_SECONDS))
            self.client.pace.remember(len(sent))

    def surplus(self) -> frozenset[str]:
        """Permissions that the token carries and nothing here needs."""
        wanted = permissions.needed(self.desk.rollout.furthest, feature_permissions(self.settings))
        return permissions.superfluous(wanted, permissions.granted(self.tokens.bearer()))

    def writes_at(self, now: datetime) -> Writes:
        """What may be written on that day: a phase of the rollout may begin while the program runs."""
        mode = self.desk.rollout.phase_on(self.desk.day(now)).mode
        return NONE if self.is_rehearsal else _writes(mode, self.settings.bot.mailbox)


@contextmanager
def opened(
    settings: Settings, *, dry_run: bool = False, stop: threading.Event | None = None, pace: Pace | None = None
) -> Iterator[App]:
    """Connect what the settings name, and let go of it afterwards.

    A dry run writes nothing to Graph and works on a copy of the database. `stop` ends every wait at once;
    `pace` says how fast the bot's mailbox may send, which a rehearsal does not wait for.
    """
    tokens = Tokens(settings.credential(), settings.graph.base_url)
    with (
        closing(tokens),
        Client(
            tokens, settings.graph.base_url, writes=_first_writes(settings, dry_run), stop=stop, pace=pace
        ) as client,
        database(settings, is_copy=dry_run) as store,
    ):
        with store.transaction() as tx:
            kept = Kept(routes.all_routes(tx))
        with _router(settings, kept) as route:
            yield App(settings, _desk(settings, client, store, route), client, tokens, kept, is_rehearsal=dry_run)


@contextmanager
def database(settings: Settings, *, is_copy: bool = False) -> Iterator[Database]:
    """The database of the settings, or a copy of it that goes when it is closed."""
    url, keys = settings.database.url, settings.privacy.sealing_keys
    with closing(open_copy(url, keys) if is_copy else open_database(url, keys)) as store:
        yield store


def locator(organisation: Organisation) -> Callable[[str], Place | None]:
    """Finds a town by name; of several with one name, the one nearest to our first site."""
    names = gazetteer_of(organisation)
    points = ((site.latitude, site.longitude) for site in organisation.sites)
    near = next(((lat, lon) for lat, lon in points if lat is not None and lon is not None), None)
    return lambda name: names.town(name, near=near)


def _first_writes(settings: Settings, dry_run: bool) -> Writes:
    """Until the first cycle: with phases nothing, as their day is not known yet."""
    return NONE if dry_run or settings.rollout.phase else _writes(settings.bot.mode, settings.bot.mailbox)


def _writes(mode: BotMode, mailbox: str) -> Writes:
    if mode == "observe":
        return OBSERVE
    return ALL if mode == "convert" else bot_only(mailbox)


@contextmanager
def _router(settings: Settings, kept: Kept) -> Iterator[Route | None]:
    """The router of the settings, or None: then distances are estimated."""
    if not settings.travel.osrm_url:
        yield None
        return
    with closing(osrm.Router(settings.travel.osrm_url, kept)) as router:
        yield router.route


def travel_policy(settings: Settings, route: Route | None = None) -> TravelPolicy:
    """How people travel by the `[travel]` settings."""
    travel = settings.travel
    return TravelPolicy(
        occupancy=travel.occupancy,
        department_sites=travel.department_sites,
        factors=own_factors(
            sek_per_vehicle_km=travel.sek_per_vehicle_km,
            sek_per_hour=travel.labour_sek_per_hour,
            kg_per_km={Mode(mode): kg for mode, kg in travel.kg_per_km.items()},
        ),
        overrides=shipped_overrides().topped_with(settings.overrides),
        route=route,
    )


def nudge_policy(settings: Settings) -> NudgePolicy:
    """Whom to ask and when not to, by the `[nudges]` settings."""
    return NudgePolicy(
        holdout_percent=settings.nudges.holdout_percent,
        open_per_person=settings.nudges.open_per_person,
        per_person_per_week=settings.nudges.per_person_per_week,
        per_department_per_week=settings.nudges.per_department_per_week or None,
        lead_working_days=settings.nudges.lead_working_days,
        far_lead_working_days=settings.nudges.far_lead_working_days,
        settle_minutes=settings.nudges.settle_minutes,
        outside_hosts=settings.nudges.outside_hosts,
        pause_weeks=settings.nudges.pause_weeks,
        silent_after=settings.nudges.silent_after,
        time_zone=settings.organisation.time_zone,
    )


def feature_permissions(settings: Settings) -> frozenset[str]:
    """The permissions that the settings switch on beside those of the mode."""
    asks = rollout(settings).furthest != "observe"
    wanted = {
        permissions.REPLIES: asks and settings.bot.read_replies,
        permissions.DRAFTS: asks and settings.webcast.drafts,
        permissions.ROOMS: asks and settings.rooms.suggest,
        permissions.FEED: asks and bool(settings.teams_app.app_id),
        permissions.ALERTS: bool(settings.alerts.address),
    }
    return frozenset(name for name, is_wanted in wanted.items() if is_wanted)


def rollout(settings: Settings) -> Rollout:
    """The phases of the `[rollout]` settings, and `bot.mode` where there are none."""
    phases = (
        Phase(start=phase.start, end=phase.end, group_ids=phase.group_ids, mode=phase.mode)
        for phase in settings.rollout.phase
        if phase.start is not None
    )
    return Rollout(settings.bot.mode, tuple(phases))


def _notify_url(settings: Settings) -> str:
    """Where Graph is to tell of changes; empty unless it is wanted and the pages can be reached."""
    is_wanted = settings.notifications.enabled and settings.web.public_url
    return f"{settings.web.public_url.rstrip('/')}/notifications" if is_wanted else ""


def exclusion(settings: Settings) -> Exclusion:
    """Who and what the `[privacy]` settings leave alone; the bot's own mailbox cannot be left out."""
    privacy = settings.privacy
    return Exclusion(
        people=tuple(address for address in privacy.excluded_people if address != settings.bot.mailbox),
        group_ids=privacy.excluded_group_ids,
        categories=privacy.excluded_categories,
        places=privacy.excluded_places,
    )


def retention(settings: Settings) -> Retention:
    """How long the `[privacy]` settings keep a case."""
    return Retention(settings.privacy.retention_months, settings.privacy.decision_reference)


def _letter_links(settings: Settings, store: Database) -> LetterLinks | None:
    """Links from letters to the pages, if people can reach these."""
    public_url = settings.web.public_url.rstrip("/")
    if not public_url:
        return None
    with store.transaction() as tx:
        return LetterLinks(public_url, Tickets(sealing.secret(tx, "tickets")))


def _guide_url(settings: Settings) -> str:
    public_url = settings.web.public_url.rstrip("/")
    return f"{public_url}/guide/employees" if public_url else ""


def _desk(settings: Settings, client: Client, store: Database, route: Route | None) -> Desk:
    organisation = settings.organisation_facts()
    return Desk(
        organisation=organisation,
        bot=BotRules(
            mailbox=settings.bot.mailbox,
            group_id=settings.scope.group_id,
            horizon_days=settings.bot.horizon_days,
            grace_minutes=settings.bot.grace_minutes,
            converts=settings.bot.mode == "convert",
            product=settings.organisation.meeting_product,
            endorsement=settings.organisation.endorsement,
            support_name=settings.support.name,
            support_address=settings.support.address,
            guide_url=settings.support.guide_url or _guide_url(settings),
            helpers=tuple(Address(helper.address, helper.name) for helper in settings.support.rota),
            trial_meetings=settings.support.trial_meetings,
            reads_replies=settings.bot.read_replies,
            webcast_drafts=settings.webcast.drafts,
            suggests_rooms=settings.rooms.suggest,
            prefers_rooms=settings.rooms.prefer == "room",
            teams_app_id=settings.teams_app.app_id,
        ),
        nudges=nudge_policy(settings),
        rollout=rollout(settings),
        links=_letter_links(settings, store),
        travel=travel_policy(settings, route),
        judge=Judge(organisation),
        locate=locator(organisation),
        calendars=Calendars(client),
        people=People(client, organisation.time_zone),
        subscriptions=Subscriptions(client),
        notify_url=_notify_url(settings),
        most_asked=PER_MINUTE * ASKING_MINUTES if client.pace else None,
        slow_interval_minutes=settings.notifications.slow_interval_minutes,
        inbox=Inbox(client),
        schedules=Schedules(client),
        rooms=Rooms(client),
        drafts=Drafts(client),
        feed=Feed(client),
        database=store,
        exclusion=exclusion(settings),
        retention=retention(settings),
    )
