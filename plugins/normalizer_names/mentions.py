"""Find where a text may speak of people: runs of capitalised words, and what surrounds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalizer_names.lexicon import COMPANIES, Kind, look_up, words
from normalizer_names.parts import family_first
from normalizer_names.spelling import word_set


def _capitals() -> str:
    """Give the upper-case letters of the scripts that have case, as the inside of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x41, 0x1F00):
        if chr(code).isupper() or chr(code).istitle():
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges)


_UP = f"[{_capitals()}]"
_ABBREVIATION = r"(?:Jr|Sr|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Maj|Sgt|St|Rev|Hon|Adm|Mme|Th)\."
_TOKEN = (
    rf"(?:{_UP}\.(?:-?{_UP}\.)*|{_ABBREVIATION}"
    rf"|(?:(?:al|el|ul|as|ash|ad|ar|an)-)?{_UP}(?:\w|-(?=\w)|['’](?=[^\W\d_])(?!(?:[sS]|m|d|t|ll|ve|re)\b))*)"
)
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|das|dos|du|des|la|le|el|al|bin|ibn|ben|bint|ould|ter|ten|te|zu|zum|af|av"
    r"|vel)"
)
_SPACE = "[ \u00a0]"
_RUN = re.compile(
    rf"(?<![\w@#/&'’]){_TOKEN}(?:{_SPACE}(?:{_PARTICLE}{_SPACE}){{0,2}}(?:[\"“(]{_UP}\w+[\"”)]{_SPACE})?{_TOKEN})*"
)
_PUNCTUATION = ".,:;!?\"'“”‘’()[]–—"
_SPLIT = re.compile("[ \u00a0]")
_WORD_BEFORE = re.compile(rf"([\w.]+),?{_SPACE}$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;•*–—\n\"“”„«‘'(\[]|\d\))\s*$")
_SPEECH = (
    "said says told tells added adds asked asks noted notes explained explains wrote writes stated states announced"
    " declared argued argues warned warns insisted insists claimed claims replied recalled admitted tweeted posted"
    " thinks thought believes believed wants wanted met"
)
_SPEECH_WORDS = frozenset(_SPEECH.split())
_AFTER = re.compile(r"(?:['’]s)?,?[ \u00a0](?:(\d\d),|([a-z]+))")
#: Roles, in small letters, that stand before a name.
ROLES_BEFORE = word_set(
    """
    minister president chancellor secretary spokesman spokeswoman spokesperson premier ambassador envoy senator
    governor mayor director chairman chairwoman chief leader commissioner general adviser advisor counterpart
    lawmaker politician activist diplomat analyst professor economist journalist reporter author actor actress
    singer writer director producer captain coach striker midfielder defender goalkeeper manager founder co-founder
    billionaire businessman businesswoman entrepreneur lawyer attorney judge prosecutor officer detective sergeant
    historian scientist researcher wife husband son daughter brother sister father mother aide colleague candidate
    nominee composer philosopher poet novelist filmmaker architect artist painter comedian rapper commander
    astronaut
    """
)
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


@dataclass(slots=True)
class Run:
    """Capitalised words in a row: ``words[i]`` stands at ``starts[i]`` of the text of block ``block``."""

    block: int
    start: int
    words: list[str]
    starts: list[int]
    kinds: list[int]
    keys: list[str]
    heading: bool

    def end(self, i: int) -> int:
        """Give where word ``i`` ends."""
        return self.starts[i] + len(self.words[i])


def title_case(text: str) -> bool:
    """Say whether a line is a headline in which nearly all longer words are capitalised, names left aside."""
    longer = [word for word in text.split() if len(word) > 3 and word.strip(_PUNCTUATION).lower() in words()]
    return len(longer) > 1 and sum(word.strip(_PUNCTUATION)[0].isupper() for word in longer) > 0.7 * len(longer)


_ENGLISH = (" the ", " of ", " and ")


def looks_english(texts: Sequence[str]) -> bool:
    """Say whether small English words are about as frequent as in English text (one in 160 characters)."""
    return sum(text.count(word) for text in texts for word in _ENGLISH) * 160 >= sum(map(len, texts)) - 300


def find_runs(text: str, block: int, heading: bool) -> Iterator[Run]:
    """Find the runs of capitalised words of one block."""
    for match in _RUN.finditer(text):
        found = match[0]
        start = match.start()
        if " " not in found and "\u00a0" not in found:
            key, k = look_up(found)
            yield Run(block, start, [found], [start], [k], [key], heading)
            continue
        parts = _SPLIT.split(found)
        starts, keys, kinds, at = [], [], [], start
        for word in parts:
            key, k = look_up(word)
            starts.append(at)
            keys.append(key)
            kinds.append(k)
            at += len(word) + 1
        yield Run(block, start, parts, starts, kinds, keys, heading)


def sentence_start(text: str, at: int) -> bool:
    """Say whether position ``at`` begins a sentence, a quotation or a line."""
    return at == 0 or bool(_SENTENCE_START.search(text, max(0, at - 4), at))


def word_before(text: str, at: int) -> str:
    """Give the word before ``at``, in small letters."""
    match = _WORD_BEFORE.search(text, max(0, at - 24), at)
    return match[1].lower() if match else ""


_THING = Kind.ORG
_BREAK = Kind.TITLE | Kind.HONORIFIC | Kind.ORG | Kind.PREFIX | Kind.OTHER | Kind.WORD | Kind.PLACE


def name_like(k: int) -> bool:
    """Say whether a word can be part of a name by itself, without a given name before it."""
    return not k & _BREAK or bool(k & Kind.GIVEN and not k & (Kind.TITLE | Kind.HONORIFIC | Kind.ORG))


def strong_given(k: int) -> bool:
    """Say whether a word is a given name and nothing else."""
    return bool(k & Kind.GIVEN) and not k & _BREAK


def of_a_thing(run: Run, first: int, last: int, text: str) -> bool:
    """Say whether words ``first`` to ``last`` of a run are part of the name of something that is no person."""
    if last < len(run.words) and not run.heading and run.kinds[last] & Kind.ORG and not run.kinds[last] & Kind.TITLE:
        return True
    if first and run.kinds[first - 1] & Kind.PREFIX and not run.kinds[first - 1] & Kind.TITLE and not run.heading:
        return True
    end = run.end(last - 1)
    if text[end : end + 2] in (" &", "&"):
        return True
    before = text[max(0, run.starts[first] - 6) : run.starts[first]]
    return before.endswith("& ") or (
        first == 0 and before.lower().endswith("the ") and not before[:-4].endswith(tuple("abcdefghijklmnopqrstuvwxyz"))
    )


_TOO_LONG = 7


def _segment_end(run: Run, first: int) -> int:
    """Give where the name that begins with word ``first`` can end at most."""
    kinds = run.kinds
    at = first + 1
    given_before = bool(kinds[first] & (Kind.GIVEN | Kind.INITIAL)) or family_first(
        " ".join(run.words[first : first + 2])
    )
    while at < len(kinds) and at - first < _TOO_LONG:
        k = kinds[at]
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


def find_full_names(
    run: Run, text: str, singles: frozenset[str] | set[str], english: bool
) -> Iterator[tuple[int, int]]:
    """Find the full names in a run: for each the index of its first word, and of the word after its last.

    Args:
        run: the run.
        text: the text of its block.
        singles: the folded words that stand alone somewhere in the document.
        english: whether the document is English. In other languages words that are no names are not known, so that a
            name must begin with a given name or an initial.

    """
    size = len(run.words)
    if size < 2 or (run.heading and not run.kinds[0] & Kind.CAPS and not _whole_name(run)):
        return
    at = 0
    while at < size - 1:
        k = run.kinds[at]
        after_place = k & Kind.PLACE and at + 2 < size and strong_given(run.kinds[at + 1])
        after_month = run.keys[at] in _MONTHS and at + 2 < size and run.kinds[at + 1] & Kind.GIVEN
        if after_month or (after_place and word_before(text, run.starts[at]) in _PLACE_BEFORE):
            at += 1
            continue
        if not (name_like(k) or k & Kind.INITIAL) or (k & Kind.PARTICLE and not k & Kind.GIVEN):
            at += 1
            continue
        if k & Kind.PREFIX or not (english or k & Kind.INITIAL or strong_given(k)):
            at += 1
            continue
        end = _segment_end(run, at)
        repeated = end - at > 3 and len(set(run.keys[at:end])) < end - at
        fits = 2 <= end - at < _TOO_LONG and not repeated and not of_a_thing(run, at, end, text)
        if fits and _is_full_name(run, at, end, text, singles):
            yield at, end
        at = max(end, at + 1)


def _whole_name(run: Run) -> bool:
    """Say whether a run in a headline is a name and nothing else."""
    return (
        len(run.words) <= 4
        and strong_given(run.kinds[0])
        and all(name_like(k) or k & (Kind.INITIAL | Kind.PARTICLE) for k in run.kinds[1:])
    )


def _is_full_name(run: Run, first: int, end: int, text: str, singles: frozenset[str] | set[str]) -> bool:
    """Say whether there is evidence enough that words ``first`` to ``end`` are a person's full name."""
    kinds, keys = run.kinds, run.keys
    start, last = kinds[first], kinds[end - 1]
    if " ".join(keys[first:end]) in COMPANIES:
        return False
    if start & Kind.CAPS and not last & Kind.CAPS:  # PETRINI Paolo
        return len(keys[first]) > 3 and strong_given(last) and end - first == 2 and not start & _BREAK
    if last & Kind.CAPS and not start & Kind.CAPS and len(keys[end - 1]) < 4:
        return False
    plain = not last & (Kind.WORD | Kind.ORG | Kind.TITLE | Kind.PREFIX | Kind.PLACE)
    # A word can be a surname if it is known as one: Gordon Brown, but no Gilmore Girls.
    fits = plain or bool(last & Kind.SURNAME and (not last & Kind.TITLE or keys[end - 1] in _TITLE_SURNAMES))
    if keys[end - 1] in _THING_SURNAMES:
        return fits and bool(start & Kind.GIVEN) and _supported(run, first, end, text)
    in_place = first == 0 and word_before(text, run.starts[first]) in _PLACE_BEFORE
    if strong_given(start):
        return fits or (last & ~Kind.GIVEN == Kind.PLACE and end - first == len(run.words) and not in_place)
    if family_first(" ".join(run.words[first:end])) and not any(k & _BREAK for k in kinds[first:end]):
        return True
    if start & Kind.INITIAL:
        dotted = "." in run.words[first]
        return plain and (dotted or (_supported(run, first, end, text) and run.words[first] not in ("A", "I")))
    starts_sentence = first == 0 and sentence_start(text, run.starts[0])
    given = bool(start & Kind.GIVEN) and fits and not (starts_sentence and keys[first] in _NEVER_FIRST)
    # Paris Hilton, but not "in Paris Match".
    no_place = not start & Kind.PLACE or end - first > 2 or (plain and last & Kind.SURNAME and not in_place)
    if given and no_place:
        return True
    if not plain:
        return False
    if _supported(run, first, end, text) or keys[end - 1] in singles:
        return True
    unknown = not start & ~Kind.SURNAME and end - first == len(run.words)
    return unknown and bool(last & Kind.SURNAME) and not starts_sentence


def _supported(run: Run, first: int, end: int, text: str) -> bool:
    """Say whether a title, a verb of speech or an age stands beside the words."""
    if first and run.kinds[first - 1] & (Kind.TITLE | Kind.HONORIFIC):
        return True
    before = word_before(text, run.starts[first]) if first == 0 else ""
    if before in ROLES_BEFORE or before in _SPEECH_WORDS:
        return True
    after = _AFTER.match(text, run.end(end - 1))
    return bool(after and (after[1] or after[2] in _SPEECH_WORDS or after[2] == "who"))


# Shortly before a name, in its sentence: whoever it is, is introduced as someone's relative.
_KIN = re.compile(
    r"\b(?:daughters?|sons?|wife|husband|brothers?|sisters?|mother|father|parents?|child|children|married|widow(?:er)?"
    r"|cousins?|nephew|niece|uncle|aunt|grand\w+|half-\w+|twins?|born to)\b(?:(?!\.\s+[A-Z]).)*$"
    r"|\bborn [^.]*? to (?:(?!\.\s+[A-Z]).)*$"
)


def introduced_as_kin(text: str, at: int) -> bool:
    """Say whether whoever is named at ``at`` is introduced as someone's relative."""
    return bool(_KIN.search(text, max(0, at - 160), at))


_QUOTES, _CLOSING = "\"“‘'«„", ('"', "”", "’", "'", "»")


def in_quotes(text: str, start: int, end: int) -> bool:
    """Say whether a word alone is in quotation marks: then it is spoken of."""
    return start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] in _CLOSING
