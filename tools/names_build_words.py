"""Build the word lists of ``normalizer_names``: given names, surnames and English words that are no names.

    python tools/names_build_words.py DATA_FOLDER

It writes ``given.txt``, ``men.txt`` and ``women.txt`` (given names that say which is meant), ``surnames.txt``,
``common.txt`` (the most common surnames) and ``words.txt`` to plugins/normalizer_names/data. Names come from Faker's
person providers (MIT licence) and from the 1990 US census as packaged by ``names`` (public domain); install both first.
DATA_FOLDER holds WCXB's ground truth (``wcxb/dev/ground-truth/*.json``), whose English texts are only counted: a word
goes to ``words.txt`` if it is mostly written with a small letter.
"""

from __future__ import annotations

import collections
import gzip
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import names
from faker.providers import person

from normalizer_names.spelling import fold

TARGET = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data"
CENSUS_GIVEN, CENSUS_SURNAMES, CENSUS_COMMON, CENSUS_SURE = 3000, 5000, 2500, 300
GIVEN_FIELDS = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
# Romanised forms of these locales are not what newspapers print, or their lists mix names with other words.
SKIPPED = {"en_TH", "fr_DZ"}


def faker_names(fields: tuple[str, ...]) -> Iterator[str]:
    """Yield the Latin-script names of all locales in the given fields."""
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__) if m.ispkg):
        if module in SKIPPED:
            continue
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for field in fields:
            found = getattr(provider, field, ())
            yield from () if isinstance(found, property) else found


def census(kind: str, most: int) -> Iterator[str]:
    """Yield the most frequent names of one census file, lower-cased."""
    for file in sorted(Path(names.__file__).parent.glob(f"dist.{kind}")):
        with file.open() as lines:
            for number, line in enumerate(lines):
                if number >= most:
                    break
                yield line.split()[0].lower()


def latin_words(found: Iterator[str], shortest: int) -> set[str]:
    """Fold names to lower-case ASCII words; names of several words give their parts."""
    words = (word for name in found for word in fold(name).split())
    return {word for word in words if len(word) >= shortest and re.fullmatch("[a-z]+", word)}


def texts(data: Path) -> Iterator[str]:
    for file in sorted((data / "wcxb" / "dev" / "ground-truth").glob("*.json*")):
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield from strings(json.loads(raw))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def common_words(data: Path) -> set[str]:
    """Count in how many texts a word is written small, and in how many with a capital letter."""
    small: collections.Counter[str] = collections.Counter()
    capital: collections.Counter[str] = collections.Counter()
    for text in texts(data):
        words = set(re.findall(r"(?<![\w'’.@/-])[A-Za-z][a-z]+(?![\w@/])", text))
        small.update(w for w in words if w.islower())
        capital.update(w.lower() for w in words if not w.islower())
    return {w for w, n in small.items() if n >= 3 and n >= 0.35 * (n + capital[w])}


def by_gender() -> tuple[set[str], set[str]]:
    """Give the names of men and those of women: what two sources say and hardly any denies."""
    votes = {"male": collections.Counter[str](), "female": collections.Counter[str]()}
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__) if m.ispkg):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for gender in votes if module not in SKIPPED else ():
            listed = provider.__dict__.get(f"first_names_{gender}", ())
            votes[gender].update(latin_words((name for name in listed if " " not in name), 3))
    for gender, count in votes.items():
        for place, name in enumerate(census(f"{gender}.first", CENSUS_GIVEN)):
            # A rank of hundreds lower may be a slip of the census.
            count[name] += 8 if place < CENSUS_SURE else 1
    men, women = votes["male"], votes["female"]
    return (
        {name for name, n in men.items() if n > 1 and n >= 8 * women[name]},
        {name for name, n in women.items() if n > 1 and n >= 8 * men[name]},
    )


def write(file: str, words: set[str]) -> None:
    (TARGET / file).write_text("\n".join(sorted(words)) + "\n")
    print(f"{file}: {len(words)} words")


def main() -> None:
    data = Path(sys.argv[1])
    given = latin_words(faker_names(GIVEN_FIELDS), 2)
    given |= latin_words(census("female.first", CENSUS_GIVEN), 2) | latin_words(census("male.first", CENSUS_GIVEN), 2)
    surnames = latin_words(faker_names(("last_names", "last_names_male", "last_names_female")), 3)
    surnames |= latin_words(census("all.last", CENSUS_SURNAMES), 3)
    write("given.txt", given)
    men, women = by_gender()
    write("men.txt", men)
    write("women.txt", women)
    write("surnames.txt", surnames)
    write("common.txt", latin_words(census("all.last", CENSUS_COMMON), 2))
    write("words.txt", common_words(data))


if __name__ == "__main__":
    main()
