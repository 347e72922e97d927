"""Find the names of an authority file in runs of capitalised words."""

from __future__ import annotations

from normalizer_names.authority import Authority, Entry
from normalizer_names.full_names import ends_before
from normalizer_names.lexicon import Kind, name_like, strong_given
from normalizer_names.runs import Run, Scan
from normalizer_names.spelling import fold, nominatives


def to_nominative(scan: Scan, authority: Authority) -> None:
    """Look up inflected Cyrillic words by the form that the authority has."""
    if scan.text.isascii():
        return
    known, first = authority.by_surname, authority.first_words

    def nominative(word: str, key: str) -> str:
        if word.isascii() or key in known or key in first:
            return key
        return next((n for n in nominatives(word) if n in known or n in first), key)

    # Whatever begins with a Cyrillic letter sorts after all Latin words.
    if max(max(scan.singles, default=""), max(scan.several, default="")) >= "\u0400":
        scan.respell(nominative)


def listed_name(run: Run, at: int, text: str, authority: Authority) -> tuple[Entry | None, int]:
    """Find the longest listed name that begins at word ``at``; give the person and where the name ends."""
    first = run.keys[at].split(" ", 1)[0] if run.keys[at] else ""
    for size in authority.first_words.get(first, ()):
        # A hyphenated word is one word of the run and several of the key.
        end, words = at, 0
        while end < len(run.words) and words < size:
            words += run.keys[end].count(" ") + 1
            end += 1
        if words != size or (end - at < 2 and size < 2):
            continue
        entry = authority.by_name.get(" ".join(run.keys[at:end]))
        if entry is not None and stands_alone(run, at, end, text):
            return entry, end
    return _surname_first(run, at, text, authority)


def after_title(run: Run, first: int, end: int, entry: Entry) -> int:
    """Give where a listed name proper begins, if an alias holds a title that the person's own name does not."""
    own = fold(entry.canonical).split()
    while end - first > 2 and run.kinds[first] & (Kind.TITLE | Kind.HONORIFIC) and run.keys[first] not in own:
        first += 1
    return first


def _surname_first(run: Run, at: int, text: str, authority: Authority) -> tuple[Entry | None, int]:
    """Find a listed name that is written in the other order: Orbán Viktor."""
    end = at + 2
    if end <= len(run.words) and strong_given(run.kinds[at + 1]) and not run.kinds[at] & Kind.GIVEN:
        entry = authority.by_name.get(f"{run.keys[at + 1]} {run.keys[at]}")
        if entry is not None and stands_alone(run, at, end, text):
            return entry, end
    return None, at


def stands_alone(run: Run, first: int, end: int, text: str) -> bool:
    """Say whether a known name is not part of a longer name, of a person or of a thing."""
    if run.of_a_thing(first, end):
        return False
    if first and (run.kinds[first - 1] & Kind.INITIAL or strong_given(run.kinds[first - 1])):
        return False
    if end == len(run.words) or ends_before(run, first, end):
        return True
    return not (name_like(run.kinds[end]) or run.kinds[end] & (Kind.INITIAL | Kind.PARTICLE))
