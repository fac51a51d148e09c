"""What IT is told by mail: something is wrong, it is over, and in the first days what would have been asked."""

from collections.abc import Mapping

from resfria_bot.core.language import translate, translate_count


def failures(count: int, language: str) -> str:
    """Subject of the mail about cycles that fail, so many in a row."""
    text = translate_count(
        "resfria-bot: {count} cycle has failed", "resfria-bot: {count} cycles in a row have failed", count, language
    )
    return text.format(count=count)


def alarm(language: str) -> str:
    """Subject of the mail about anything else that is wrong."""
    return translate("resfria-bot: something needs your decision", language)


def trouble(reason: str, language: str) -> str:
    """Text of either; `reason` is one sentence."""
    after = translate("Nothing is lost, and it goes on trying. This is said once, and again when it is over.", language)
    return f"{reason}\n\n{after}\n"


def over(reason: str, language: str) -> tuple[str, str]:
    """Subject and text of the mail that says that it is over."""
    before = translate("This is so no longer:", language)
    return translate("resfria-bot: it is over", language), f"{before}\n\n{reason}\n"


def preview(count: int, places: Mapping[str, int], departments: Mapping[str, int], language: str) -> tuple[str, str]:
    """Subject and text of the mail of the day in the first days. An empty name stands for departments too small."""
    subject = translate_count(
        "resfria-bot: {count} question would have been asked today",
        "resfria-bot: {count} questions would have been asked today",
        count,
        language,
    )
    lines = [translate("Nobody was asked: these are the first days. Otherwise it would have been about:", language)]
    lines += ["", translate("Places", language), *_rows(places)]
    small = translate("smaller departments", language)
    named = {name or small: number for name, number in departments.items()}
    lines += ["", translate("Departments", language), *_rows(named)]
    return subject.format(count=count), "\n".join(lines) + "\n"


def _rows(counts: Mapping[str, int]) -> list[str]:
    return [f"{count:>6}  {name}" for name, count in counts.items()]
