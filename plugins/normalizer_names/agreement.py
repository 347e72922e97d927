"""Let all documents of a corpus agree on one form of each name: what is worth counting, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from normalizer import Document
from normalizer_names.authority import Authority
from normalizer_names.given import SPELLING, given_keys, related
from normalizer_names.lexicon import common_surnames
from normalizer_names.parts import given_of, surname_of
from normalizer_names.people import Form, canonical_form, match_entry, one_person
from normalizer_names.spelling import fold, sound_keys

#: A longer "name" is none.
LONGEST = 80
#: Names held while choosing what to keep; the rarest go when there are twice as many.
MOST_NAMES = 200_000
#: So many names are kept even if no other spelling of them is known yet: it may be in another part of the corpus.
MOST_ALONE = 10_000
_RARE = 3
#: Clusters of one surname and given name that a form is compared with.
_NEAR = 40


def full_names(document: Document) -> Counter[str]:
    """Count the full names of a finished document as they were received; names in capitals say nothing of spelling."""
    surfaces = (
        " ".join(mention.surface.split())
        for person in document.people
        for mention in person.mentions
        if mention.form == "full"
    )
    return Counter(name for name in surfaces if len(name) <= LONGEST and not name.isupper())


def worth_keeping(counts: Iterable[tuple[str, int]], authority: Authority) -> Iterator[tuple[str, int]]:
    """Choose the counts that may matter: names with another spelling in the corpus, and the most frequent others.

    Args:
        counts: names with how often they stand in the corpus, in any order without repetition.
        authority: people who need no agreement, since a file says what they are called.

    """
    total: Counter[str] = Counter()
    for name, count in counts:
        total[name] = count
        if len(total) > 2 * MOST_NAMES:
            total = Counter(dict(_ranked(total)[:MOST_NAMES]))
    kept = {form for cluster in _clusters(total, authority) if _varies(cluster) for form in _spellings(cluster)}
    alone = [(name, count) for name, count in _ranked(total) if count >= _RARE and name not in kept]
    kept.update(name for name, _ in alone[:MOST_ALONE])
    yield from ((name, total[name]) for name in sorted(kept))


def agreed_names(counts: Mapping[str, int], authority: Authority) -> dict[str, str]:
    """Give each folded name that a corpus spells in several ways the form that it has most often."""
    agreed: dict[str, str] = {}
    for cluster in _clusters(counts, authority):
        if _varies(cluster):
            agreed.update(dict.fromkeys((form.key for form in cluster), canonical_form(cluster)))
    return agreed


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _varies(cluster: list[Form]) -> bool:
    return len(cluster) > 1 or len(cluster[0].spellings) > 1


def _spellings(cluster: list[Form]) -> Iterator[str]:
    for form in cluster:
        yield from form.spellings


def _clusters(counts: Mapping[str, int], authority: Authority) -> list[list[Form]]:
    """Put names together by complete linkage; a name that fits two clusters is put to neither."""
    forms: dict[str, Form] = {}
    for name in sorted(counts):
        key = fold(name)
        if " " in key and match_entry(name, authority) is None:
            forms.setdefault(key, Form(key)).add(name, counts[name])
    clusters: list[list[Form]] = []
    near: dict[tuple[str, str], list[list[Form]]] = {}
    for form in sorted(forms.values(), key=lambda form: (-form.count, -len(form.key), form.key)):
        keys = _keys(form.text)
        found = {id(cluster): cluster for block in keys for cluster in near.get(block, [])[:_NEAR]}
        fits = [cluster for cluster in found.values() if all(_one_person(form, other) for other in cluster)]
        if len(fits) == 1:
            fits[0].append(form)
            continue
        clusters.append([form])
        for block in keys:
            near.setdefault(block, []).append(clusters[-1])
    return clusters


def _keys(name: str) -> list[tuple[str, str]]:
    surname = surname_of(name).split()[-1]
    return [(sound, given) for sound in sound_keys(surname) for given in given_keys(given_of(name))]


def _one_person(a: Form, b: Form) -> bool:
    """Say whether two names of a corpus are one person's.

    One document may speak of Mike Wallace, another of Michael Wallace: where many people share a surname, the given
    names must be spellings of each other. Who goes by a middle name is known in one document only.
    """
    likeness = related(given_of(a.text), given_of(b.text))
    if not likeness or (likeness < SPELLING and fold(surname_of(a.text)) in common_surnames()):
        return False
    return one_person(a, b)
