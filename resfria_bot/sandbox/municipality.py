"""Älvdala kommun: a municipality that does not exist, by the river between real towns, with its people and groups."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from resfria_bot.sandbox import ids, names
from resfria_bot.sandbox.agenda import DEPARTMENTS, Department
from resfria_bot.sandbox.directory import Group, Room, Site, User
from resfria_bot.sandbox.quarter import fill
from resfria_bot.sandbox.tenant import Tenant

NAME = "Älvdala kommun"
DOMAIN = "alvdala.example"
#: A Monday morning; the quarter begins here unless another time is named.
BEGINNING = datetime(2027, 1, 11, 6, 0, tzinfo=UTC)
#: Those who are in the scope group but cannot take part.
ODD_MEMBERS = 4
#: Who may see more of the pages than their own: role, name of the group, title of the person in it, department.
ROLES = (
    ("manager", "Resfria möten – chefer", "Rektor", "Bildningsförvaltningen"),
    ("organisation", "Resfria möten – ledning", "Utvecklingsledare", "Kommunledningskontoret"),
    ("it", "Resfria möten – drift", "IT-tekniker", ""),
    ("support", "Resfria möten – stöd", "IT-tekniker", ""),
)
#: People of the smallest department, however small a share of the municipality is built.
FEWEST = 2

SITES = (
    Site(
        name="Stadshuset",
        address="Järnvägsgatan 12, 463 30 Lilla Edet",
        town="Lilla Edet",
        latitude=58.1334,
        longitude=12.1240,
        aliases=("Stadshuset Lilla Edet", "Älvdala stadshus"),
        rooms=("Sessionssalen", "Strömmen", "Inlandet", "Rum 3"),
    ),
    Site(
        name="Ljudaborg",
        address="Museivägen 3, 463 71 Lödöse",
        town="Lödöse",
        latitude=58.0330,
        longitude=12.1540,
        aliases=("Ljudaborg Lödöse",),
        rooms=("Tegelbruket", "Kajen"),
    ),
    Site(
        name="Götahuset",
        address="Brattorpsvägen 8, 463 72 Göta",
        town="Göta",
        latitude=58.1050,
        longitude=12.1500,
        aliases=("Götahuset Göta",),
        rooms=("Bruket", "Slussen"),
    ),
    Site(
        name="Kanalkontoret",
        address="Österlånggatan 40, 461 31 Trollhättan",
        town="Trollhättan",
        latitude=58.2840,
        longitude=12.2900,
        aliases=("Kanalkontoret Trollhättan",),
        rooms=("Åkersvass", "Olidan"),
    ),
    Site(
        name="Alekontoret",
        address="Ale torg 14, 449 31 Nödinge",
        town="Nödinge",
        latitude=57.8960,
        longitude=12.0490,
        aliases=("Alekontoret Nödinge",),
        rooms=("Fyrklövern",),
    ),
)


def build(seed: int = 1, now: datetime = BEGINNING, share: float = 1.0) -> Tenant:
    """The municipality with a quarter's calendars, as it stands at `now` (aware). The same seed builds the same.

    `share`: of its people and meetings. `seasons.live_on` adds further quarters.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret, and it must be repeatable
    now = now.astimezone(UTC)
    tenant = Tenant(seed=seed, now=now, name=NAME, domains=(DOMAIN,))
    tenant.sites = SITES
    _add_rooms(tenant)
    _add_people(tenant, rng, now, share)
    fill(tenant, rng, now, share=share)
    tenant.now = now
    return tenant


def _add_rooms(tenant: Tenant) -> None:
    for site in SITES:
        for number, name in enumerate(site.rooms):
            address = f"rum.{names.mail_name((site.name, name)).replace(' ', '')}@{DOMAIN}"
            device = "Logitech Rally" if number == 0 else None
            identity = ids.guid(str(tenant.seed), "room", address)
            room = Room(id=identity, name=name, address=address, site=site, video_device=device)
            tenant.directory.add_room(room)


def _add_people(tenant: Tenant, rng: random.Random, now: datetime, share: float) -> None:
    found = names.people(rng)
    scope = Group(id=ids.guid(str(tenant.seed), "group", "scope"), name="Resfria möten – deltagare")
    for department in DEPARTMENTS:
        group = Group(id=ids.guid(str(tenant.seed), "group", department.name), name=department.name)
        for _ in range(max(FEWEST, round(department.people * share))):
            user = tenant.add_user(_person(tenant, rng, now, department, next(found)))
            group.members.append(user.id)
        tenant.directory.add_group(group)
        scope.members.append(group.id)
    scope.members.extend(_odd_people(tenant, found))
    tenant.directory.add_group(scope)
    tenant.scope_group_id = scope.id
    people = list(tenant.directory.users.values())
    tenant.support_address = _titled(people, "IT-tekniker").address
    for role, name, title, managed in ROLES:
        identity = ids.guid(str(tenant.seed), "group", role)
        one = _titled(people, title)
        group = Group(id=identity, name=name, members=[one.id], role=role, departments=(managed,))
        tenant.directory.add_group(group)
    bot = _user(tenant, ("Resfritt", "möte"), f"resfritt@{DOMAIN}", department="Kommunledningskontoret")
    tenant.bot_address = tenant.add_user(bot).address


def _titled(people: list[User], title: str) -> User:
    return next((user for user in people if user.title == title), people[0])


def _person(tenant: Tenant, rng: random.Random, now: datetime, department: Department, name: names.Name) -> User:
    site = rng.choices(SITES, department.sites)[0]
    user = _user(tenant, name, f"{names.mail_name(name)}@{DOMAIN}", department=department.name)
    user.title = rng.choice(department.titles)
    user.office, user.city, user.street = site.name, site.town, site.address.partition(",")[0]
    if rng.random() < 0.06:
        user.language = "en-GB"
    if rng.random() < 0.08:
        user.weekdays = (0, 1, 2, 3)
    if rng.random() < 0.1:
        user.works_from, user.works_until = time(7, 30), time(16)
    if rng.random() < 0.02:
        user.custom_bias_minutes = -60
    if rng.random() < 0.03:
        user.away_from = now + timedelta(days=rng.randrange(0, 21))
        user.away_until = user.away_from + timedelta(days=rng.choice((5, 7, 14)))
    user.teams_refused = rng.random() < 0.03
    return user


def _odd_people(tenant: Tenant, found: Iterator[names.Name]) -> list[str]:
    """Members of the scope who cannot take part: a guest, a blocked account, one without mailbox, one without Teams."""
    odd = [
        _user(tenant, name, f"{names.mail_name(name)}@{DOMAIN}", department="Socialförvaltningen")
        for name in (next(found) for _ in range(ODD_MEMBERS))
    ]
    guest, blocked, absent, plain = odd
    guest.address = f"{names.mail_name((guest.given_name, guest.surname))}@konsult.example"
    guest.principal_name = f"{guest.address.replace('@', '_')}#EXT#@{DOMAIN}"
    guest.is_guest, guest.has_mailbox, guest.has_teams = True, False, False
    blocked.is_enabled = False
    absent.has_mailbox = False
    plain.has_teams = False
    plain.office, plain.city = SITES[0].name, SITES[0].town
    return [tenant.add_user(user).id for user in odd]


def _user(tenant: Tenant, name: names.Name, address: str, *, department: str) -> User:
    identity = ids.guid(str(tenant.seed), "user", address)
    return User(id=identity, address=address, given_name=name[0], surname=name[1], department=department)
