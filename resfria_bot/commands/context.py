"""What the commands share: exit codes, the configuration, and printing."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from resfria_bot import log
from resfria_bot.errors import ResfriaError
from resfria_bot.settings import EVERYTHING, Settings, load

DONE, FAILED, WRONG = 0, 1, 2


def config_path(options: argparse.Namespace) -> Path | None:
    name = options.config or os.environ.get("RESFRIA_CONFIG")
    return Path(name) if name else None


def settings(options: argparse.Namespace, *needs: str) -> Settings:
    settings = load(config_path(options), os.environ, needs or EVERYTHING)
    for secret in settings.secrets():
        log.hide(secret)
    return settings


def binary(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise ResfriaError(f"{name} cannot be read ({error.strerror}): check its name and rights") from error


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
