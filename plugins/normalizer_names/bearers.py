"""Who goes by which name in a document: the people under full names, surnames, their sounds, and given names."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer_names.authority import Authority, Entry
from normalizer_names.collecting import Collected
from normalizer_names.lexicon import GENDERS, HONORIFICS, Kind, common_surnames, gender_of, look_up
from normalizer_names.one_name import OFFICES, find_one_names
from normalizer_names.people import Person
from normalizer_names.runs import Run, Scan
from normalizer_names.spelling import fold
from normalizer_names.surnames import can_be_surname, name_parts, titled

#: More people of one name than this are a list, in which a surname identifies nobody anyway.
NAMESAKES = 20


class Bearers:
    """The people of a document by what they are called.

    Attributes:
        people: all of them.
        owner: folded full name to its person.
        by_surname: folded surname, in full or in part, to people.
        by_sound: key of the sounds of a surname to people.
        by_given: folded given name to people.
        surname_starts: words, folded, with which the surnames begin.

    """

    def __init__(self, scan: Scan, collected: Collected, authority: Authority) -> None:
        self._scan = scan
        self._collected = collected
        self._authority = authority
        self.people = collected.people
        self.owner: dict[str, Person] = {}
        self.by_surname: dict[str, list[Person]] = {}
        self.by_sound: dict[str, list[Person]] = {}
        self.by_given: dict[str, list[Person]] = {}
        for person in self.people:
            for form in person.forms:
                self.owner[form.key] = person
            self._add_parts(person)
        self._add_by_surname_alone()
        self._add_by_one_name()
        # A word of a run may hold several words of a key (al-Assad).
        self.surname_starts = set(self.by_surname)
        for key in self.by_surname:
            if " " in key:
                words = key.split(" ")
                self.surname_starts.update((words[0], " ".join(words[:2]), " ".join(words[:3])))

    def _add_parts(self, person: Person) -> None:
        """Note what the person may be called besides full names: as the clean text will have it, so that it agrees."""
        name = person.name
        if person.entry is not None:
            names = {name: None, **dict.fromkeys(person.entry.aliases)}
        else:
            last = fold(name).rsplit(" ", 1)[-1]
            names = {name: None} | {f.text: None for f in person.forms if f.key.rsplit(" ", 1)[-1] == last}
        for one in names:
            surnames, sounds, given = name_parts(one)
            for key in surnames:
                _append(self.by_surname, key, person)
            for sound in sounds:
                _append(self.by_sound, sound, person)
            if len(given) > 2 and (one == name or person.entry is not None):
                _append(self.by_given, given, person)

    def _add_by_surname_alone(self) -> None:
        """Add people of the authority who are only ever called by a surname that says who is meant.

        The surname must be one person's only. A rare one needs company (two such people, or another by full name) or a
        title before it, a common one a title; a given name or a word never does.
        """
        known: dict[str, Entry] = {}
        with_title: set[str] = set()
        surnames = self._authority.by_surname
        notes = {person.entry.note for person in self.people if person.entry is not None and person.entry.note}
        for run, i in self._places_of_listed_surnames():
            key = run.keys[i]
            entries = surnames[key]
            if len(entries) > 1 and i and run.keys[i - 1] in OFFICES:
                # Vice President Harris beside Joe Biden is not the one of another country.
                entries = tuple(entry for entry in entries if entry.note in notes)
            if len(entries) == 1 and can_be_surname(run, i) and _may_be(entries[0], run, i):
                known[key] = entries[0]
                if titled(run, i):
                    with_title.add(key)
        if not known:
            return
        rare = {key for key in known if key not in common_surnames() and len(key) > 3}
        company = sum(p.entry is not None for p in self.people) + len(rare)
        for key, entry in known.items():
            if key in with_title or (key in rare and company > 1):
                person = next((p for p in self.people if p.entry is entry), None)
                if person is None:
                    person = Person(entry.canonical, [], entry)
                    self.people.append(person)
                _append(self.by_surname, key, person)

    def _places_of_listed_surnames(self) -> Iterator[tuple[Run, int]]:
        """Give the words that are surnames of the authority and of nobody named in full, as run and index."""
        surnames, known = self._authority.by_surname.keys(), self.by_surname
        for key in sorted(key for key in self._collected.words.keys() & surnames if key not in known):
            for word in self._collected.all_words(key):
                if not look_up(word)[1] & (Kind.GIVEN | Kind.WORD):
                    for run in self._scan.at(word):
                        yield run, 0
        no_surname = surnames.isdisjoint
        texts = [
            text
            for text, (_, keys, _) in self._scan.several.items()
            if not no_surname(keys) and not known.keys() >= surnames & set(keys)
        ]
        for run in self._scan.in_order(texts):
            for i, key in enumerate(run.keys):
                if key not in surnames or key in known:
                    continue
                if not run.kinds[i] & (Kind.GIVEN | Kind.WORD) or (i and run.keys[i - 1] in OFFICES):
                    yield run, i

    def _add_by_one_name(self) -> None:
        """Add people who are only ever called by one name."""

        def taken(key: str) -> bool:
            # Whoever bears a full name with this word in it may be meant.
            named = key in self.by_surname or key in self.by_given
            return named or any(key in full.split(" ") for full in self.owner)

        for found in find_one_names(self._scan, taken):
            self.people.append(found.person)
            _append(self.by_given if found.given else self.by_surname, found.key, found.person)


def _may_be(entry: Entry, run: Run, i: int) -> bool:
    """Say whether the words before a surname that someone of the authority has allow for that person.

    "Mrs Griffiths" is nobody whose given name is a man's; neither does Mr say who is meant by a common surname.
    """
    key = run.keys[i - 1] if i else ""
    if key in HONORIFICS and run.keys[i] in common_surnames():
        return False
    return GENDERS.get(key, "") in ("", gender_of(name_parts(entry.canonical).given) or GENDERS.get(key, ""))


def _append(index: dict[str, list[Person]], key: str, person: Person) -> None:
    """Note a person under a key; people come one after the other, so that only the last can be the same."""
    people = index.get(key)
    if people is None:
        index[key] = [person]
    elif len(people) < NAMESAKES and people[-1] is not person:
        people.append(person)
