"""Find full names in runs of capitalised words, with the evidence that each is a person's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from normalizer_names.context import (
    ROLES_BEFORE,
    SPEECH,
    sentence_start,
    spoken_of,
    word_before,
)
from normalizer_names.lexicon import COMPANIES, Kind, name_like, strong_given, unlisted
from normalizer_names.parts import family_first
from normalizer_names.runs import BEGINNINGS, Run
from normalizer_names.spelling import word_set

# A surname that is also a word for a place or a thing needs more than a given name before it.
_THING_SURNAMES = word_set(
    """
    hill hall lane woods wood banks day law bell west love stone price field fields park church rivers forest house
    castle temple cross falls mount bridge bridges
    """
)
# Titles that are surnames, too: Stephen King.
_TITLE_SURNAMES = word_set(
    """
    king prince dean major judge bishop pope duke earl baron page price marshall chancellor abbot abbott deacon
    priest cook baker butler clerk sheriff sergeant singer captain justice constable
    """
)
_MONTHS = word_set(
    """
    april may june july august january march
    """
)
_PLACE_BEFORE = word_set(
    """
    in at from near to of outside around across into through between
    """
)
_NEVER_FIRST = word_set(
    """
    will may can said do an so in my no us he his long song in per as or if is it you we they all any one said le la
    al el de ma pa van von den so me us by to up go man art day
    """
)
# Titles, positions of players and others: two capitals that stand before a surname and are no initials.
_ABBREVIATIONS = word_set(
    """
    pm fm cm vp mp da ag ci di ds pc dc qb rb wr te lb cb de dt ol dl ss fs pf sf sg pg fw mf df gk cf rf lf md dj
    fc ac sc cd tv ai it hr pr ad id ex vs nb no st ft mt rn pa us uk eu un
    """
)
_TOO_LONG = 7
_GERMANIC = word_set(
    """
    von van der den zu zum zur te ter ten af av vom
    """
)
# What unknown words end with that say what someone is: Footballer David Beckham, Frenchman Corentin Moutet.
_NO_GIVEN = ("ian", "man", "woman", "ist")
_NO_GIVEN_BEFORE_GIVEN = (*_NO_GIVEN, "er", "or", "ar", "ese", "ish", "ly", "while")
_NUMERAL = re.compile("[IVX]{2,6}|[VX]")
# German words that have a capital and are given names, too.
_PRONOUNS = word_set("sie ihr ihre")
_CAPITALS = Kind.CAPS | Kind.INITIAL
_MAY_BE_SURNAME = Kind.SURNAME | Kind.WORD | Kind.ORG
_NOUN_ENDS = ("ung", "heit", "keit", "schaft", "tion", "tat", "nis", "ismus", "ungen", "heiten", "schaften", "tionen")


class FullName(NamedTuple):
    """Words ``first`` to ``end`` (excluded) of a run, and how sure it is that they are a person's name."""

    first: int
    end: int
    #: A title, a role, a verb of speech or an age stands beside it.
    supported: bool
    #: By its words alone it is a name; otherwise the document must support it.
    sure: bool


def _segment_end(run: Run, first: int) -> int:
    """Give where the name that begins with word ``first`` can end at most."""
    kinds = run.kinds
    at = first + 1
    given_before = bool(kinds[first] & (Kind.GIVEN | Kind.INITIAL)) or family_first(
        " ".join(run.keys[first : first + 2])
    )
    while at < len(kinds) and at - first < _TOO_LONG:
        k = kinds[at]
        if ends_before(run, first, at):
            break
        if name_like(k) or k & (Kind.INITIAL | Kind.PARTICLE):
            given_before = given_before or bool(k & Kind.GIVEN)
        elif (
            (k & Kind.ORG and run.keys[at] not in _THING_SURNAMES)
            or k & (Kind.HONORIFIC | Kind.OTHER)
            or not given_before
        ):
            break
        elif k & (Kind.WORD | Kind.PLACE | Kind.TITLE | Kind.PREFIX | Kind.ORG):
            # A common word can be the surname, and then ends the name, or a middle name (Matilda Eve Goode).
            following = kinds[at + 1] if at + 1 < len(kinds) else Kind.WORD
            if following & ~(Kind.SURNAME | Kind.CAPS):
                at += 1
                break
        at += 1
    while at > first + 1 and (
        kinds[at - 1] & Kind.INITIAL or (kinds[at - 1] & Kind.PARTICLE and not run.words[at - 1][0].isupper())
    ):
        at -= 1
    return at


def ends_before(run: Run, first: int, at: int) -> bool:
    """Say whether a name is over before a word in small letters: Maria Keller von der Universität, Keller's of Bonn.

    Germanic particles follow a given name or an initial: Ursula von der Leyen, Jan Peter van den Berg.
    """
    if run.keys[at] not in _GERMANIC or run.words[at][0].isupper() or at == first + 1:
        return False
    before = run.kinds[at - 1]
    return not (before & (Kind.GIVEN | Kind.INITIAL | Kind.PARTICLE))


def find_full_names(run: Run, text: str, singles: Collection[str], language: str) -> Iterator[FullName]:
    """Find the full names in a run.

    Args:
        run: the run.
        text: the text of its block.
        singles: the folded words that stand alone somewhere in the document.
        language: "en", "de", or empty. In other languages than English words that are no names are not known, so that
            a name must begin with a given name or an initial. German nouns have capitals.

    """
    kinds = run.kinds
    size = len(kinds)
    if size < 2 or (not kinds[0] & Kind.CAPS and not _whole_name(run) and run.heading):
        return
    at = 0
    while at < size - 1:
        k = kinds[at]
        if k & Kind.GIVEN and kinds[at + 1] & _CAPITALS and _NUMERAL.fullmatch(run.words[at + 1]):
            yield FullName(at, at + 2, supported=True, sure=True)  # Elizabeth II
            at += 2
            continue
        if k not in BEGINNINGS or not _can_begin(run, at, text, language == "en"):
            at += 1
            continue
        end = _segment_end(run, at)
        if language == "de":
            end = _before_noun(run, at, end)
        repeated = end - at > 3 and len(set(run.keys[at:end])) < end - at
        if 2 <= end - at < _TOO_LONG and not repeated and not run.of_a_thing(at, end):
            evidence = _evidence(run, at, end, text, singles)
            if evidence:
                supported = evidence == _SUPPORTED or _supported(run, at, end, text)
                yield FullName(at, end, supported, supported or evidence == _SURE)
            elif k & Kind.INITIAL:
                end = at + 1  # No initial, but a word of one letter (Portuguese and Greek articles).
        at = max(end, at + 1)


def _before_noun(run: Run, first: int, end: int) -> int:
    """Give where a name in German ends: before a noun that the word itself, or a genitive before it, shows to be one.

    "Angela Merkels Haltung", "hat Angela Merkel Hoffnung": nouns have capitals, too.
    """
    for at in range(first + 2, end):
        genitive = run.keys[at - 1].endswith("s") and not run.kinds[at - 1] & (Kind.GIVEN | Kind.SURNAME)
        if not run.kinds[at] & (Kind.GIVEN | Kind.SURNAME) and (genitive or run.keys[at].endswith(_NOUN_ENDS)):
            while run.kinds[at - 1] & Kind.PARTICLE and run.words[at - 1].islower():
                at -= 1  # noqa: PLW2901
            return at
    return end


def _can_begin(run: Run, at: int, text: str, english: bool) -> bool:
    """Say whether a full name may begin with word ``at``, which is of a kind that allows it."""
    k = run.kinds[at]
    if not english and run.keys[at] in _PRONOUNS:
        return False
    if not (english or k & Kind.INITIAL or strong_given(k)):
        return False
    if k & Kind.INITIAL and run.starts[at] and text[run.starts[at] - 1] in ",;.":
        return False
    if not k & (Kind.GIVEN | Kind.SURNAME | Kind.INITIAL) and english:
        before_given = at + 2 < len(run.words) and strong_given(run.kinds[at + 1])
        if run.keys[at].endswith(_NO_GIVEN_BEFORE_GIVEN if before_given else _NO_GIVEN):
            return False
    if at + 2 < len(run.words):
        following = run.kinds[at + 1]
        if run.keys[at] in _MONTHS and following & Kind.GIVEN:
            return False
        if k & Kind.PLACE and strong_given(following) and word_before(text, run.starts[at]) in _PLACE_BEFORE:
            return False
    return True


def _whole_name(run: Run) -> bool:
    """Say whether a run in a headline is a name and nothing else."""
    return (
        len(run.words) <= 4
        and strong_given(run.kinds[0])
        and all(name_like(k) or k & (Kind.INITIAL | Kind.PARTICLE) for k in run.kinds[1:])
    )


_NONE, _WEAK, _SURE, _SUPPORTED = range(4)


def _sure(yes: bool) -> int:
    return _SURE if yes else _NONE


def _evidence(run: Run, first: int, end: int, text: str, singles: Collection[str]) -> int:
    """Weigh the evidence that words ``first`` to ``end`` are a person's full name."""
    kinds, keys = run.kinds, run.keys
    start, last = kinds[first], kinds[end - 1]
    if " ".join(keys[first:end]) in COMPANIES or _mixed_initials(run, first, end):
        return _NONE
    if start & Kind.CAPS and not last & Kind.CAPS:  # PETRINI Paolo
        if len(keys[first]) > 3:
            return _sure(strong_given(last) and end - first == 2 and unlisted(start))
        return _initials_together(run, first, end, text, singles)
    if last & Kind.CAPS and not start & Kind.CAPS and len(keys[end - 1]) < 4:
        return _NONE
    plain = not last & (Kind.WORD | Kind.ORG | Kind.TITLE | Kind.PREFIX | Kind.PLACE)
    # A word can be a surname if it is known as one: Gordon Brown, but no Gilmore Girls.
    fits = plain or bool(last & Kind.SURNAME and (not last & Kind.TITLE or keys[end - 1] in _TITLE_SURNAMES))
    if keys[end - 1] in _THING_SURNAMES:
        # The Emperor Norton Bridge
        entitled = first > 0 and (run.keys[0] == "the" or word_before(text, run.starts[0]) == "the")
        person = fits and bool(start & Kind.GIVEN) and not entitled and _supported(run, first, end, text)
        return _SUPPORTED if person else _NONE
    if strong_given(start):
        place = last & ~Kind.GIVEN == Kind.PLACE
        return _sure(fits or (place and end - first == len(run.words) and not _in_place(run, first, text)))
    if family_first(" ".join(keys[first:end])) and all(unlisted(k) for k in kinds[first:end]):
        return _SURE
    if start & Kind.INITIAL:
        if plain and "." in run.words[first]:
            return _SURE
        supported = plain and run.words[first] not in ("A", "I") and _supported(run, first, end, text)
        return _SUPPORTED if supported else _NONE
    return _by_company(run, first, end, text, singles, fits, plain)


def _initials_together(run: Run, first: int, end: int, text: str, singles: Collection[str]) -> int:
    """Weigh whether two capitals before a surname are initials: JK Rowling; many others are abbreviations."""
    kind, surname = run.kinds[first], run.kinds[end - 1]
    if len(run.words[first]) != 2 or kind != Kind.CAPS or run.keys[first] in _ABBREVIATIONS or end - first > 2:
        return _NONE
    if first and not run.kinds[first - 1] & (Kind.TITLE | Kind.HONORIFIC):
        return _NONE
    if surname & ~_MAY_BE_SURNAME or (surname and not surname & Kind.SURNAME):
        return _NONE
    if _supported(run, first, end, text):
        return _SUPPORTED
    return _WEAK if surname == Kind.SURNAME and run.keys[end - 1] in singles else _NONE


def _mixed_initials(run: Run, first: int, end: int) -> bool:
    """Say whether some initials have a full stop and others have none: a list, or the end of a sentence."""
    if run.words[first][-1] != ".":
        return False
    return len({run.words[i][-1] == "." for i in range(first, end - 1) if run.kinds[i] & Kind.INITIAL}) > 1


def _by_company(
    run: Run,
    first: int,
    end: int,
    text: str,
    singles: Collection[str],
    fits: bool,
    plain: bool,
) -> int:
    """Weigh what is left: a first word that may be something else, or is not known."""
    kinds, keys = run.kinds, run.keys
    start, last = kinds[first], kinds[end - 1]
    if start & Kind.GIVEN and fits and not (keys[first] in _NEVER_FIRST and _starts_sentence(run, first, text)):
        # Paris Hilton, but not "in Paris Match".
        place = start & Kind.PLACE and end - first == 2
        if not place or (plain and last & Kind.SURNAME and not _in_place(run, first, text)):
            return _SURE
    if not plain:
        return _NONE
    if _supported(run, first, end, text):
        return _SUPPORTED
    if keys[end - 1] in singles:
        return _WEAK
    unknown = not start & ~Kind.SURNAME and end - first == len(run.words)
    return _WEAK if unknown and last & Kind.SURNAME and not _starts_sentence(run, first, text) else _NONE


def _starts_sentence(run: Run, first: int, text: str) -> bool:
    return first == 0 and sentence_start(text, run.starts[0])


def _in_place(run: Run, first: int, text: str) -> bool:
    return first == 0 and word_before(text, run.starts[0]) in _PLACE_BEFORE


def _supported(run: Run, first: int, end: int, text: str) -> bool:
    """Say whether a title, a verb of speech or an age stands beside the words."""
    if first and run.kinds[first - 1] & (Kind.TITLE | Kind.HONORIFIC):
        return True
    before = word_before(text, run.starts[first]) if first == 0 else ""
    return before in ROLES_BEFORE or before in SPEECH or spoken_of(text, run.end(end - 1))
