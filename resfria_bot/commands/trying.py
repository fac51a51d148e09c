"""The program without a tenant of one's own: the demo and the sandbox."""

import argparse
import sys
import threading

from resfria_bot import demo as story
from resfria_bot import show
from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.run.daemon import on_signal
from resfria_bot.sandbox.configuration import SECRET_NAME


def demo(options: argparse.Namespace) -> int:
    with show.Weeks(sys.stderr) as weeks:
        summary = story.play(weeks.step)
    if options.json:
        context.print_json(summary.as_json())
    else:
        print(show.demo(summary))
    return DONE


def sandbox(options: argparse.Namespace) -> int:
    stop = threading.Event()
    on_signal(stop)
    with story.standing(options.port) as (server, text):
        print(show.sandbox(server.base_url, SECRET_NAME, server.tenant.client_secret, text), flush=True)
        stop.wait()
    return DONE
