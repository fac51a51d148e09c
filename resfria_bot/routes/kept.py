"""Answers of a router in memory: what the database knew, and what is new since then."""

from resfria_bot.routes.osrm import Point


class Kept:
    """Implements `osrm.Routes`. Writing to the database is left to whoever owns it, between two transactions."""

    def __init__(self, known: dict[tuple[Point, Point], tuple[float, float]]) -> None:
        self._known = known
        self._fresh: dict[tuple[Point, Point], tuple[float, float]] = {}

    def get(self, origin: Point, destination: Point) -> tuple[float, float] | None:
        """Km and minutes on the way, or None when the pair was never asked for."""
        return self._known.get((origin, destination))

    def put(self, origin: Point, destination: Point, km: float, minutes: float, _source: str) -> None:
        """Keep an answer."""
        self._known[origin, destination] = self._fresh[origin, destination] = km, minutes

    def take_fresh(self) -> dict[tuple[Point, Point], tuple[float, float]]:
        """Answers that are not in the database yet; each is given out once."""
        fresh, self._fresh = self._fresh, {}
        return fresh
