"""What a page says when it cannot be shown has a translation, wherever it is said."""

import ast
from pathlib import Path

from resfria_bot import web
from tests.core.catalogue import forms, messages_in_po

REFUSING = ("Halt", "_told", "refuse", "_refuse")


def test_every_sentence_of_a_refusal_is_translated() -> None:
    translated = {forms(message.id)[0] for message in messages_in_po()}
    said = {
        constant.value
        for path in Path(web.__file__).parent.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and _name(call.func) in REFUSING
        for constant in call.args
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and " " in constant.value
    }
    assert len(said) > 20
    assert said <= translated


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
