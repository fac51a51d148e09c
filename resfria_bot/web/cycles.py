"""For IT: how the last cycles went, why some failed, and which mailboxes are left alone for now."""

from collections import Counter
from datetime import timedelta

from starlette.responses import Response

from resfria_bot.store import mailboxes, runs
from resfria_bot.web.visit import Visit

#: Cycles shown.
SHOWN = 30
#: A cycle that began longer ago than this, and has not ended, was broken off.
LONGEST = timedelta(hours=2)


def show(visit: Visit) -> Response:
    """The newest cycles first."""
    with visit.site.database.transaction() as tx:
        last = runs.last(tx, SHOWN)
        parked = [m for m in mailboxes.all_mailboxes(tx) if m.parked_until is not None and m.parked_until > visit.now]
    causes = Counter(failure["error"] for run in last if run["report"] for failure in run["report"]["failures"])
    interval = timedelta(minutes=visit.site.settings.bot.interval_minutes)
    return visit.render(
        "cycles.html",
        runs=last,
        causes=causes.most_common(),
        parked=parked,
        throttled=sum(run["report"].get("throttled", 0) for run in last if run["report"]),
        is_running=bool(last) and last[0]["report"] is None and visit.now - last[0]["begun_at"] < LONGEST,
        next_at=last[0]["begun_at"] + interval if last else None,
    )
