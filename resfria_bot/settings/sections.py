"""The sections of the configuration: every key with its type, default, meaning and what fits, in one place.

The annotations are the table: `settings.KEYS`, the checks and the documentation are all read from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from resfria_bot.settings import keys
from resfria_bot.settings.keys import Key, choice, number, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`[[organisation.sites]]`: one of our own premises."""

    name: Annotated[str, Key("What people call the building.", keys.TEXT, required=True)] = ""
    address: Annotated[str, Key("Street, number, postcode and town.", keys.TEXT)] = ""
    town: Annotated[str, Key("The town or village it lies in.", keys.TEXT)] = ""
    latitude: Annotated[float | None, Key("Degrees north, WGS 84; goes with longitude.", keys.LATITUDE)] = None
    longitude: Annotated[float | None, Key("Degrees east, WGS 84; goes with latitude.", keys.LONGITUDE)] = None
    aliases: Annotated[tuple[str, ...], Key("Other names people write for it.", keys.TEXTS)] = ()
    rooms: Annotated[tuple[str, ...], Key("Its rooms and halls, by name or code.", keys.TEXTS)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """`[organisation]`: who we are, and where."""

    name: Annotated[str, Key("Name of the organisation, as its people say it.", keys.TEXT, required=True)] = ""
    domains: Annotated[
        tuple[str, ...], Key("Mail domains that count as our own people.", keys.DOMAINS, required=True)
    ] = ()
    language: Annotated[str, Key("Default language; a person's own mailbox language wins.", choice("sv", "en"))] = "sv"
    time_zone: Annotated[str, Key("Time zone of the organisation.", keys.ZONE)] = "Europe/Stockholm"
    meeting_product: Annotated[str, Key("What people call an online meeting here.", keys.TEXT)] = "Teams-möte"
    endorsement: Annotated[str, Key("A line under each question that says who stands behind it.", keys.TEXT)] = ""
    sites: Annotated[
        tuple[Site, ...],
        Key("Our own premises: a meeting here is no trip for those who sit here.", keys.ROWS, rows=Site),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`[graph]`: the tenant, and exactly one way to sign in to it. Secrets are read once and never shown."""

    tenant_id: Annotated[str, Key("Directory (tenant) id; not needed with a managed identity.", keys.TEXT)] = ""
    client_id: Annotated[str, Key("Application (client) id; not needed with a managed identity.", keys.TEXT)] = ""
    client_secret_env: Annotated[
        str, Key("Environment variable that holds the client secret; NAME_FILE may name a file.", keys.VARIABLE)
    ] = ""
    client_secret_file: Annotated[str, Key("Or: file that holds the client secret.", keys.PATH)] = ""
    certificate_path: Annotated[str, Key("Or: certificate with its key, PFX or PEM.", keys.PATH)] = ""
    certificate_passphrase_env: Annotated[
        str, Key("Environment variable that holds the passphrase of the certificate's key.", keys.VARIABLE)
    ] = ""
    managed_identity: Annotated[
        bool | str, Key("Or: true for the machine's managed identity, or a client id.", keys.FLAG_OR_TEXT)
    ] = False
    federated_token_file: Annotated[str, Key("Or: file with a federated token (workload identity).", keys.PATH)] = ""
    authority: Annotated[str, Key("Where tokens come from.", keys.SAFE_URL)] = "https://login.microsoftonline.com"
    base_url: Annotated[str, Key("Where Microsoft Graph answers.", keys.SAFE_URL)] = "https://graph.microsoft.com/v1.0"
    client_secret: str = field(default="", repr=False)
    certificate_passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`[scope]`: who takes part."""

    group_id: Annotated[
        str, Key("Object id of the group of those who take part; groups in it count.", keys.TEXT, required=True)
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """`[bot]`: the mailbox that asks, and how far it may go. `observe` is the default since it can do no harm."""

    mailbox: Annotated[
        str, Key("Mailbox that invites; the only one written to before a yes.", keys.MAIL, required=True)
    ] = ""
    mode: Annotated[
        Literal["observe", "suggest", "convert"],
        Key("observe: read only. suggest: ask, and watch. convert: ask, and do it on a yes.",
            choice("observe", "suggest", "convert")),
    ] = "observe"  # fmt: skip
    horizon_days: Annotated[int, Key("How many days ahead meetings are read.", whole(1, 365))] = 60
    grace_minutes: Annotated[
        int, Key("Minutes between a yes and the change, in which the answer can be changed.", whole(0, 10_080))
    ] = 15
    interval_minutes: Annotated[int, Key("Minutes from one cycle of the daemon to the next.", whole(1, 1440))] = 15
    read_replies: Annotated[
        bool, Key("Read the bot's own inbox for STOPP (Mail.Read, for that mailbox only).", keys.FLAG)
    ] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudges:
    """`[nudges]`: how often people are asked."""

    holdout_percent: Annotated[
        int, Key("Share of organisers never asked, for an honest comparison.", whole(0, 100))
    ] = 0
    open_per_person: Annotated[int, Key("Questions waiting for an answer at one time.", whole(1, 100))] = 1
    per_person_per_week: Annotated[int, Key("Questions to one person in seven days.", whole(1, 100))] = 1
    lead_working_days: Annotated[
        int, Key("Nobody is asked later than this many working days before the meeting.", whole(0, 60))
    ] = 3
    far_lead_working_days: Annotated[
        int, Key("The same for a single meeting far away, whose trip is booked early.", whole(0, 60))
    ] = 5
    per_department_per_week: Annotated[
        int, Key("Questions to one department in seven days; 0: no ceiling.", whole(0, 100_000))
    ] = 0
    pause_weeks: Annotated[int, Key("Pause after an ignored question; each further one doubles it.", whole(1, 52))] = 2
    silent_after: Annotated[
        int, Key("Ignored questions in a row that end it until the person turns it on.", whole(1, 100))
    ] = 3
    settle_minutes: Annotated[
        int, Key("Minutes a new meeting is left alone: its organiser may still be typing.", whole(0, 10_080))
    ] = 30
    outside_hosts: Annotated[
        bool, Key("Somebody outside holds it: suggest to one of ours to ask for a way in from a distance.", keys.FLAG)
    ] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`[judgement]`: what the organisation knows about its meetings that the program does not."""

    link_with_place: Annotated[
        Literal["leave", "ask"],
        Key("A place and a join link together: leave it as hybrid, or ask all the same.", choice("leave", "ask")),
    ] = "leave"
    meeting_hosts: Annotated[tuple[str, ...], Key("Host names of meeting systems of our own.", keys.HOSTS)] = ()
    words: Annotated[
        Mapping[str, tuple[str, ...]],
        Key('Words to add to a list, by the list\'s name; "-word" takes one away.', keys.TEXTS_TABLE),
    ] = field(default_factory=dict)
    places_file: Annotated[
        str, Key("Places of our own: CSV with name,latitude,longitude,aliases (aliases with | between).", keys.PATH)
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """`[travel]`: how people travel, and what it costs."""

    osrm_url: Annotated[str, Key("A router that speaks OSRM's protocol; empty: distances are estimated.", keys.URL)] = (
        ""
    )
    occupancy: Annotated[float, Key("People in one car, on average.", number(1, 4))] = 1.4
    labour_sek_per_hour: Annotated[float, Key("Labour cost, SEK an hour.", number(0, 10_000))] = 400.0
    sek_per_vehicle_km: Annotated[float, Key("What a car costs, SEK a km.", number(0, 100))] = 2.5
    kg_per_km: Annotated[
        Mapping[str, float],
        Key("Own emission factors by mode, kg CO2e; by car for the vehicle, else for the person.", keys.FACTORS_TABLE),
    ] = field(default_factory=dict)
    overrides_file: Annotated[str, Key("Known distances that win: CSV with from,to,km,minutes.", keys.PATH)] = ""
    department_sites: Annotated[
        Mapping[str, str],
        Key("Where a department sits, when the directory does not say: the site's name.", keys.TEXT_TABLE),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """`[[support.rota]]`: one of those who take turns to help."""

    name: Annotated[str, Key("Name, as colleagues say it.", keys.TEXT, required=True)] = ""
    address: Annotated[str, Key("Mail address.", keys.MAIL, required=True)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """`[support]`: who helps the first time."""

    name: Annotated[str, Key("Who helps somebody who has never held an online meeting.", keys.TEXT)] = ""
    address: Annotated[str, Key("Mail address of whoever helps.", keys.MAIL)] = ""
    rota: Annotated[
        tuple[Helper, ...], Key("Those who take turns, a week each; else name and address.", keys.ROWS, rows=Helper)
    ] = ()
    trial_meetings: Annotated[
        bool, Key("Offer a trial meeting of ten minutes with whoever helps, on somebody's first yes.", keys.FLAG)
    ] = True
    guide_url: Annotated[str, Key("A page that shows how to hold an online meeting.", keys.URL)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`[ledger]`: what may be shown of the conversion log."""

    allow_named: Annotated[
        bool, Key("May `ledger export --named` show organisers' addresses? Agree on it with the unions.", keys.FLAG)
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """`[database]`: where cases and the ledger are kept. The address may hold a password, so it is never shown."""

    url: Annotated[
        str, Key("SQLite for one process; PostgreSQL for workers on several machines.", keys.DATABASE_URL)
    ] = field(default="sqlite:///resfria.db", repr=False)
