"""The settings: a TOML file, the environment over it, and secrets by name. `sections` lists every key."""

from resfria_bot.settings.loading import EVERYTHING, KEYS, Settings, load

__all__ = ["EVERYTHING", "KEYS", "Settings", "load"]
