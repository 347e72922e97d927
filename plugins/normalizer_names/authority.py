"""Authority files: who is known under which names, the user's own before the bundled one.

A file is JSON Lines, a person a line: ``{"canonical": "Jane Roe", "aliases": ["J. Roe"], "id": "7", "note": "..."}``.
``canonical`` is required; lines that are empty or begin with ``#`` are skipped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from normalizer_names.parts import SURNAME_WORDS_BEFORE, surname_of
from normalizer_names.spelling import fold, sound_keys


class AuthorityError(ValueError):
    """An authority file can't be used; the message names the file and the line, and says what to do."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One person of an authority file."""

    canonical: str
    aliases: tuple[str, ...] = ()
    id: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Authority:
    """People by name. Build one with `load` or `from_entries`; don't change its mappings."""

    entries: tuple[Entry, ...] = ()
    #: Folded name to entry.
    by_name: Mapping[str, Entry] = field(default_factory=dict)
    #: First folded word of a name to the numbers of words that names beginning with it have, longest first.
    first_words: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: Folded surname (its last word) to the entries with it, in the order of the files.
    by_surname: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    #: Sound key of the surname to entries.
    by_sound: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    #: Words with which a listed name may begin in a text, in either order of given name and surname.
    beginnings: frozenset[str] = frozenset()
    #: The first two words of the names, and given name and surname turned round: what else can't be a listed name.
    pairs: frozenset[str] = frozenset()
    #: The first words of these pairs.
    openings: frozenset[str] = frozenset()
    #: Folded full name to the form that a corpus agreed on, for people who are in no authority file.
    corpus: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Entry | None:
        """Give the person that has exactly this name or alias, whatever the case, diacritics or hyphens."""
        return self.by_name.get(fold(name))


def from_entries(*lists: Iterable[Entry]) -> Authority:
    """Build an authority; where two lists claim a name, the earlier list has it."""
    entries: list[Entry] = []
    by_name: dict[str, Entry] = {}
    for number, group in enumerate(lists):
        taken = frozenset(by_name) if number else frozenset()
        for entry in group:
            if fold(entry.canonical) in taken:
                continue
            entries.append(entry)
            for name in (entry.canonical, *entry.aliases):
                by_name.setdefault(fold(name), entry)
    surnames: dict[str, dict[str, Entry]] = {}
    sounds: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        for name in (entry.canonical, *entry.aliases):
            for word in _surname_words(name):
                surnames.setdefault(fold(word), {}).setdefault(entry.canonical, entry)
                for key in sound_keys(word):
                    sounds.setdefault(key, {}).setdefault(entry.canonical, entry)
    lengths: dict[str, set[int]] = {}
    for name in by_name:
        words = name.split()
        lengths.setdefault(words[0], set()).add(len(words))
    pairs = _pairs(by_name)
    return Authority(
        tuple(entries),
        by_name,
        {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()},
        {word: tuple(found.values()) for word, found in surnames.items()},
        {word: tuple(found.values()) for word, found in sounds.items()},
        frozenset(lengths) | frozenset(surnames),
        pairs,
        frozenset(pair.split(" ", 1)[0] for pair in pairs),
    )


def _pairs(names: Iterable[str]) -> frozenset[str]:
    split = [name.split() for name in names]
    turned = {f"{words[1]} {words[0]}" for words in split if len(words) == 2}
    return frozenset(" ".join(words[:2]) for words in split) | turned


def _surname_words(name: str) -> Iterator[str]:
    """Give the surname as its last word and, with particles or a second surname, in full."""
    surname = surname_of(name)
    yield surname
    last = surname.split()[-1]
    if last != surname:
        yield last.split("-", 1)[1] if last.lower().split("-")[0] in SURNAME_WORDS_BEFORE and "-" in last else last
    elif "-" in surname and surname.lower().split("-")[0] in SURNAME_WORDS_BEFORE:
        yield surname.split("-", 1)[1]


def parse(lines: Iterable[str], source: str, first: int = 1) -> tuple[Entry, ...]:
    """Read the lines of an authority file.

    Args:
        lines: the lines.
        source: the file's name for messages.
        first: the number of the first line.

    Raises:
        AuthorityError: a line is not JSON or not of the right shape, or two people claim one name.
    """
    entries: list[Entry] = []
    claimed: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, first):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            shape = 'expected {"canonical": "Jane Roe", "aliases": ["J. Roe"]}'
            raise AuthorityError(f"{source}, line {number}: {error}; {shape}") from None
        for name in (entry.canonical, *entry.aliases):
            if not fold(name):
                raise AuthorityError(f"{source}, line {number}: a name is empty or has no letters")
            owner, there = claimed.setdefault(fold(name), (entry.canonical, number))
            if owner != entry.canonical:
                raise AuthorityError(
                    f"{source}, line {number}: {name!r} already names {owner!r} (line {there}); "
                    "give each alias to one person only"
                )
        entries.append(entry)
    return tuple(entries)


def read(path: str | Path) -> tuple[Entry, ...]:
    """Read an authority file.

    Raises:
        AuthorityError: it can't be read or is not valid; the message names the file and the line.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorityError(f"{path}: the authority file can't be read: {error}") from None
    return parse(text.splitlines(), str(path))


@cache
def bundled() -> tuple[Entry, ...]:
    """Give the bundled people: office holders in international news of the last 25 years."""
    data = files("normalizer_names") / "data" / "people.jsonl"
    return parse(data.read_text("utf-8").splitlines(), "people.jsonl")


@cache
def default() -> Authority:
    """Give the authority of the bundled people."""
    return from_entries(bundled())


def load(path: str | Path | None, use_bundled: bool = True) -> Authority:
    """Give the authority of the user's file, if any, and of the bundled people after it."""
    if not path:
        return default() if use_bundled else Authority()
    return from_entries(read(path), bundled() if use_bundled else ())


def check(entries: Iterable[Entry]) -> list[str]:
    """Give what is wrong with a list of people, a sentence each: names claimed twice, aliases that say nothing new."""
    problems: list[str] = []
    owners: dict[str, str] = {}
    for entry in entries:
        seen: set[str] = set()
        for name in (entry.canonical, *entry.aliases):
            key = fold(name)
            if not key:
                problems.append(f"{entry.canonical!r}: the name {name!r} has no letters")
            elif key in seen:
                problems.append(f"{entry.canonical!r}: the alias {name!r} says nothing new")
            elif owners.setdefault(key, entry.canonical) != entry.canonical:
                problems.append(f"{name!r} names both {owners[key]!r} and {entry.canonical!r}")
            seen.add(key)
    return problems


def import_people(text: str, source: str = "the file") -> tuple[Entry, ...]:
    """Read people from CSV or JSON Lines and give them as entries.

    CSV needs a header with ``canonical`` and ``alias`` (a pair a line) or ``aliases`` (separated by ``;`` or ``|``),
    and may have ``id`` and ``note``. JSON Lines may have ``alias`` (a pair a line) in place of ``aliases``.

    Raises:
        AuthorityError: the text is neither, or a line lacks ``canonical``.
    """
    merged: dict[str, dict[str, object]] = {}
    for number, row in _rows(text, source):
        canonical = str(row.get("canonical") or "").strip()
        if not canonical:
            raise AuthorityError(f"{source}, line {number}: no value for 'canonical'")
        person = merged.setdefault(canonical, {"canonical": canonical, "aliases": {}})
        aliases = person["aliases"]
        assert isinstance(aliases, dict)
        for alias in _aliases(row):
            if alias and alias != canonical:
                aliases[alias] = None
        for key in ("id", "note"):
            if row.get(key):
                person.setdefault(key, str(row[key]).strip())
    return tuple(msgspec.convert({**p, "aliases": tuple(p["aliases"])}, Entry) for p in merged.values())  # type: ignore[arg-type]


def _rows(text: str, source: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    if text.lstrip().startswith("{"):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                try:
                    yield number, msgspec.json.decode(line, type=dict[str, object])
                except msgspec.MsgspecError as error:
                    raise AuthorityError(f"{source}, line {number}: {error}") from None
        return
    reader = csv.DictReader(io.StringIO(text))
    if "canonical" not in (reader.fieldnames or ()):
        raise AuthorityError(f"{source}, line 1: expected a CSV header with 'canonical' and 'alias', or JSON Lines")
    for row in reader:
        yield reader.line_num, row


def _aliases(row: Mapping[str, object]) -> Iterator[str]:
    for key in ("alias", "aliases"):
        value = row.get(key) or ()
        parts = value.replace("|", ";").split(";") if isinstance(value, str) else value
        if isinstance(parts, Iterable):
            yield from (str(part).strip() for part in parts)


def write(entries: Iterable[Entry]) -> str:
    """Give people as the text of an authority file."""
    return "".join(_line(entry) + "\n" for entry in entries)


def _line(entry: Entry) -> str:
    row: dict[str, object] = {"canonical": entry.canonical}
    if entry.aliases:
        row["aliases"] = entry.aliases
    if entry.id is not None:
        row["id"] = entry.id
    if entry.note:
        row["note"] = entry.note
    return msgspec.json.format(msgspec.json.encode(row), indent=0).decode()
