"""Link the mentions of a document to its people."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from normalizer_names.authority import Authority, Entry
from normalizer_names.found import Found, Line, why
from normalizer_names.lexicon import GENDERS, Kind, common_surnames, look_up
from normalizer_names.mentions import (
    ROLES_BEFORE,
    Run,
    find_full_names,
    find_runs,
    in_quotes,
    introduced_as_kin,
    looks_english,
    name_like,
    of_a_thing,
    sentence_start,
    strong_given,
    title_case,
    word_before,
)
from normalizer_names.parts import given_of, surname_of
from normalizer_names.people import Form, Person, gather
from normalizer_names.spelling import fold, nominatives, sound_keys
from normalizer_names.surnames import second_surnames, surname_keys


def link(lines: Sequence[Line], authority: Authority) -> list[Found]:
    """Find the people of a document and link their mentions, in the order of the text."""
    return _Linker(lines, authority).links()


class _Linker:
    """One document. Pass one collects full names, pass two links everything to them."""

    def __init__(self, lines: Sequence[Line], authority: Authority) -> None:
        self.lines = lines
        self.authority = authority
        self.runs: list[Run] = []
        for number, line in enumerate(lines):
            sentence = not line.heading and line.text.rstrip().endswith((".", "!", "?", "”", '"'))
            self.runs.extend(find_runs(line.text, number, not sentence and title_case(line.text)))
            if not line.text.isascii():
                self._to_nominative(number)
        self.singles = {run.keys[0] for run in self.runs if len(run.words) == 1}
        self.sentence_ends: dict[int, list[int]] = {}
        self.forms: dict[str, Form] = {}
        self.lengths: dict[str, list[int]] = {}
        self.owner: dict[str, Person] = {}
        self.by_surname: dict[str, list[Person]] = {}
        self.by_sound: dict[str, list[Person]] = {}
        self.by_given: dict[str, list[Person]] = {}
        self.people = self._collect()
        self._index()

    def _to_nominative(self, block: int) -> None:
        """Look up inflected Cyrillic words by the form that the authority has."""
        known, first = self.authority.by_surname, self.authority.first_words
        for run in reversed(self.runs):
            if run.block != block:
                break
            for i, key in enumerate(run.keys):
                if key not in known and key not in first:
                    run.keys[i] = next((n for n in nominatives(run.words[i]) if n in known or n in first), key)

    def _collect(self) -> list[Person]:
        listed: dict[str, Person] = {}
        listed_words: set[tuple[int, int]] = set()
        firsts = self.authority.beginnings
        for run in self.runs:
            if len(run.words) < 2:
                continue
            at = 0
            while at < len(run.words):
                if run.keys[at] not in firsts and " " not in run.keys[at]:
                    at += 1
                    continue
                entry, end = self._listed(run, at)
                if entry is None:
                    at += 1
                    continue
                person = listed.setdefault(
                    entry.canonical, Person(entry.canonical, [], entry, (run.block, run.starts[at]))
                )
                listed_words.update((id(run), i) for i in range(at, end))
                form = self._add_form(run, at, end)
                if form not in person.forms:
                    person.forms.append(form)
                at = end
        taken = set(self.forms)
        english = looks_english([line.text for line in self.lines])
        for run in self.runs:
            if len(run.words) > 1:
                for first, end in find_full_names(run, self.lines[run.block].text, self.singles, english):
                    if not any((id(run), i) in listed_words for i in range(first, end)):
                        self._add_form(run, first, end)
        self._drop_surnames(taken)
        self._note_kin()
        return gather(listed, (form for key, form in self.forms.items() if key not in taken), self.authority)

    def _drop_surnames(self, listed: set[str]) -> None:
        """Drop what is no full name but two surnames of one: "López Obrador", if the text names him in full."""
        tails = {key.split(" ", n)[-1] for key in self.forms for n in (1, 2, 3) if key.count(" ") > n}
        for key in sorted(tails & self.forms.keys() - listed):
            if not strong_given(look_up(self.forms[key].text.split()[0])[1]):
                del self.forms[key]

    def _note_kin(self) -> None:
        """Note who is introduced as someone's relative, where several full names share a surname."""
        by_last: dict[str, list[Form]] = {}
        for key, form in self.forms.items():
            by_last.setdefault(key.rsplit(" ", 1)[-1], []).append(form)
        for forms in by_last.values():
            for form in forms if len(forms) > 1 else ():
                block, at = form.first
                form.kin = introduced_as_kin(self.lines[block].text, at)

    def _listed(self, run: Run, at: int) -> tuple[Entry | None, int]:
        """Find the longest listed name that begins at word ``at``."""
        first = run.keys[at].split(" ", 1)[0] if run.keys[at] else ""
        for size in self.authority.first_words.get(first, ()):
            # A hyphenated word is one word of the run and several of the key.
            end, words = at, 0
            while end < len(run.words) and words < size:
                words += run.keys[end].count(" ") + 1
                end += 1
            if words != size or (end - at < 2 and size < 2):
                continue
            entry = self.authority.by_name.get(" ".join(run.keys[at:end]))
            if entry is not None and self._stands_alone(run, at, end):
                return entry, end
        return self._listed_surname_first(run, at)

    def _listed_surname_first(self, run: Run, at: int) -> tuple[Entry | None, int]:
        """Find a listed name that is written in the other order: Orbán Viktor."""
        end = at + 2
        if end <= len(run.words) and strong_given(run.kinds[at + 1]) and not run.kinds[at] & Kind.GIVEN:
            entry = self.authority.by_name.get(f"{run.keys[at + 1]} {run.keys[at]}")
            if entry is not None and self._stands_alone(run, at, end):
                return entry, end
        return None, at

    def _stands_alone(self, run: Run, first: int, end: int) -> bool:
        """Say whether a known name is not part of a longer name, of a person or of a thing."""
        if of_a_thing(run, first, end, self.lines[run.block].text):
            return False
        if first and (run.kinds[first - 1] & Kind.INITIAL or strong_given(run.kinds[first - 1])):
            return False
        return end == len(run.words) or not (
            name_like(run.kinds[end]) or run.kinds[end] & (Kind.INITIAL | Kind.PARTICLE)
        )

    def _add_form(self, run: Run, first: int, end: int) -> Form:
        key = " ".join(run.keys[first:end])
        form = self.forms.get(key)
        here = (run.block, run.starts[first])
        if form is None:
            form = self.forms[key] = Form(key, first=here)
            self.lengths.setdefault(run.keys[first], []).append(end - first)
        form.spellings[" ".join(run.words[first:end])] += 1
        ends = self.sentence_ends.get(run.block)
        if ends is None:
            ends = [found.start() for found in re.finditer(r"\. ", self.lines[run.block].text)]
            self.sentence_ends[run.block] = ends
        form.sentences.add((run.block, bisect.bisect(ends, here[1])))
        return form

    def _index(self) -> None:
        for sizes in self.lengths.values():
            sizes[:] = sorted(set(sizes), reverse=True)
        for person in self.people:
            person.blocks = {block for form in person.forms for block, _ in form.sentences}
            person.relative = any(form.kin for form in person.forms if form.first == person.first)
            for form in person.forms:
                self.owner[form.key] = person
            self._index_parts(person)
        self._add_by_surname_alone()
        # A word of a run may hold several words of a key (al-Assad).
        starts = {" ".join(key.split(" ")[:n]) for key in self.by_surname for n in (1, 2, 3)}
        self.surname_starts = frozenset(starts)

    def _index_parts(self, person: Person) -> None:
        """Note what the person may be called besides full names: as the clean text will have it, so that it agrees."""
        if person.entry is not None:
            names = [person.name, *person.entry.aliases]
        else:
            last = fold(person.name).split()[-1]
            names = [person.name, *(form.text for form in person.forms if form.key.split()[-1] == last)]
        for name in names:
            for key in (*surname_keys(name), *second_surnames(name)):
                _append(self.by_surname, key, person)
            surname = surname_of(name).split()[-1]
            for sound in sound_keys(surname) if len(surname) > 4 else ():
                _append(self.by_sound, sound, person)
        for name in names if person.entry is not None else [person.name]:
            given = fold(given_of(name))
            if len(given) > 2:
                _append(self.by_given, given, person)

    def _add_by_surname_alone(self) -> None:
        """Add people of the authority who are only ever called by a surname that says who is meant.

        The surname must be one person's only. A rare one needs company (two such people, or another by full name) or a
        title before it, a common one a title; a given name or a word never does.
        """
        known: dict[str, Entry] = {}
        titled: set[str] = set()
        surnames = self.authority.by_surname
        for run in self.runs:
            for i, key in enumerate(run.keys):
                if key not in surnames or key in self.by_surname or run.kinds[i] & (Kind.GIVEN | Kind.WORD):
                    continue
                entries = surnames[key]
                if len(entries) == 1 and self._can_be_surname(run, i):
                    known[key] = entries[0]
                    if self._titled(run, i):
                        titled.add(key)
        rare = {key for key in known if key not in common_surnames() and len(key) > 3}
        company = sum(p.entry is not None for p in self.people) + len(rare)
        for key, entry in known.items():
            if key in titled or (key in rare and company > 1):
                person = next((p for p in self.people if p.entry is entry), None)
                if person is None:
                    person = Person(entry.canonical, [], entry)
                    self.people.append(person)
                _append(self.by_surname, key, person)

    def _titled(self, run: Run, i: int) -> bool:
        if i:
            return bool(run.kinds[i - 1] & (Kind.TITLE | Kind.HONORIFIC))
        return word_before(self.lines[run.block].text, run.starts[i]) in ROLES_BEFORE

    def links(self) -> list[Found]:
        """Link every run."""
        found: list[Found] = []
        for run in self.runs:
            # Most runs are one word that means nothing here.
            if len(run.words) > 1 or self._may_name(run):
                found.extend(self._link_run(run))
        return found

    def _may_name(self, run: Run) -> bool:
        key = run.keys[0]
        if key in self.surname_starts or key in self.by_given or " " in key:
            return True
        if len(key) < 5 or run.kinds[0] & _NO_RESPELLING:
            return False
        return any(sound in self.by_sound for sound in sound_keys(run.words[0]))

    def _link_run(self, run: Run) -> Iterator[Found]:
        at = 0
        size = len(run.words)
        while at < size:
            key = run.keys[at]
            end = self._known_form(run, at) if size > 1 else 0
            if end:
                yield self._found(run, at, end, self.owner[" ".join(run.keys[at:end])], "full")
                at = end
                continue
            end = self._known_surname(run, at)
            if end:
                yield from self._surname(run, at, end)
                at = end
                continue
            if at == size - 1 and key in self.by_given:
                yield from self._given(run, at)
            elif "-" in run.words[at] and " " in key:
                yield from self._compound(run, at)
            at += 1

    def _known_form(self, run: Run, at: int) -> int:
        for size in self.lengths.get(run.keys[at], ()):
            end = at + size
            if end <= len(run.words) and " ".join(run.keys[at:end]) in self.owner and self._stands_alone(run, at, end):
                return end
        return 0

    def _known_surname(self, run: Run, at: int) -> int:
        """Give where a known surname that begins at word ``at`` ends, or 0. Longer ones (van der Bellen) come first."""
        if run.keys[at] not in self.surname_starts:
            return self._respelt_surname(run, at)
        for end in range(min(len(run.words), at + 3), at, -1):
            if " ".join(run.keys[at:end]) in self.by_surname and self._can_be_surname(run, at, end):
                return end
        return 0

    def _respelt_surname(self, run: Run, at: int) -> int:
        """Say whether one word is another spelling of a known surname; then note it."""
        key = run.keys[at]
        if len(key) < 5 or run.kinds[at] & _NO_RESPELLING:
            return 0
        people = [p for sound in sound_keys(run.words[at]) for p in self.by_sound.get(sound, ())]
        if not people or not self._can_be_surname(run, at):
            return 0
        self.by_surname[key] = list({id(p): p for p in people}.values())
        return at + 1

    def _can_be_surname(self, run: Run, at: int, end: int = 0) -> bool:
        end = end or at + 1
        kinds, text = run.kinds, self.lines[run.block].text
        k = kinds[end - 1]
        titled = self._titled(run, at)
        if run.words[at].islower() and end - at == 1:
            return False
        before = kinds[at - 1] if at else Kind.WORD
        if not titled and (name_like(before) or before & (Kind.INITIAL | Kind.PREFIX | Kind.PARTICLE)):
            return False
        after = kinds[end] if end < len(run.words) else Kind.OTHER
        # In a headline a capitalised word says nothing, but one that can be a name does.
        if name_like(after) if run.heading else not after & Kind.OTHER:
            return False
        if of_a_thing(run, at, end, text):
            return False
        if end - at == 1 and in_quotes(text, run.starts[at], run.end(at)):
            return False
        if titled:
            return True
        if k & (Kind.PLACE | Kind.OTHER | Kind.PREFIX):
            return False
        if k & (Kind.WORD | Kind.ORG | Kind.TITLE):
            return not run.heading and not sentence_start(text, run.starts[at])
        return True

    def _surname(self, run: Run, at: int, end: int) -> Iterator[Found]:
        people = self.by_surname[" ".join(run.keys[at:end])]
        here = (run.block, run.starts[at])
        # Who is introduced later can't be meant by a surname before that, unless nobody else is.
        met = [p for p in people if p.first <= here] or people
        # Relatives are introduced by their full name; after that paragraph the surname is the other's again.
        if len(met) > 1:
            main = [p for p in met if not p.relative or run.block in p.blocks]
            met = main or met
        gender = GENDERS.get(run.keys[at - 1], "") if at else ""
        if len(met) == 1:
            # Mrs Smith is not the one who was Mr Smith before.
            met[0].gender = met[0].gender or gender
            if gender in ("", met[0].gender):
                yield self._found(run, at, end, met[0], "surname")
        else:
            yield self._ambiguous(run, at, end, met)

    def _given(self, run: Run, at: int) -> Iterator[Found]:
        people = self.by_given[run.keys[at]]
        text = self.lines[run.block].text
        here = (run.block, run.starts[at])
        if len(people) != 1 or not people[0].forms or people[0].first > here or of_a_thing(run, at, at + 1, text):
            return
        k = run.kinds[at]
        if at and (name_like(run.kinds[at - 1]) or run.kinds[at - 1] & (Kind.PREFIX | Kind.INITIAL | Kind.TITLE)):
            return
        if strong_given(k) or (
            k & Kind.GIVEN and not k & (Kind.PLACE | Kind.OTHER) and not sentence_start(text, here[1])
        ):
            yield self._found(run, at, at + 1, people[0], "given")

    def _compound(self, run: Run, at: int) -> Iterator[Found]:
        """Link both halves of "the Lavrov-Blinken meeting"."""
        word = run.words[at]
        halves = word.split("-")
        owners = [self.by_surname.get(fold(half), []) for half in halves]
        if len(halves) != 2 or not all(len(owner) == 1 for owner in owners) or owners[0] == owners[1]:
            return
        start = run.starts[at]
        for half, owner in zip(halves, owners, strict=True):
            person = owner[0]
            yield Found(
                run.block, start, start + len(half), half, person.name, "surname", "surname",
                f"one of two people named by a compound; the surname of {person.name}",
                person.entry.id if person.entry else None, (), 0.9,
            )  # fmt: skip
            start += len(half) + 1

    def _found(self, run: Run, first: int, end: int, person: Person, form: str) -> Found:
        start, stop = run.starts[first], run.end(end - 1)
        surface = self.lines[run.block].text[start:stop]
        if form == "full" and len(run.words[first].rstrip(".")) == 1 and " ".join(run.words[first:end]) != person.name:
            form = "initials"
        rule, reason = why(person, form)
        return Found(
            run.block, start, stop, surface, person.name, form, rule, reason,
            person.entry.id if person.entry else None, (), 1.0 if form == "full" else 0.9,
        )  # fmt: skip

    def _ambiguous(self, run: Run, first: int, end: int, people: Sequence[Person]) -> Found:
        start, stop = run.starts[first], run.end(end - 1)
        names = tuple(sorted(person.name for person in people))
        return Found(
            run.block, start, stop, self.lines[run.block].text[start:stop], "", "surname", "ambiguous",
            f"the surname fits {len(names)} people", None, names, 0.5,
        )  # fmt: skip


# What is another word is not another spelling of a surname.
_NO_RESPELLING = Kind.WORD | Kind.GIVEN | Kind.PLACE | Kind.TITLE | Kind.ORG | Kind.OTHER

# More people of one name than this are a list, in which a surname identifies nobody anyway.
_NAMESAKES = 20


def _append(index: dict[str, list[Person]], key: str, person: Person) -> None:
    """Note a person under a key; people come one after the other, so that only the last can be the same."""
    people = index.setdefault(key, [])
    if len(people) < _NAMESAKES and (not people or people[-1] is not person):
        people.append(person)
