"""Ways by road that a router was asked for, so that each pair of points is asked once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from resfria_bot.store.tables import routes
from resfria_bot.store.upsert import upsert

#: Two points, in degrees north and east.
Pair = tuple[tuple[float, float], tuple[float, float]]


def all_routes(tx: Connection) -> dict[Pair, tuple[float, float]]:
    """Km and minutes on the way of every pair that is known."""
    return {
        ((row.from_latitude, row.from_longitude), (row.to_latitude, row.to_longitude)): (
            row.distance_km,
            row.ride_minutes,
        )
        for row in tx.execute(select(routes))
    }


def save(tx: Connection, found: Mapping[Pair, tuple[float, float]], source: str, now: datetime) -> None:
    """Keep what a router said."""
    for (origin, destination), (distance_km, ride_minutes) in found.items():
        values: dict[str, Any] = {
            "from_latitude": origin[0],
            "from_longitude": origin[1],
            "to_latitude": destination[0],
            "to_longitude": destination[1],
            "distance_km": distance_km,
            "ride_minutes": ride_minutes,
            "source": source,
            "fetched_at": now,
        }
        upsert(tx, routes, values)
