"""Write the groups of given names, by their sounds, to data/given_groups.json: reading that takes a tenth of the time.

    python tools/names_build_groups.py

A group is a name in its spellings, languages and short forms: the lines of data/given_groups.txt, and the names of the
package nicknames with their short forms. Run this when given_groups.txt or the reading of sounds was changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from nicknames import name_triplets

from normalizer_names.given import as_heard, read_lines
from normalizer_names.spelling import sound_keys

TARGET = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data" / "given_groups.json"
Groups = dict[str, dict[str, int]]


def listed() -> Iterator[tuple[str, int, int]]:
    """Give each listed given name with a group that it is in and its place there (see `normalizer_names.given`)."""
    lines = read_lines("given_groups.txt")
    for number, line in enumerate(lines):
        own, _, neighbours = line.partition(">")
        for word in own.split():
            yield word, number, 0
        for word in neighbours.split():
            yield word, number, 2
    heads: dict[str, int] = {}
    for triplet in name_triplets():
        number = heads.setdefault(triplet.name1, len(lines) + len(heads))
        yield triplet.name1, number, 0
        yield triplet.name2, number, 1


def groups(keys: Callable[[str], Iterable[str]]) -> Groups:
    """Map each key of the names to their groups, and to the least place that one of them has there."""
    found: Groups = {}
    for word, group, place in listed():
        for key in keys(word):
            places = found.setdefault(key, {})
            places[str(group)] = min(place, places.get(str(group), 2))
    return found


def build() -> str:
    """Give the text of the file."""
    tables = {"sounds": groups(sound_keys), "phones": groups(lambda word: (as_heard(word),))}
    return json.dumps(tables, separators=(",", ":"), sort_keys=True).replace('},"', '},\n"') + "\n"


if __name__ == "__main__":
    TARGET.write_text(build(), "utf-8")
