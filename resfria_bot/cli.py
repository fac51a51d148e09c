"""The command `resfria-bot`: the only place, with `commands`, that prints or picks exit codes.

0: done. 1: could not do it, and stderr says why in one sentence. 2: wrong usage or configuration, naming the key.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from resfria_bot import log
from resfria_bot.arguments import parser
from resfria_bot.commands import (
    backup,
    check,
    cycle,
    hosts,
    init,
    judging,
    person,
    privacy,
    purge,
    records,
    teams_app,
    trying,
    web,
    why,
    worker,
)
from resfria_bot.commands.context import FAILED, WRONG
from resfria_bot.errors import ConfigError, ResfriaError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    log.configure(json=options.log == "json")
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
        return code
    except ConfigError as error:
        for problem in error.problems:
            print(f"resfria-bot: {problem}", file=sys.stderr)
        return WRONG
    except ResfriaError as error:
        print(f"resfria-bot: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what could not be written is not tried again at exit
        print(
            f"resfria-bot: it stopped at the system: {error.strerror or error}; mend that and run again",
            file=sys.stderr,
        )
        return FAILED
    except KeyboardInterrupt:
        print("resfria-bot: stopped", file=sys.stderr)
        return FAILED


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": cycle.run,
    "daemon": cycle.daemon,
    "worker": worker.worker,
    "check": check.check,
    "init": init.init,
    "web": web.web,
    "why": why.why,
    "hosts": hosts.hosts,
    "teams-app": teams_app.teams_app,
    "assess": judging.assess,
    "scan": judging.scan,
    "estimate": judging.estimate,
    "ledger": records.ledger_export,
    "report": records.report,
    "person": person.person,
    "purge": purge.purge,
    "privacy": privacy.privacy,
    "backup": backup.backup,
    "restore": backup.restore,
    "key": backup.key,
    "demo": trying.demo,
    "sandbox": trying.sandbox,
}
