"""Collect the people of a document: who is named in full, and who is known by the surname alone."""

from __future__ import annotations

from normalizer_names.authority import Authority
from normalizer_names.context import (
    DETERMINERS,
    introduced_as_kin,
    looks_english,
    looks_german,
    speaks_of_people,
    spoken_of,
    word_before,
)
from normalizer_names.full_names import find_full_names
from normalizer_names.lexicon import Kind, look_up, strong_given, unlisted
from normalizer_names.listed import after_title, listed_name, to_nominative
from normalizer_names.people import Form, Person, gather
from normalizer_names.runs import BEGINNINGS, Run, Scan

#: So many places of a word are looked at to tell what it is; more say nothing new.
_PLACES = 30
#: In a shorter text (in characters) nothing follows from what it does not say of a person.
_SHORT = 1500


class Collected:
    """What pass one found.

    Attributes:
        people: in the order in which they are introduced.
        words: key to a word with it that stands alone somewhere; `all_words` gives the others.
        lengths: first word of a full name to the numbers of words of such names, longest first.

    """

    def __init__(self, scan: Scan, authority: Authority) -> None:
        self.scan = scan
        self.authority = authority
        text = scan.text
        to_nominative(scan, authority)
        self.english = looks_english(text)
        self._language = "en" if self.english else "de" if looks_german(text) else ""
        self._short = len(text) < _SHORT
        self.lengths: dict[str, list[int]] = {}
        self._forms: dict[str, Form] = {}
        self._things: dict[str, bool] = {}
        self.words = {found[0]: word for word, found in scan.singles.items()}
        self._others = len(self.words) < len(scan.singles)
        listed = self._listed()
        exact = set(self._forms)
        self._discover()
        self._drop_surnames(exact)
        self._note_kin()
        self.people = gather(listed, (form for key, form in self._forms.items() if key not in exact), authority)
        for sizes in self.lengths.values():
            sizes[:] = sorted(set(sizes), reverse=True)
        for person in self.people:
            person.blocks = {run.block for form in person.forms for run, _ in form.mentions}
            person.relative = any(form.kin for form in person.forms if form.first == person.first)

    def _listed(self) -> dict[str, Person]:
        """Find the full names that the authority lists."""
        listed: dict[str, Person] = {}
        firsts, openings, pairs = self.authority.beginnings, self.authority.openings, self.authority.pairs
        runs = []
        for text, (_, keys, _) in self.scan.several.items():
            if openings.isdisjoint(keys) and (
                (text.isascii() and "-" not in text and "." not in text) or "".join(keys).isalpha()
            ):
                continue
            before = ""
            for key in keys:
                if f"{before} {key}" in pairs or " " in key:
                    runs.append(text)
                    break
                before = key
        for run in self.scan.in_order(runs):
            at = 0
            text = self.scan.lines[run.block].text
            while at < len(run.words):
                if run.keys[at] not in firsts and " " not in run.keys[at]:
                    at += 1
                    continue
                entry, end = listed_name(run, at, text, self.authority)
                if entry is None:
                    at += 1
                    continue
                person = listed.setdefault(
                    entry.canonical, Person(entry.canonical, [], entry, (run.block, run.starts[at]))
                )
                run.note_listed(at, end)
                form = self._add(run, after_title(run, at, end, entry), end)
                if form not in person.forms:
                    person.forms.append(form)
                at = end
        return listed

    def _discover(self) -> None:
        """Find the other full names; those that are unsure need support somewhere in the document."""
        unsure: list[tuple[Run, int, int]] = []
        cannot_begin = BEGINNINGS.isdisjoint
        texts = [text for text, (_, _, kinds) in self.scan.several.items() if not cannot_begin(kinds[:-1])]
        for run in self.scan.in_order(texts):
            for name in find_full_names(run, run.text, self.words.keys(), self._language):
                if run.listed and any(i in run.listed for i in range(name.first, name.end)):
                    continue
                if self._language == "de":
                    run.note_end(name.first, name.end)
                if name.sure:
                    self._add(run, name.first, name.end).supported |= name.supported
                else:
                    unsure.append((run, name.first, name.end))
        for run, first, end in unsure:
            if " ".join(run.keys[first:end]) in self._forms or self._is_person(run, end):
                self._add(run, first, end)

    def _is_person(self, run: Run, end: int) -> bool:
        """Say whether the text around an unsure name, or around its last word alone, speaks of a person."""
        key = run.keys[end - 1]
        if self._is_spoken_of(key):
            return True
        known_surname = run.kinds[end - 1] & Kind.SURNAME
        near = self.scan.lines[:_PLACES] if known_surname else self.scan.lines[run.block : run.block + 2]
        return any(speaks_of_people(line.text) for line in near) and not self.is_thing(key)

    def all_words(self, key: str) -> list[str]:
        """Give the words with a key that stand alone somewhere."""
        if self._others:
            return [word for word, found in self.scan.singles.items() if found[0] == key]
        return [self.words[key]] if key in self.words else []

    def _places(self, key: str) -> list[tuple[str, int, int]]:
        """Give where a word stands alone: the text of its block, its start and its end there."""
        places = [
            (self.scan.lines[block].text, start, start + len(word))
            for word in self.all_words(key)
            for block, start in map(self.scan.place, self.scan.places(word)[:_PLACES])
        ]
        return places[:_PLACES]

    def _is_spoken_of(self, key: str) -> bool:
        """Say whether the word, where it stands alone, is the subject of a verb of speech."""
        return any(spoken_of(text, end) for text, _, end in self._places(key))

    def is_thing(self, key: str) -> bool:
        """Say whether the word, where it stands alone, often has an article or the like before it."""
        known = self._things.get(key)
        if known is None:
            places = self._places(key)
            things = sum(word_before(text, start) in DETERMINERS for text, start, _ in places)
            known = self._things[key] = 3 * things > len(places)
        return known

    def is_human(self, person: Person) -> bool:
        """Say whether something in the text, besides the name itself, shows that the person is one."""
        if person.entry is not None or not self.english or any(form.supported for form in person.forms):
            return True
        if self._short or any(_known_words(form.text) for form in person.forms):
            return True
        lines = self.scan.lines
        near = {n for block in person.blocks for n in (block, block + 1) if n < len(lines)}
        if any(speaks_of_people(lines[n].text) for n in sorted(near)[:_PLACES]):
            return True
        return self._is_spoken_of(person.forms[0].key.rsplit(" ", 1)[-1])

    def _drop_surnames(self, listed: set[str]) -> None:
        """Drop what is no full name but two surnames of one: "López Obrador", if the text names him in full."""
        longer = [key for key in self._forms if key.count(" ") > 1]
        tails = {key.split(" ", n)[-1] for key in longer for n in (1, 2, 3) if key.count(" ") > n}
        for key in sorted(tails & self._forms.keys() - listed):
            if not strong_given(look_up(self._forms[key].text.split()[0])[1]):
                del self._forms[key]

    def _note_kin(self) -> None:
        """Note who is introduced as someone's relative, where several full names share a surname."""
        by_last: dict[str, list[Form]] = {}
        for key, form in self._forms.items():
            by_last.setdefault(key.rsplit(" ", 1)[-1], []).append(form)
        for forms in by_last.values():
            for form in forms if len(forms) > 1 else ():
                block, at = form.first
                form.kin = introduced_as_kin(self.scan.lines[block].text, at)

    def _add(self, run: Run, first: int, end: int) -> Form:
        key = " ".join(run.keys[first:end])
        form = self._forms.get(key)
        here = (run.block, run.starts[first])
        if form is None:
            form = self._forms[key] = Form(key, first=here)
            self.lengths.setdefault(run.keys[first], []).append(end - first)
        form.add(" ".join(run.words[first:end]))
        form.mentions.append((run, first))
        return form

    def same_sentence(self, person: Person, place: tuple[int, int]) -> bool:
        """Say whether a person is named in full in the sentence that a place is in."""
        here = self.scan.sentence(place)
        return place[0] in person.blocks and any(here in form.sentences for form in person.forms)


def _known_words(name: str) -> bool:
    """Say whether a name begins with a given name and ends with a surname, and neither is anything else."""
    words = name.split()
    first, last = look_up(words[0])[1], look_up(words[-1])[1]
    return strong_given(first) and bool(last & Kind.SURNAME) and unlisted(last)
