"""Find people who are only ever called by one name: "Senator Keller", "her son Peter"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from normalizer_names.context import RELATIVE_BEFORE, in_quotes, named_so, spoken_of, word_before
from normalizer_names.lexicon import HONORIFICS, Kind, strong_given, unlisted
from normalizer_names.people import Form, Person, capitalized
from normalizer_names.runs import Run, Scan
from normalizer_names.spelling import word_set

#: Titles after which a surname alone follows; other titles in `lexicon` say less (Russian, Foreign, Affairs).
OFFICES = word_set(
    """
    president chancellor secretary general gen senator senators congressman congresswoman representative governor mayor
    ambassador envoy chairman chairwoman commissioner speaker king queen prince princess emperor empress tsar sultan
    pope cardinal archbishop bishop pastor colonel captain major lieutenant sergeant corporal admiral marshal lord
    inspector detective constable sheriff judge justice professor doctor duchess councillor alderman minister premier
    mps sen rep gov col capt maj lt sgt adm messrs
    """
)
#: What is so called is no person (St. Regis), or a word of everyday life.
_NO_TITLES = word_set("st saint mag don dona mx fr rev")
_BEFORE_NAME = Kind.TITLE | Kind.HONORIFIC
_SHORTEST = 3
_EPITHET = re.compile(
    r"[ \u00a0]the[ \u00a0](?:Great|Elder|Younger|Terrible|Conqueror|Confessor|Bold|Wise|Magnificent|Pious|Bald|Fat"
    r"|Lion|Impaler|Navigator|Apostate|Apostle|Baptist|Evangelist|Hun)\b"
)
_MONTHS = word_set("jan mar may june april august")


@dataclass(frozen=True, slots=True)
class OneName:
    """A person called by one name, and by which."""

    person: Person
    key: str
    given: bool


def find_one_names(scan: Scan, taken: Callable[[str], bool]) -> list[OneName]:
    """Find the people of a document who are never named in full.

    Args:
        scan: the runs of the document.
        taken: says of a key whether someone who is named in full bears the name.

    """
    found: dict[str, OneName] = {}
    for run, i, given in (*_titled(scan, taken), *_given(scan, taken)):
        key = run.keys[i]
        if in_quotes(run.text, run.starts[0], run.end(i)):
            continue
        if key not in found:
            here = (run.block, run.starts[i])
            form = Form(key, first=here, supported=True)
            form.add(run.words[i])
            found[key] = OneName(Person(_written(run.words[i]), [form], first=(-1, -1)), key, given)
        person = found[key].person
        epithet = _EPITHET.match(run.text, run.end(i))
        if epithet and person.name == _written(run.words[i]):
            person.name += epithet[0]
        person.forms[0].mentions.append((run, i))
        person.blocks.add(run.block)
    return list(found.values())


def _written(word: str) -> str:
    return capitalized(word) if word.isupper() else word


def _titled(scan: Scan, taken: Callable[[str], bool]) -> Iterator[tuple[Run, int, bool]]:
    """Give the words that stand alone after a title, at the end of their runs."""
    texts = [
        text
        for text, (_, keys, kinds) in scan.several.items()
        if kinds[-2] & _BEFORE_NAME and _after_title(keys, kinds) and not taken(keys[-1])
    ]
    for run in scan.in_order(texts):
        if not run.heading:
            yield run, len(run.words) - 1, False


def _after_title(keys: Sequence[str], kinds: Sequence[int]) -> bool:
    title, kind = keys[-2], kinds[-1]
    if title not in OFFICES and (title not in HONORIFICS or title in _NO_TITLES):
        return False
    return len(keys[-1]) >= _SHORTEST and unlisted(kind) and not kind & (Kind.INITIAL | Kind.PARTICLE)


def _given(scan: Scan, taken: Callable[[str], bool]) -> Iterator[tuple[Run, int, bool]]:
    """Give the given names that stand alone and are said to be someone's."""
    texts = [
        text
        for text, (key, kind) in scan.singles.items()
        if kind & Kind.GIVEN and strong_given(kind) and len(key) >= _SHORTEST and key not in _MONTHS and not taken(key)
    ]
    for run in scan.in_order(texts):
        text, start = run.text, run.starts[0]
        if word_before(text, start) in RELATIVE_BEFORE or named_so(text, start) or spoken_of(text, run.end(0)):
            yield run, 0, True
