"""A stand-in tenant that speaks Graph over HTTP, with people who answer."""

from resfria_bot.sandbox.characters import answer_questions
from resfria_bot.sandbox.configuration import SECRET_NAME, organisation_toml
from resfria_bot.sandbox.municipality import build
from resfria_bot.sandbox.server import Server, serve
from resfria_bot.sandbox.tenant import Tenant

__all__ = ["SECRET_NAME", "Server", "Tenant", "answer_questions", "build", "organisation_toml", "serve"]
