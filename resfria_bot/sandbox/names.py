"""Names of people who do not exist, by seeded combination of ordinary Swedish names."""

import random
import unicodedata
from collections.abc import Iterator

_GIVEN_TEXT = """
Agneta Ahmed Alice Amanda Amina Anders Andreas Anette Anna Annika Arvid Astrid Axel Barbro Bengt Birgitta Björn
Camilla Carina Cecilia Christer Clara Daniel David Ebba Elias Elin Ellinor Emelie Emil Emma Erik Eva Fatima Fredrik
Gunilla Gustav Göran Hanna Hans Helena Henrik Håkan Ida Inger Ingrid Jakob Jan Jenny Jesper Joakim Johan Johanna
Jonas Josefin Julia Karin Karl Katarina Kerstin Khalid Kristina Lars Leif Lena Leyla Lina Linda Linnéa Lisa Lotta
Louise Madeleine Magnus Malin Marcus Maria Marianne Martin Mats Mattias Mikael Mohammed Monica Nils Nina Ola Olle
Oskar Patrik Per Pernilla Peter Pia Rickard Robert Roger Rolf Sanna Sara Sofia Stefan Sten Susanne Sven Therese
Thomas Tobias Tove Ulf Ulla Ulrika Veronica Viktor Viveka Yasmin Yvonne Åke Åsa Örjan
"""
_SURNAMES_TEXT = """
Abrahamsson Ahlgren Alm Andersson Arvidsson Asplund Axelsson Backman Bengtsson Berg Berglund Bergman Bergström Björk
Björklund Blom Boström Carlsson Claesson Dahl Dahlberg Danielsson Edlund Ek Eklund Ekström Eliasson Engström
Eriksson Fors Forsberg Fransson Fredriksson Gran Gustafsson Hallberg Hansson Hedlund Hedström Hellström Henriksson
Holm Holmgren Håkansson Isaksson Jakobsson Jansson Johansson Jonsson Karlsson Larsson Lind Lindberg Lindgren
Lindholm Lindqvist Ljung Lund Lundberg Lundgren Löfgren Magnusson Martinsson Mattsson Mohamud Månsson Nilsson
Norberg Nordin Nyberg Nyström Olofsson Olsson Palm Persson Pettersson Rahimi Rosén Samuelsson Sandberg Sjöberg
Sjögren Strand Ström Sundberg Sundström Svensson Söderberg Wallin Wikström Viklund Westman Åberg Åkesson Öberg Öhman
"""
GIVEN = tuple(_GIVEN_TEXT.split())
SURNAMES = tuple(_SURNAMES_TEXT.split())

Name = tuple[str, str]


def people(rng: random.Random) -> Iterator[Name]:
    """Given name and surname; no two that would have the same mail address."""
    seen: set[str] = set()
    while len(seen) < len(GIVEN) * len(SURNAMES):
        name = rng.choice(GIVEN), rng.choice(SURNAMES)
        if mail_name(name) not in seen:
            seen.add(mail_name(name))
            yield name


def mail_name(name: Name) -> str:
    """The part of a mail address before the at sign."""
    folded = unicodedata.normalize("NFKD", ".".join(name)).encode("ascii", "ignore").decode()
    return folded.lower().replace(" ", "-")
