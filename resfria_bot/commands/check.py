"""Can cycles be run with this configuration, and what is the least that it takes?"""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from resfria_bot import app, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE, FAILED
from resfria_bot.errors import StoreError
from resfria_bot.flow.check import Installation
from resfria_bot.flow.check import check as look
from resfria_bot.graph.applications import Applications
from resfria_bot.graph.trials import Trials
from resfria_bot.settings import Settings
from resfria_bot.setup import rights


def check(options: argparse.Namespace) -> int:
    if options.permissions:
        print(rights.printed(context.settings(options, "rollout")))
        return DONE
    settings = context.settings(options)
    findings = []
    with _examined(settings) as installation:
        for finding in look(installation, datetime.now(UTC)):
            findings.append(finding)
            if not options.json:
                print(show.finding(finding))
    if options.json:
        context.print_json([{"item": f.item, "ok": f.ok, "note": f.is_note, "text": f.text} for f in findings])
    return DONE if all(finding.ok for finding in findings) else FAILED


@contextmanager
def _examined(settings: Settings) -> Iterator[Installation]:
    """What `check` looks at. Where the database cannot be used, an empty one stands in, so that the rest is seen."""
    with ExitStack() as stack:
        fault = ""
        try:
            found = stack.enter_context(app.opened(settings, dry_run=True))
        except StoreError as error:
            fault = str(error)
            stand_in = replace(settings, database=replace(settings.database, url="sqlite:////nowhere/resfria.db"))
            found = stack.enter_context(app.opened(stand_in, dry_run=True))
        yield Installation(
            desk=found.desk,
            tokens=found.tokens,
            credential=settings.credential(),
            applications=Applications(found.client),
            trials=Trials(found.client),
            mode=found.desk.rollout.furthest,
            features=app.feature_permissions(settings),
            database_url=settings.database.url,
            database_fault=fault,
            interval_minutes=settings.bot.interval_minutes,
            public_url=settings.web.public_url,
        )
