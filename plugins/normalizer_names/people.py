"""The people of one document: which full names are one person's, and what the person is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

from normalizer_names.authority import Authority, Entry
from normalizer_names.context import ROLES_BEFORE, word_before
from normalizer_names.given import NEIGHBOUR, NICKNAME, SIBLING, related
from normalizer_names.lexicon import Kind, common_surnames
from normalizer_names.parts import generation_of, given_of, surname_of
from normalizer_names.runs import Run
from normalizer_names.spelling import fold, same_sound, sound_keys

_SLIP_LENGTH = 7
#: So many people whose surnames begin alike are compared with a form; more are a list, and time must not explode.
_NEAR = 40


@dataclass(eq=False, slots=True)
class Form:
    """One full name as written, folded, with how often and where it stands."""

    key: str
    #: Spelling to how often it stands in the text; to be changed through `add` only.
    spellings: dict[str, int] = field(default_factory=dict)
    #: Position of the first mention: (block, start).
    first: tuple[int, int] = (0, 0)
    #: Where it stands in a document: the run and the number of its first word there.
    mentions: list[tuple[Run, int]] = field(default_factory=list)
    #: Introduced as a relative of someone: "son of John Smith" is not John A. Smith.
    kin: bool = False
    #: A title, a role, a verb of speech or an age stands beside it.
    supported: bool = False
    #: How often the form stands in the text.
    count: int = 0
    _text: str = ""

    def add(self, spelling: str, times: int = 1) -> None:
        """Count a spelling."""
        self.spellings[spelling] = self.spellings.get(spelling, 0) + times
        self.count += times
        self._text = ""

    @property
    def sentences(self) -> set[tuple[int, int]]:
        """The sentences it stands in."""
        return {run.sentence(first) for run, first in self.mentions}

    @property
    def roles(self) -> set[str]:
        """The titles and roles that stand right before it: "ukrainian president"."""
        return {role_before(run, first) for run, first in self.mentions}

    @property
    def text(self) -> str:
        """The form's usual spelling: the most frequent, ties by text; capitals only if nothing else is there.

        One with diacritics is preferred unless it is rare.
        """
        if not self._text and len(self.spellings) == 1:
            (self._text,) = self.spellings
        elif not self._text:
            ranked = sorted(self.spellings.items(), key=lambda item: (item[0].isupper(), -item[1], item[0]))
            self._text, most = ranked[0]
            # Whoever writes the marks knows the name; others leave them out.
            self._text = next((s for s, n in ranked if _marked(s) and 3 * n >= most), self._text)
        return self._text


def _marked(spelling: str) -> bool:
    return not spelling.isascii() and not spelling.isupper() and any(c > "\x7f" and c.isalpha() for c in spelling)


@dataclass(eq=False, slots=True)
class Person:
    """A person of the document."""

    name: str
    forms: list[Form]
    entry: Entry | None = None
    #: Where the person is first named in full; before everything if only the surname is ever used.
    first: tuple[int, int] = (-1, -1)
    #: Introduced as a relative of someone.
    relative: bool = False
    #: The blocks that name the person in full.
    blocks: set[int] = field(default_factory=set)
    #: "m" or "f", once a title has said so.
    gender: str = ""
    #: The name is the one that the corpus agreed on.
    agreed: bool = False


def why(person: Person, form: str) -> tuple[str, str]:
    """Give the rule by which a mention is a person's, and the reason as a sentence."""
    if form == "full":
        if person.entry is not None:
            return "authority", f"a name of {person.name} in the authority file"
        if person.agreed:
            return "corpus", "a full name; the corpus as a whole has this form most often"
        return "full-name", "a full name found in the document"
    if " " not in person.name and "-" not in person.name:
        return "one-name", "the only name of this person in the document, with a title or a word that says so"
    if not person.forms:
        return "known-surname", f"the surname of {person.name}, the only one of that name in the authority file"
    return form, f"the {'given name' if form == 'given' else form} of {person.name}, named in full in the document"


def gather(people: dict[str, Person], forms: Iterable[Form], authority: Authority) -> list[Person]:
    """Put forms together into people, in the order in which they are introduced.

    ``people`` holds those found by exact name in the authority, by canonical name; it is not changed.
    """
    known = list(people.values())
    rest: list[Form] = []
    for form in sorted(forms, key=lambda f: f.first):
        entry = match_entry(form.text, authority, form.key if form.text.isascii() else "")
        if entry is None:
            rest.append(form)
            continue
        person = people.get(entry.canonical) or next((p for p in known if p.entry is entry), None)
        if person is None:
            person = Person(entry.canonical, [], entry, form.first)
            known.append(person)
        person.forms.append(form)
        person.first = min(person.first, form.first)
    discovered = _cluster(rest, known, authority.corpus)
    _agree(discovered, authority.corpus)
    return sorted([*known, *discovered], key=lambda p: p.first)


def _agree(people: Sequence[Person], corpus: Mapping[str, str]) -> None:
    """Call people what the corpus agreed on, unless that is someone else's name here."""
    if not corpus:
        return
    names = Counter(person.name for person in people)
    wanted = [corpus.get(fold(person.name), person.name) for person in people]
    names.update(name for name, person in zip(wanted, people, strict=True) if name != person.name)
    for name, person in zip(wanted, people, strict=True):
        person.agreed = fold(person.name) in corpus
        if names[name] == 1:
            person.name = name


def match_entry(name: str, authority: Authority, key: str = "") -> Entry | None:
    """Find the person of the authority whom a full name surely means, though it is not listed.

    Given name and surname must both be spellings of a listed name's. A nickname or a middle name that is not listed
    counts only where the surname is rare, since others may bear the name. ``key`` is the name folded, if it is known.
    """
    key = key or fold(name)
    entry = authority.by_name.get(key)
    if entry is not None:
        return entry
    surname = surname_of(name).split()[-1]
    found = {e.canonical: e for key in sound_keys(surname) for e in authority.by_sound.get(key, ())}
    if not found:
        return None
    given = given_of(name)
    if not given or generation_of(name):
        return None
    words = key.split()
    fits = [entry for entry in found.values() if _fits_entry(words, given, surname, entry)]
    return fits[0] if len(fits) == 1 else None


def _fits_entry(words: Sequence[str], given: str, surname: str, entry: Entry) -> bool:
    rare = fold(surname) not in common_surnames() and len(surname) > 4
    for name in (entry.canonical, *entry.aliases):
        listed = fold(name).split()
        if len(listed) == len(words) and all(map(same_sound, words, listed)):
            return True
        if rare and len(listed) == 2 and same_sound(words[-1], listed[-1]) and len(words) <= 4:
            likeness = related(given, given_of(name))
            if likeness >= 0.95 and len(words) == 3 and len(words[1]) > 1:
                return True
    return False


def _cluster(forms: Sequence[Form], known: Sequence[Person], corpus: Mapping[str, str]) -> list[Person]:
    """Cluster by complete linkage: a form joins a person only if it agrees with all of the person's forms.

    The person must be the only one who fits. Longer and more frequent forms come first. What the corpus holds apart is
    not joined.
    """
    people: list[Person] = []
    by_key: dict[str, list[Person]] = {}
    for person in known if forms else ():
        for key in sorted({k for form in person.forms for k in _near_keys(form)}):
            by_key.setdefault(key, []).append(person)
    for form in sorted(forms, key=lambda f: (-f.count, -len(f.key), f.first)):
        keys = sorted(_near_keys(form))
        near = {id(p): p for key in keys if key in by_key for p in by_key[key][:_NEAR]}
        fits = [
            p
            for p in near.values()
            if all(
                one_person(form, other, p.entry is not None) and _no_dissent(form, other, corpus)
                for other in p.forms[:_NEAR]
            )
        ]
        if len(fits) == 1:
            fits[0].forms.append(form)
            fits[0].first = min(fits[0].first, form.first)
            continue
        person = Person("", [form], None, form.first)
        people.append(person)
        for key in keys:
            by_key.setdefault(key, []).append(person)
    for person in people:
        person.name = canonical_form(person.forms)
    return people


def _near_keys(form: Form) -> set[str]:
    """Give keys of which two forms that may be one person's share one: how the surnames begin to sound."""
    surname = surname_of(form.text).split()[-1]
    words = {surname, *surname.split("-")} if "-" in surname else {surname}
    first = form.text.split(" ", 1)[0]
    if len(first) > 3 and first.isupper():
        words.add(first)
    return {key[:3] for word in words for key in sound_keys(word)}


def _no_dissent(a: Form, b: Form, corpus: Mapping[str, str]) -> bool:
    """Say whether the corpus does not know two forms as names of two people."""
    return corpus.get(a.key, "") in ("", corpus.get(b.key, "")) or b.key not in corpus


def canonical_form(forms: Sequence[Form]) -> str:
    """Choose the form that stands for a person: the most frequent; ties: no initials, longer, first in the text.

    If the same name also stands there with its middle names written out, at least half as often, that one is chosen.
    """
    if len(forms) == 1:
        return capitalized(forms[0].text) if forms[0].text.isupper() else forms[0].text
    best = min(forms, key=lambda f: (-f.count, f.text.isupper(), "." in f.text, -len(f.key), f.first))
    words = best.key.split()
    for form in sorted(forms, key=lambda f: (-len(f.key), f.first)):
        fuller = form.key.split()
        spelt_out = all(len(word) > 2 for word in fuller) and not form.text.isupper()
        same_ends = (fuller[0], fuller[-1]) == (words[0], words[-1])
        if spelt_out and same_ends and len(fuller) > len(words) and 2 * form.count >= best.count:
            best = form
            break
    return capitalized(best.text) if best.text.isupper() else best.text


def capitalized(name: str) -> str:
    """Write a name in capitals with small letters: "KAMALA HARRIS" becomes "Kamala Harris"."""
    return " ".join(
        w if len(w) < 3 and "." in w else "-".join(p.capitalize() for p in w.split("-")) for w in name.split()
    )


def one_person(a: Form, b: Form, listed: bool = False) -> bool:
    """Say whether two full names of one document are surely one person's.

    Args:
        a: a form.
        b: another form.
        listed: b's person is of the authority, which lists the nicknames and spellings; then only a middle name that
            was added or left out counts.
    """
    one, other = a.text, b.text
    if generation_of(one) != generation_of(other) and generation_of(one) and generation_of(other):
        return False
    words, others = _plain_words(one), _plain_words(other)
    if len(words) < 2 or len(others) < 2 or _middle_conflict(words, others):
        return False
    if words == others[::-1]:
        return not listed and words[0] != words[-1] and (one.split()[0].isupper() or other.split()[0].isupper())
    if a.kin != b.kin and max(a, b, key=lambda f: f.first).kin:
        return False
    given = related(words[0], others[0])
    surname = _surname_likeness(words[-1], others[-1])
    if listed:
        return given >= 0.95 and surname >= 0.95
    if given == 1.0 and surname == 1.0:
        return True
    # Known by a middle name: Otto Jespersen is Jens Otto Harry Jespersen.
    if surname == 1.0 and given == 0.0 and len(words) != len(others):
        shorter, longer = sorted((words, others), key=len)
        often = (a if shorter is words else b).count > 1
        return often and len(shorter) == 2 and shorter[0] in longer[1:-1]
    # Pyotr and Petro may be two people, unless both are called president.
    if surname == 1.0 and given == NEIGHBOUR and words[-1] not in common_surnames():
        return _same_office(a, b) and not a.sentences & b.sentences
    if surname == 1.0 and given >= 0.95:
        return True
    if surname < 1.0:
        # Which of two spellings is the slip is known only if one is much rarer.
        apart = surname >= 0.95 or max(a.count, b.count) >= 2 * min(a.count, b.count)
        return given == 1.0 and surname >= 0.9 and apart and not a.sentences & b.sentences
    # Nobody spells a name in two ways in one sentence, unless it speaks of the names and the middle name is the same.
    return given in (NICKNAME, SIBLING) and (not a.sentences & b.sentences or words[1:] == others[1:] != words[-1:])


# Offices that one person holds at a time.
_OFFICES = ("president", "premier", "chancellor", "mayor", "governor", "king", "queen", "tsar", "pope", "patriarch")


def role_before(run: Run, first: int) -> str:
    """Give the titles right before a word of a run, folded: "ukrainian president"; empty if there are none."""
    at = first
    while at and run.kinds[at - 1] & Kind.TITLE:
        at -= 1
    if at < first:
        return " ".join(run.keys[at:first])
    before = "" if first else word_before(run.text, run.starts[0])
    return before if before in ROLES_BEFORE else ""


def _same_office(a: Form, b: Form) -> bool:
    """Say whether both are called, say, president, or one of them Ukrainian president."""
    return any(
        one.endswith(other) or other.endswith(one)
        for one in a.roles
        for other in b.roles
        if one.endswith(_OFFICES) and other.endswith(_OFFICES)
    )


def _plain_words(name: str) -> list[str]:
    words = fold(name).split()
    if len(words[0]) == 2 and name[:2].isupper() and len(words) > 1:  # JK Rowling
        words[:1] = words[0]
    while len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii", "iv"):
        words.pop()
    return words


def _middle_conflict(a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether both have middle names that can't be one's: John A. Smith and John B. Smith."""
    mine, others = a[1:-1], b[1:-1]
    if not mine or not others:
        return False
    shorter, longer = sorted((mine, others), key=len)
    return not all(any(_initial_or_equal(s, o) for o in longer) for s in shorter)


def _initial_or_equal(a: str, b: str) -> bool:
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return same_sound(a, b)


def _surname_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if same_sound(a, b):
        return 0.95
    if min(len(a), len(b)) >= _SLIP_LENGTH and DamerauLevenshtein.distance(a, b) == 1:
        return 0.9
    return 0.0
