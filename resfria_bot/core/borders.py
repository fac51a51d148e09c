"""Which places are abroad: how people get there is not known, so nothing is claimed."""

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.spots import Kind
from resfria_bot.core.types import Place

#: The box around Sweden, degrees north and east.
SOUTH, NORTH, WEST, EAST = 55.2, 69.2, 10.9, 24.3


def is_abroad(place: Place, names: Gazetteer) -> bool:
    """Is this name only known as a place abroad, or does its point lie outside the box around Sweden?"""
    spots = names.named(place.name)
    if spots and all(spot.kind in (Kind.ABROAD, Kind.COUNTRY) for spot in spots):
        return True
    if place.latitude is None or place.longitude is None:
        return False
    return not (SOUTH <= place.latitude <= NORTH and WEST <= place.longitude <= EAST)
