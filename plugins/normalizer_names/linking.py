"""Link the mentions of a document to its people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer_names.authority import Authority
from normalizer_names.bearers import NAMESAKES, Bearers
from normalizer_names.collecting import Collected
from normalizer_names.context import RELATIVE_BEFORE, has_kin, sentence_start, word_before
from normalizer_names.found import OTHER_NAME, Line, Mention
from normalizer_names.lexicon import GENDERS, Kind, gender_of, name_like, strong_given
from normalizer_names.listed import stands_alone
from normalizer_names.people import Person, why
from normalizer_names.runs import Run, Scan
from normalizer_names.spelling import fold, same_sound, sound_head, sound_keys, word_set
from normalizer_names.surnames import can_be_surname, name_parts, titled

#: What is another word, or as short, is not another spelling of a surname.
_OTHER_WORD = Kind.WORD | Kind.GIVEN | Kind.PLACE | Kind.TITLE | Kind.ORG | Kind.OTHER
_RESPELLED = 5


def link(lines: Sequence[Line], authority: Authority) -> list[Mention]:
    """Find the people of a document and link their mentions, in the order of the text.

    Pass one collects the people, pass two links everything to them.
    """
    scan = Scan(lines)
    collected = Collected(scan, authority)
    bearers = Bearers(scan, collected, authority)
    found = _Linker(scan, collected, bearers).links() if bearers.people else []
    scan.close()
    return found


class _Linker:
    """Pass two over a document."""

    def __init__(self, scan: Scan, collected: Collected, bearers: Bearers) -> None:
        self.scan = scan
        self.collected = collected
        self.owner, self.surname_starts = bearers.owner, bearers.surname_starts
        self.by_surname, self.by_sound, self.by_given = bearers.by_surname, bearers.by_sound, bearers.by_given
        self._heads = {sound_head(sound) for sound in bearers.by_sound}
        self._no_surname = bearers.by_sound.keys().isdisjoint
        self._human: dict[int, bool] = {}
        self._reasons: dict[tuple[int, str], tuple[str, str]] = {}

    def links(self) -> list[Mention]:
        """Link every run that may name someone."""
        scan, respells = self.scan, self._respells
        known = self.surname_starts | self.by_given.keys() | self.collected.lengths.keys()
        no_word = known.isdisjoint
        runs = [
            run
            for run, (key, kind) in scan.singles.items()
            if key in known or "-" in run or (not kind & _OTHER_WORD and respells(run, key, kind))
        ]
        runs += [
            run
            for run, (words, keys, kinds) in scan.several.items()
            if not no_word(keys) or "-" in run or any(map(respells, words, keys, kinds))
        ]
        found: list[Mention] = []
        for run in scan.in_order(runs):
            self._link_run(run, found)
        return found

    def _respells(self, word: str, key: str, kind: int) -> bool:
        """Say whether a word can be another spelling of a known surname."""
        if kind & _OTHER_WORD or len(key) < _RESPELLED or (word.isascii() and sound_head(key) not in self._heads):
            return False
        return not self._no_surname(sound_keys(word))

    def _link_run(self, run: Run, found: list[Mention]) -> None:
        """Add the mentions in a run."""
        at = 0
        size = len(run.keys)
        while at < size:
            key = run.keys[at]
            end = self._known_form(run, at) if size > 1 and key in self.collected.lengths else 0
            if end:
                found.append(self._mention(run, at, end, self.owner[" ".join(run.keys[at:end])], "full"))
                at = end
                continue
            if key in self.surname_starts:
                end = self._known_surname(run, at)
            elif self._respells(run.words[at], key, run.kinds[at]):
                end = self._respelt_surname(run, at)
            if end:
                found += self._surname(run, at, end)
                at = end
                continue
            if at == size - 1 and key in self.by_given:
                found += self._given(run, at)
            elif " " in key and "-" in run.words[at]:
                found += self._compound(run, at)
            at += 1

    def _known_form(self, run: Run, at: int) -> int:
        text = run.text
        for size in self.collected.lengths.get(run.keys[at], ()):
            end = at + size
            if end <= len(run.words) and " ".join(run.keys[at:end]) in self.owner and stands_alone(run, at, end, text):
                return end
        # A German noun may follow.
        end = run.ends.get(at, 0)
        return end if " ".join(run.keys[at:end]) in self.owner else 0

    def _known_surname(self, run: Run, at: int) -> int:
        """Give where a known surname that begins at word ``at`` ends, or 0. Longer ones (van der Bellen) come first."""
        for end in range(min(len(run.words), at + 3), at, -1):
            if " ".join(run.keys[at:end]) in self.by_surname and can_be_surname(run, at, end):
                return end
        return 0

    def _respelt_surname(self, run: Run, at: int) -> int:
        """Give where another spelling of a known surname ends, or 0 if it can't be a surname here; note whose it is."""
        if not can_be_surname(run, at):
            return 0
        people = [p for sound in sound_keys(run.words[at]) for p in self.by_sound.get(sound, ())]
        self.by_surname[run.keys[at]] = list({id(p): p for p in people}.values())
        return at + 1

    def _surname(self, run: Run, at: int, end: int) -> tuple[Mention, ...]:
        key = " ".join(run.keys[at:end])
        people = self.by_surname[key]
        here = (run.block, run.starts[at])
        # Who is introduced later can't be meant by a surname before that, unless nobody else is.
        met = [p for p in people if p.first <= here] or people
        # Relatives are introduced by their full name; after that paragraph the surname is the other's again.
        if len(met) > 1:
            main = [p for p in met if not p.relative or run.block in p.blocks]
            met = main or met
        if has_kin(run.text, run.starts[at - 1 if at and titled(run, at) else at]):
            # "Peter Brandvold, the brother of Inspector Brandvold": not the one who is named before.
            met = [p for p in met if not self.collected.same_sentence(p, here)]
        gender = GENDERS.get(run.keys[at - 1], "") if at else ""
        if gender:
            met = [p for p in met if _gender(p) in ("", gender)]
        if len(met) == 1:
            # Mrs Smith is not the one who was Mr Smith before.
            met[0].gender = met[0].gender or gender
            return (self._mention(run, at, end, met[0], "surname"),) if self._goes_by(met[0], key) else ()
        return (self._ambiguous(run, at, end, met),) if met else ()

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

    def _given(self, run: Run, at: int) -> tuple[Mention, ...]:
        key = run.keys[at]
        people = self.by_given[key]
        text = run.text
        here = (run.block, run.starts[at])
        if len(people) != 1 or not people[0].forms or people[0].first > here or run.of_a_thing(at, at + 1):
            return ()
        k = run.kinds[at]
        if at and not self._before_given(run, at, people[0]):
            return ()
        # "As Tom" is a part that someone plays.
        if word_before(text, run.starts[0]) == "as" or not self._goes_by(people[0], key):
            return ()
        if (
            strong_given(k)
            or (at and run.keys[at - 1] in _WITH_GIVEN)
            or (k & Kind.GIVEN and not k & (Kind.PLACE | Kind.OTHER) and not sentence_start(text, here[1]))
        ):
            return (self._mention(run, at, at + 1, people[0], "given"),)
        return ()

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
        known = self._reasons.get((id(person), form))
        if known is None:
            known = self._reasons[id(person), form] = why(person, form)
        rule, reason = known
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


def _gender(person: Person) -> str:
    """Give "m" or "f" if a title or the given name has said so."""
    if not person.gender:
        titles = [run.keys[first - 1] for form in person.forms for run, first in form.mentions[:NAMESAKES] if first]
        said = {GENDERS[title] for title in titles if title in GENDERS}
        person.gender = said.pop() if len(said) == 1 else gender_of(name_parts(person.name).given)
    return person.gender
