"""Figures for Prometheus, read from the database each time; no label holds a person or a department."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any, TypeAlias

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from resfria_bot.errors import StoreError
from resfria_bot.store import metrics, runs
from resfria_bot.store.database import Database
from resfria_bot.web.health import Reply

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_Labels: TypeAlias = Mapping[tuple[str, ...], float]

#: Every metric, with its labels and what it says.
METRICS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "resfria_build_info": (("version",), "The version that runs; always 1."),
    "resfria_database_up": ((), "1 when the database answers, else 0 and the figures from it are missing."),
    "resfria_last_cycle_timestamp_seconds": ((), "When the last completed cycle ended, in Unix time."),
    "resfria_cycle_duration_seconds": ((), "How long the last completed cycle took."),
    "resfria_cycle_mailboxes": (("outcome",), "Mailboxes of the last completed cycle by outcome."),
    "resfria_cycle_requests": ((), "Requests to Graph in the last completed cycle."),
    "resfria_cycle_throttled": ((), "Answers in the last completed cycle that asked to come back later."),
    "resfria_cycle_failures": ((), "Mailboxes and steps that failed in the last completed cycle."),
    "resfria_cycles": (("outcome",), "Cycles in the database: completed, or broken off."),
    "resfria_failed_cycles_in_a_row": ((), "Cycles that failed since the last one that went well."),
    "resfria_questions": (("status",), "Questions by status."),
    "resfria_cases": (("state",), "Cases by state."),
    "resfria_queue_age_seconds": ((), "How long the case that has waited longest to be asked about has waited."),
    "resfria_mailboxes": (("state",), "People in scope: read, parked after failures, absent from a doubted group."),
    "resfria_subscriptions": ((), "Subscriptions to changes that are alive."),
    "resfria_certificate_days_left": ((), "Days until the certificate of the credential expires."),
}


class Figures(Collector):
    """Collects at each scrape. `certificate_end` tells when the certificate expires; None where there is none."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], certificate_end: Callable[[], datetime | None]
    ) -> None:
        self._database = database
        self._now = now
        self._certificate_end = certificate_end

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: registering is not to read the database."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every metric that has a value now."""
        now = self._now()
        yield _gauge("resfria_build_info", {(version("resfria-bot"),): 1})
        end = self._certificate_end()
        if end is not None:
            yield _gauge("resfria_certificate_days_left", {(): (end - now).total_seconds() / 86_400})
        try:
            with self._database.transaction() as tx:
                last, counts = runs.last_finished(tx), metrics.counts(tx, now)
        except StoreError:
            yield _gauge("resfria_database_up", {(): 0})
            return
        yield _gauge("resfria_database_up", {(): 1})
        if last is not None:
            yield from _last_cycle(last)
        yield _gauge("resfria_cycles", _by(counts.cycles))
        yield _gauge("resfria_failed_cycles_in_a_row", {(): counts.failures_in_a_row})
        yield _gauge("resfria_questions", _by(counts.questions))
        yield _gauge("resfria_cases", _by(counts.cases))
        yield _gauge("resfria_mailboxes", _by(counts.mailboxes))
        yield _gauge("resfria_queue_age_seconds", {(): counts.queue_age_seconds})
        yield _gauge("resfria_subscriptions", {(): counts.subscriptions})


def page(figures: Figures) -> Reply:
    """The exposition."""
    registry = CollectorRegistry()
    registry.register(figures)
    return Reply(200, generate_latest(registry).decode(), CONTENT_TYPE)


def _last_cycle(last: Mapping[str, Any]) -> Iterator[GaugeMetricFamily]:
    report = last["report"]
    yield _gauge("resfria_last_cycle_timestamp_seconds", {(): last["finished_at"].timestamp()})
    yield _gauge("resfria_cycle_duration_seconds", {(): report["seconds"]})
    yield _gauge("resfria_cycle_mailboxes", _by(report["mailboxes"]))
    yield _gauge("resfria_cycle_requests", {(): report["requests"]})
    yield _gauge("resfria_cycle_throttled", {(): report.get("throttled", 0)})  # not in reports of earlier versions
    yield _gauge("resfria_cycle_failures", {(): len(report["failures"])})


def _by(counts: Mapping[str, float]) -> _Labels:
    return {(name,): count for name, count in counts.items()}


def _gauge(name: str, values: _Labels) -> GaugeMetricFamily:
    labels, text = METRICS[name]
    family = GaugeMetricFamily(name, text, labels=labels)
    for label_values, value in values.items():
        family.add_metric(label_values, value)
    return family
