"""The sections of what stands around the questions: phases, pages, privacy, watching. Read as `sections` is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from resfria_bot.settings import keys
from resfria_bot.settings.keys import Key, choice, whole

MODE = choice("observe", "suggest", "convert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`[[rollout.phase]]`: from a day on, these groups in this mode; everybody else is only observed."""

    start: Annotated[date | None, Key("First day of the phase.", keys.DAY, required=True)] = None
    end: Annotated[date | None, Key("Last day; without it, until the next phase begins.", keys.DAY)] = None
    group_ids: Annotated[tuple[str, ...], Key("Groups that are asked; empty: everybody in scope.", keys.TEXTS)] = ()
    mode: Annotated[
        Literal["observe", "suggest", "convert"], Key("What is done in the phase.", MODE, required=True)
    ] = "observe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """`[rollout]`: from watching to everybody, by the calendar. Without phases `bot.mode` holds for all."""

    phase: Annotated[
        tuple[Phase, ...], Key("Phases; the one that began last holds, before the first one: observe.", keys.ROWS,
            rows=Phase),
    ] = ()  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """`[rooms]`: two ways of meeting online."""

    prefer: Annotated[
        Literal["computer", "room"],
        Key("computer: a room is named when the organiser's people sit together. room: whenever one is free.",
            choice("computer", "room")),
    ] = "computer"  # fmt: skip
    suggest: Annotated[bool, Key("Name a free room with equipment in the question (Place.Read.All).", keys.FLAG)] = (
        False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webcast:
    """`[webcast]`: somebody else's conference."""

    drafts: Annotated[
        bool, Key("Put the ready message among the person's drafts on a yes (Mail.ReadWrite).", keys.FLAG)
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsApp:
    """`[teams_app]`: a second channel, the activity feed in Teams."""

    app_id: Annotated[
        str, Key("Id of the app in the tenant's catalogue; empty: off (TeamsActivity.Send).", keys.TEXT)
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """`[[web.roles]]`: what the members of a group may see beyond their own page."""

    role: Annotated[
        Literal["manager", "organisation", "it", "support"],
        Key("manager: own departments. organisation: all. it: cycles. support: help items.",
            choice("manager", "organisation", "it", "support"), required=True),
    ] = "manager"  # fmt: skip
    group_id: Annotated[str, Key("Object id of the group in Entra.", keys.TEXT, required=True)] = ""
    departments: Annotated[tuple[str, ...], Key("Of a manager: the departments; as in the directory.", keys.TEXTS)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """`[web]`: the pages."""

    public_url: Annotated[
        str, Key("Address under which people reach the pages; empty: letters hold no links.", keys.SAFE_URL)
    ] = ""
    host: Annotated[str, Key("Address to listen on.", keys.TEXT)] = "127.0.0.1"
    port: Annotated[int, Key("Port to listen on.", whole(0, 65_535))] = 8300
    session_minutes: Annotated[int, Key("Minutes until somebody signs in again.", whole(5, 1440))] = 60
    trusted_proxies: Annotated[
        tuple[str, ...], Key("Addresses of proxies whose X-Forwarded-For is believed.", keys.TEXTS)
    ] = ()
    roles: Annotated[tuple[Role, ...], Key("Who sees more than their own page.", keys.ROWS, rows=Role)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """`[privacy]`: what is kept, how long, and who is left alone altogether."""

    key_env: Annotated[
        str,
        Key("Environment variable with the keys that seal addresses, newest first, commas between; empty: a key kept "
            "in the database.", keys.VARIABLE),
    ] = ""  # fmt: skip
    retention_months: Annotated[
        int, Key("Months after its last meeting that a case is kept in the database.", whole(1, 600))
    ] = 24
    decision_reference: Annotated[str, Key("The decision on retention, as the archive names it.", keys.TEXT)] = ""
    excluded_people: Annotated[tuple[str, ...], Key("Mail addresses whose calendars are not read.", keys.MAILS)] = ()
    excluded_group_ids: Annotated[tuple[str, ...], Key("Groups whose calendars are not read.", keys.TEXTS)] = ()
    excluded_categories: Annotated[
        tuple[str, ...], Key("Outlook categories: such events are dropped unread.", keys.TEXTS)
    ] = ()
    excluded_places: Annotated[
        tuple[str, ...], Key("Places such as social services: events whose place names one are dropped.", keys.TEXTS)
    ] = ()
    sealing_keys: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """`[daemon]`: the unattended run."""

    preview_days: Annotated[
        int, Key("First days in dry run, with a preview each day of what would have been asked.", whole(0, 365))
    ] = 0
    listen_port: Annotated[
        int, Key("Port on this machine for /healthz, /readyz and /metrics; 0: none.", whole(0, 65_535))
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """`[alerts]`: mail to IT when something is wrong, once, and when it is over (Mail.Send for the bot's mailbox)."""

    address: Annotated[str, Key("Who is told; empty: nobody.", keys.MAIL)] = ""
    after_failures: Annotated[int, Key("Cycles in a row that must fail first.", whole(1, 1000))] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """`[notifications]`: Graph tells of changes, so that polling may be slower; delta stays the truth."""

    enabled: Annotated[bool, Key("Subscribe to changes; needs web.public_url reachable from Microsoft.", keys.FLAG)] = (
        False
    )
    slow_interval_minutes: Annotated[int, Key("Minutes between cycles while notifications work.", whole(1, 1440))] = 60
