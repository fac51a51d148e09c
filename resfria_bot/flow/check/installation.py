"""What is examined: the desk, and of the settings what the desk does not hold."""

from dataclasses import dataclass

from resfria_bot.core.rollout import BotMode
from resfria_bot.flow.desk import Desk
from resfria_bot.graph.applications import Applications
from resfria_bot.graph.auth import Credential, Tokens
from resfria_bot.graph.trials import Trials


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where `database_fault` says why the database cannot be used, `desk` works on an empty one."""

    desk: Desk
    tokens: Tokens
    credential: Credential
    applications: Applications
    trials: Trials
    mode: BotMode  #: the furthest that any phase goes
    features: frozenset[str]  #: permissions of what is switched on beside the mode
    database_url: str
    database_fault: str = ""
    interval_minutes: int
    public_url: str = ""
