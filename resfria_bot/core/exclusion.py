"""Who and what is left alone altogether: decided before it is read or, where that cannot be, before it is judged."""

from dataclasses import dataclass

from resfria_bot.core.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """The lists of the organisation, compared without regard to case. `places` are found as words within a place."""

    people: tuple[str, ...] = ()  #: addresses
    group_ids: tuple[str, ...] = ()  #: whose members are left alone, too
    categories: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def covers(self, event: Event) -> bool:
        """Does the meeting carry a category, or take place somewhere, that is left alone?"""
        excluded = {_plain(category) for category in self.categories}
        if any(_plain(category) in excluded for category in event.categories):
            return True
        texts = [_words(text) for place in event.locations for text in (place.name, place.address, place.mail)]
        return any(_words(name) in text for name in self.places for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> str:
    """The words of a text with a space around each: "ifo" is in "IFO, rum 3" and not in "Bifogas"."""
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text.casefold()).split())} "
