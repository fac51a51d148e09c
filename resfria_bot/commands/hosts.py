"""Hosts outside that people travel to most, and a letter to one of them."""

import argparse
from dataclasses import asdict

from resfria_bot import app, show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.core.hostletter import host_letter
from resfria_bot.errors import NotFound
from resfria_bot.store import hosts as rows


def hosts(options: argparse.Namespace) -> int:
    settings = context.settings(options, "organisation", "database")
    with app.database(settings) as database, database.transaction() as tx:
        found = rows.travelled_to(tx, None if options.letter else options.top)
    if options.letter:
        domain = options.letter.lower()
        host = next((host for host in found if host.domain == domain), None)
        if host is None:
            raise NotFound(f"no meeting held by {domain} is recorded: resfria-bot hosts lists those that are")
        ours = settings.organisation
        print(host_letter(ours.name, host.domain, host.meetings, host.person_hours, ours.language), end="")
    elif options.json:
        context.print_json([asdict(host) for host in found])
    else:
        print(show.table(("host", "meetings", "hours"), [(h.domain, h.meetings, h.person_hours) for h in found]))
    return DONE
