"""Two ways of meeting online: at one's own desk, or together in a room of our own that has equipment for it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from resfria_bot.core.text import clean, fold
from resfria_bot.core.travellers import Party
from resfria_bot.core.types import Room, Site

#: Fewer people than this do not sit together.
COMPANY = 2


def meeting_site(party: Party, organiser: str, *, prefers_rooms: bool) -> tuple[Site, int] | None:
    """The site of ours where a room would serve, and for how many of our people; None where each has their own desk.

    Where all of ours who would travel sit at one site they may sit together; where rooms are preferred, the organiser's
    site is good enough.
    """
    seats = Counter(traveller.site.name for traveller in party.present if traveller.site)
    sites = {traveller.site.name: traveller.site for traveller in party.present if traveller.site}
    if len(party.present) >= COMPANY and len(seats) == 1 and seats.total() == len(party.present):
        name = next(iter(seats))
        return sites[name], seats[name]
    if not prefers_rooms:
        return None
    home = next((traveller.site for traveller in party.present if traveller.address == organiser), None)
    return (home, seats[home.name]) if home else None


def equipped(rooms: Iterable[Room], site: Site, sites: Sequence[Site], people: int) -> list[Room]:
    """Rooms with equipment at a site that hold so many, the smallest first; where nobody counted the seats, last."""
    fitting = [
        room
        for room in rooms
        if room.has_equipment and (room.capacity is None or room.capacity >= people) and site_of(room, sites) == site
    ]
    return sorted(fitting, key=lambda room: (room.capacity is None, room.capacity or 0, room.name))


def site_of(room: Room, sites: Sequence[Site]) -> Site | None:
    """Where a room is: by its building, else by its name, else by a town in which we have one site only."""
    for names_of, wanted in ((_names, room.building), (_rooms, room.name)):
        found = [site for site in sites if wanted and _key(wanted) in names_of(site)]
        if len(found) == 1:
            return found[0]
    in_town = [site for site in sites if room.town and _key(site.town) == _key(room.town)]
    return in_town[0] if len(in_town) == 1 and not room.building else None


def _names(site: Site) -> set[str]:
    return {_key(name) for name in (site.name, *site.aliases)}


def _rooms(site: Site) -> set[str]:
    return {_key(name) for room in site.rooms for name in (room, f"{site.name} {room}", f"{room} {site.name}")}


def _key(name: str) -> str:
    return fold(clean(name))
