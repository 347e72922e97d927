"""Link the mentions of a document to its people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer_names.authority import Authority, Entry
from normalizer_names.collecting import Collected
from normalizer_names.context import (
    ANIMALS,
    RELATIVE_BEFORE,
    ROLES_BEFORE,
    has_kin,
    in_quotes,
    sentence_start,
    spoken_of,
    word_before,
)
from normalizer_names.found import OTHER_NAME, Line, Mention
from normalizer_names.lexicon import (
    GENDERS,
    HONORIFICS,
    Kind,
    common_surnames,
    gender_of,
    look_up,
    name_like,
    strong_given,
)
from normalizer_names.listed import stands_alone
from normalizer_names.one_name import OFFICES, find_one_names
from normalizer_names.people import Person, why
from normalizer_names.runs import NO_RESPELLING, Run, Scan, can_respell
from normalizer_names.spelling import fold, same_sound, sound_keys, word_set
from normalizer_names.surnames import name_parts


def link(lines: Sequence[Line], authority: Authority) -> list[Mention]:
    """Find the people of a document and link their mentions, in the order of the text."""
    linker = _Linker(lines, authority)
    found = linker.links()
    linker.scan.close()
    return found


class _Linker:
    """One document. Pass one collects its people, pass two links everything to them."""

    def __init__(self, lines: Sequence[Line], authority: Authority) -> None:
        self.lines = lines
        self.authority = authority
        self.scan = Scan(lines)
        self.collected = Collected(self.scan, authority)
        self.people = self.collected.people
        self.owner: dict[str, Person] = {}
        self.by_surname: dict[str, list[Person]] = {}
        self.by_sound: dict[str, list[Person]] = {}
        self.by_given: dict[str, list[Person]] = {}
        self._human: dict[int, bool] = {}
        for person in self.people:
            for form in person.forms:
                self.owner[form.key] = person
            self._index_parts(person)
        self._add_by_surname_alone()
        self._add_by_one_name()
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
            parts = name_parts(name)
            for key in parts.surnames:
                _append(self.by_surname, key, person)
            for sound in parts.sounds:
                _append(self.by_sound, sound, person)
        for name in names if person.entry is not None else [person.name]:
            given = name_parts(name).given
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
        notes = {person.entry.note for person in self.people if person.entry is not None and person.entry.note}
        for run, i in self._places_of_listed_surnames():
            key = run.keys[i]
            entries = surnames[key]
            if len(entries) > 1 and i and run.keys[i - 1] in OFFICES:
                # Vice President Harris beside Joe Biden is not the one of another country.
                entries = tuple(entry for entry in entries if entry.note in notes)
            if len(entries) == 1 and self._can_be_surname(run, i) and self._may_be(entries[0], run, i):
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

    def _add_by_one_name(self) -> None:
        """Add people who are only ever called by one name."""

        def taken(key: str) -> bool:
            # Whoever bears a full name with this word in it may be meant.
            named = key in self.by_surname or key in self.by_given
            return named or any(key in full.split(" ") for full in self.owner)

        for found in find_one_names(self.scan, taken):
            self.people.append(found.person)
            _append(self.by_given if found.given else self.by_surname, found.key, found.person)

    def _places_of_listed_surnames(self) -> Iterator[tuple[Run, int]]:
        """Give the words that are surnames of the authority and of nobody named in full, as run and index."""
        surnames = self.authority.by_surname.keys()
        for key in sorted((self.collected.words.keys() & surnames) - self.by_surname.keys()):
            for word in self.collected.all_words(key):
                if not look_up(word)[1] & (Kind.GIVEN | Kind.WORD):
                    for run in self.scan.at(word):
                        yield run, 0
        unknown = surnames.isdisjoint
        for run in self.scan.in_order([run for run, shape in self.scan.several.items() if not unknown(shape.keys)]):
            for i, key in enumerate(run.keys):
                if key not in surnames or key in self.by_surname:
                    continue
                if not run.kinds[i] & (Kind.GIVEN | Kind.WORD) or (i and run.keys[i - 1] in OFFICES):
                    yield run, i

    def _may_be(self, entry: Entry, run: Run, i: int) -> bool:
        """Say whether the words before a surname that someone of the authority has allow for that person.

        "Mrs Griffiths" is nobody whose given name is a man's; neither does Mr say who is meant by a common surname.
        """
        key = run.keys[i - 1] if i else ""
        if key in HONORIFICS and run.keys[i] in common_surnames():
            return False
        return GENDERS.get(key, "") in ("", gender_of(name_parts(entry.canonical).given) or GENDERS.get(key, ""))

    def _titled(self, run: Run, i: int) -> bool:
        if i:
            return bool(run.kinds[i - 1] & (Kind.TITLE | Kind.HONORIFIC))
        return word_before(run.text, run.starts[i]) in ROLES_BEFORE

    def links(self) -> list[Mention]:
        """Link every run that may name someone."""
        if not self.people:
            return []
        scan = self.scan
        known = self.surname_starts | self.by_given.keys() | self.collected.lengths.keys()
        no_word = known.isdisjoint
        runs = [
            run
            for run, (key, kind) in scan.singles.items()
            if key in known
            or "-" in run
            or (len(key) > 4 and not kind & NO_RESPELLING and self._respells(run, key, kind))
        ]
        runs += [
            run
            for run, (words, keys, kinds) in scan.several.items()
            if not no_word(keys) or "-" in run or any(map(self._respells, words, keys, kinds))
        ]
        return [mention for run in scan.in_order(runs) for mention in self._link_run(run)]

    def _respells(self, word: str, key: str, kind: int) -> bool:
        """Say whether a word can be another spelling of a known surname."""
        return can_respell(key, kind) and any(sound in self.by_sound for sound in sound_keys(word))

    def _link_run(self, run: Run) -> Iterator[Mention]:
        at = 0
        size = len(run.words)
        while at < size:
            key = run.keys[at]
            end = self._known_form(run, at) if size > 1 and key in self.collected.lengths else 0
            if end:
                yield self._mention(run, at, end, self.owner[" ".join(run.keys[at:end])], "full")
                at = end
                continue
            if key in self.surname_starts:
                end = self._known_surname(run, at)
            elif self._respells(run.words[at], key, run.kinds[at]):
                end = self._respelt_surname(run, at)
            if end:
                yield from self._surname(run, at, end)
                at = end
                continue
            if at == size - 1 and key in self.by_given:
                yield from self._given(run, at)
            elif " " in key and "-" in run.words[at]:
                yield from self._compound(run, at)
            at += 1

    def _known_form(self, run: Run, at: int) -> int:
        text = run.text
        for size in self.collected.lengths.get(run.keys[at], ()):
            end = at + size
            if end <= len(run.words) and " ".join(run.keys[at:end]) in self.owner and stands_alone(run, at, end, text):
                return end
        return 0

    def _known_surname(self, run: Run, at: int) -> int:
        """Give where a known surname that begins at word ``at`` ends, or 0. Longer ones (van der Bellen) come first."""
        for end in range(min(len(run.words), at + 3), at, -1):
            if " ".join(run.keys[at:end]) in self.by_surname and self._can_be_surname(run, at, end):
                return end
        return 0

    def _respelt_surname(self, run: Run, at: int) -> int:
        """Give where another spelling of a known surname ends, or 0 if it can't be a surname here; note whose it is."""
        if not self._can_be_surname(run, at):
            return 0
        people = [p for sound in sound_keys(run.words[at]) for p in self.by_sound.get(sound, ())]
        self.by_surname[run.keys[at]] = list({id(p): p for p in people}.values())
        return at + 1

    def _can_be_surname(self, run: Run, at: int, end: int = 0) -> bool:
        end = end or at + 1
        kinds, text = run.kinds, run.text
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
        if run.of_a_thing(at, end):
            return False
        if end - at == 1 and word_before(text, run.starts[at]) in ANIMALS:
            return False
        if end - at == 1 and in_quotes(text, run.starts[at], run.end(at)):
            return False
        if titled:
            return True
        if k & Kind.CAPS and not self._capitals(run, at):
            return False
        if k & (Kind.PLACE | Kind.OTHER | Kind.PREFIX):
            return False
        if k & (Kind.WORD | Kind.ORG | Kind.TITLE):
            if spoken_of(text, run.end(end - 1)):
                return True
            known = not k & Kind.WORD or bool(k & Kind.SURNAME)
            return known and not run.heading and not sentence_start(text, run.starts[at])
        return True

    def _capitals(self, run: Run, at: int) -> bool:
        """Say whether a word in capitals is one among others, or stands before what its bearer says ("KELLER: Yes")."""
        text = run.text
        start, end = run.starts[at], run.end(at)
        if run.heading or len(run.words) > 1 or text[end : end + 1] == ":":
            return True
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        around = "".join([*before.split()[-1:], *after.split()[:1]])
        return around.isupper() or not any(map(str.isalpha, before + after))

    def _surname(self, run: Run, at: int, end: int) -> Iterator[Mention]:
        key = " ".join(run.keys[at:end])
        people = self.by_surname[key]
        here = (run.block, run.starts[at])
        # Who is introduced later can't be meant by a surname before that, unless nobody else is.
        met = [p for p in people if p.first <= here] or people
        # Relatives are introduced by their full name; after that paragraph the surname is the other's again.
        if len(met) > 1:
            main = [p for p in met if not p.relative or run.block in p.blocks]
            met = main or met
        if has_kin(run.text, run.starts[at - 1 if at and self._titled(run, at) else at]):
            # "Peter Brandvold, the brother of Inspector Brandvold": not the one who is named before.
            met = [p for p in met if not self.collected.same_sentence(p, here)]
        gender = GENDERS.get(run.keys[at - 1], "") if at else ""
        if gender:
            met = [p for p in met if _gender(p) in ("", gender)]
        if len(met) == 1:
            # Mrs Smith is not the one who was Mr Smith before.
            met[0].gender = met[0].gender or gender
            if self._goes_by(met[0], key):
                yield self._mention(run, at, end, met[0], "surname")
        elif met:
            yield self._ambiguous(run, at, end, met)

    def _goes_by(self, person: Person, key: str) -> bool:
        """Say whether one word of the name, alone, means the person: whoever was discovered must be one, and no thing.

        Things have names like those of people: what is said of "the Brandvold" is not said of Ole Brandvold.
        """
        if person.entry is not None:
            return True
        return self._is_human(person) and not self.collected.is_thing(key)

    def _is_human(self, person: Person) -> bool:
        known = self._human.get(id(person))
        if known is None:
            known = self._human[id(person)] = self.collected.is_human(person)
        return known

    def _given(self, run: Run, at: int) -> Iterator[Mention]:
        key = run.keys[at]
        people = self.by_given[key]
        text = run.text
        here = (run.block, run.starts[at])
        if len(people) != 1 or not people[0].forms or people[0].first > here or run.of_a_thing(at, at + 1):
            return
        k = run.kinds[at]
        if at and not self._before_given(run, at, people[0]):
            return
        # "As Tom" is a part that someone plays.
        if word_before(text, run.starts[0]) == "as" or not self._goes_by(people[0], key):
            return
        if (
            strong_given(k)
            or (at and run.keys[at - 1] in _WITH_GIVEN)
            or (k & Kind.GIVEN and not k & (Kind.PLACE | Kind.OTHER) and not sentence_start(text, here[1]))
        ):
            yield self._mention(run, at, at + 1, people[0], "given")

    def _before_given(self, run: Run, at: int, person: Person) -> bool:
        """Say whether the capitalised word before a given name allows for it to stand for the person."""
        key, kind = run.keys[at - 1], run.kinds[at - 1]
        if key in _WITH_GIVEN:
            return GENDERS.get(key, "") in ("", _gender(person) or GENDERS.get(key, ""))
        if name_like(kind) or kind & _NOT_BEFORE_GIVEN:
            return False
        # "Bloody Mary" is none; "But Mary" is, where a sentence begins.
        return key in RELATIVE_BEFORE or (at == 1 and sentence_start(run.text, run.starts[0]))

    def _compound(self, run: Run, at: int) -> Iterator[Mention]:
        """Link both halves of "the Lavrov-Blinken meeting"."""
        word = run.words[at]
        halves = word.split("-")
        owners = [self.by_surname.get(fold(half), []) for half in halves]
        if len(halves) != 2 or not all(len(owner) == 1 for owner in owners) or owners[0] == owners[1]:
            return
        start = run.starts[at]
        for half, owner in zip(halves, owners, strict=True):
            person = owner[0]
            yield Mention(
                start, start + len(half), half, person.name, "surname", "surname",
                f"one of two people named by a compound; the surname of {person.name}",
                person.entry.id if person.entry else None, (), 0.9, block=run.block,
            )  # fmt: skip
            start += len(half) + 1

    def _mention(self, run: Run, first: int, end: int, person: Person, form: str) -> Mention:
        start, stop = run.starts[first], run.end(end - 1)
        surface = run.text[start:stop]
        if form == "full" and len(run.words[first].rstrip(".")) == 1 and " ".join(run.words[first:end]) != person.name:
            form = "initials"
        rule, reason = why(person, form)
        if form == "full" and self._other_name_beside(run, first, end, person):
            rule, reason = OTHER_NAME, f"{reason}; the sentence speaks of two names of one person"
        return Mention(
            start, stop, surface, person.name, form, rule, reason,
            person.entry.id if person.entry else None, (), 1.0 if form == "full" else 0.9, block=run.block,
        )  # fmt: skip

    def _other_name_beside(self, run: Run, first: int, end: int, person: Person) -> bool:
        """Say whether the sentence calls the person by quite another full name, too: Ahmed al-Sharaa, alias Golani."""
        if len(person.forms) < 2:
            return False
        last, here = run.words[end - 1], run.sentence(first)
        return any(
            not same_sound(last, form.text.split()[-1]) and here in form.sentences
            for form in person.forms
            if form.key != " ".join(run.keys[first:end])
        )

    def _ambiguous(self, run: Run, first: int, end: int, people: Sequence[Person]) -> Mention:
        start, stop = run.starts[first], run.end(end - 1)
        names = tuple(sorted(person.name for person in people))
        return Mention(
            start, stop, run.text[start:stop], "", "surname", "ambiguous",
            f"the surname fits {len(names)} people", None, names, 0.5, block=run.block,
        )  # fmt: skip


# Titles that stand before a given name alone: Sir Keir, Prince Harry.
_WITH_GIVEN = word_set("sir dame prince princess king queen pope uncle aunt don dona sheikh")
# "St. Regis" is no Regis.
_NOT_BEFORE_GIVEN = Kind.PREFIX | Kind.INITIAL | Kind.TITLE | Kind.HONORIFIC

# So many characters beside a word tell whether it stands among others in capitals.
_NEAR = 40
# More people of one name than this are a list, in which a surname identifies nobody anyway.
_NAMESAKES = 20


def _gender(person: Person) -> str:
    """Give "m" or "f" if a title or the given name has said so."""
    if not person.gender:
        titles = [run.keys[first - 1] for form in person.forms for run, first in form.mentions[:_NAMESAKES] if first]
        said = {GENDERS[title] for title in titles if title in GENDERS}
        person.gender = said.pop() if len(said) == 1 else gender_of(name_parts(person.name).given)
    return person.gender


def _append(index: dict[str, list[Person]], key: str, person: Person) -> None:
    """Note a person under a key; people come one after the other, so that only the last can be the same."""
    people = index.setdefault(key, [])
    if len(people) < _NAMESAKES and (not people or people[-1] is not person):
        people.append(person)
