"""What may be asked by whoever watches the program: by path, for the pages and for the daemon's own listener."""

from collections.abc import Callable, Mapping
from datetime import datetime

from resfria_bot.errors import ResfriaError
from resfria_bot.graph import certificate
from resfria_bot.settings import Settings
from resfria_bot.store.database import Database
from resfria_bot.web import health, metrics
from resfria_bot.web.health import Reply


def routes(
    settings: Callable[[], Settings], database: Callable[[], Database | None], now: Callable[[], datetime]
) -> Mapping[str, Callable[[], Reply]]:
    """Answers by path. `database` gives None while another daemon works on it."""

    def with_database(answer: Callable[[Database], Reply]) -> Callable[[], Reply]:
        def answered() -> Reply:
            found = database()
            return answer(found) if found else Reply(503, "another daemon works on the database: this one stands by\n")

        return answered

    def figures(found: Database) -> Reply:
        return metrics.page(metrics.Figures(found, now, lambda: _certificate_end(settings())))

    return {
        "/healthz": health.alive,
        "/readyz": with_database(lambda found: health.ready(found, settings().bot.interval_minutes, now())),
        "/metrics": with_database(figures),
    }


def _certificate_end(settings: Settings) -> datetime | None:
    graph = settings.graph
    if not graph.certificate_path:
        return None
    try:
        return certificate.expires_at(graph.certificate_path, graph.certificate_passphrase)
    except ResfriaError:
        return None  # the cycle fails of it, and says why
