"""Backups, and the keys that what is in them is sealed with."""

import argparse
import sys
from pathlib import Path

from cryptography.fernet import Fernet

from resfria_bot.commands import context
from resfria_bot.commands.context import DONE
from resfria_bot.store import backup as backups


def backup(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    backups.save(settings.database.url, Path(options.file))
    print(f"{options.file} holds all that is in the database", file=sys.stderr)
    if not settings.privacy.sealing_keys:
        print("the key that seals addresses is in it too: see privacy.key_env", file=sys.stderr)
    return DONE


def restore(options: argparse.Namespace) -> int:
    settings = context.settings(options, "database")
    found = backups.restore(
        settings.database.url, settings.privacy.sealing_keys, Path(options.file), is_forced=options.force
    )
    print(f"the database holds what {options.file} held: {found} cases", file=sys.stderr)
    return DONE


def key(_: argparse.Namespace) -> int:
    print(Fernet.generate_key().decode())
    return DONE
