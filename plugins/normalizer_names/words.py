"""Names taken apart into words that are ready to be compared."""

from __future__ import annotations

from functools import cache, lru_cache

from normalizer_names.given import given_groups, given_names
from normalizer_names.lexicon import common_surnames, surnames
from normalizer_names.parts import FAMILY_FIRST, GENERATIONS, PARTICLES, family_first_of
from normalizer_names.sounds import phones
from normalizer_names.spelling import fold, word_set

_TITLES = word_set(
    """
    mr mrs ms miss dr drs prof sir dame lord lady senator sen rep congressman president minister general governor mag
    ing dipl mba msc bsc phd honorable hon rev reverend director secretary judge professor captain colonel haci
    hafiz sheikh king prince princess datuk dato tan haji tun
    """
)
#: What stands after a name.
_TITLES_AFTER = word_set("efendi effendi pasha pascha pasza pasa pacha bey aga mba msc bsc phd")
_SEPARATORS = str.maketrans(dict.fromkeys(",-‐_/.", " "))
# What a word can be, as bits.
GIVEN, KNOWN, COMMON, _PARTICLE, _GENERATION, _TITLE, _TITLE_AFTER, _FAMILY_FIRST = (1 << n for n in range(8))
_NO_WORD = _PARTICLE | _GENERATION


class Word:
    """One word of a name, with what is asked of it more than once."""

    __slots__ = ("_groups", "_phones", "capitals", "kind", "length", "plain", "raw")

    def __init__(self, plain: str, raw: str) -> None:
        #: Folded, and as written, for the sounds of letters with marks.
        self.plain, self.raw = plain, raw
        self.length = len(plain)
        #: Whether it is a known given name (`GIVEN`), a known surname (`KNOWN`), one that many share (`COMMON`).
        self.kind = _kinds().get(plain, 0)
        self.capitals = len(raw) > 2 and raw.isupper()
        self._phones = ""
        self._groups: dict[int, int] | None = None

    @property
    def phones(self) -> str:
        """Its sounds."""
        return self._phones or self._hear()

    def _hear(self) -> str:
        self._phones = phones(self.raw)
        return self._phones

    @property
    def groups(self) -> dict[int, int]:
        """The groups of given names that it is in, with its place in them."""
        if self._groups is None:
            self._groups = given_groups(self._phones or self._hear())
        return self._groups


@cache
def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = {}
    groups = (
        (GIVEN, given_names()), (KNOWN, surnames()), (COMMON, common_surnames()), (_PARTICLE, PARTICLES),
        (_GENERATION, GENERATIONS), (_TITLE, _TITLES), (_TITLE_AFTER, _TITLES_AFTER), (_FAMILY_FIRST, FAMILY_FIRST),
    )  # fmt: skip
    for bit, group in groups:
        for plain in group:
            kinds[plain] = kinds.get(plain, 0) | bit
    return kinds


_words: dict[str, Word] = {}
_MOST_WORDS = 32_768


def word(raw: str) -> Word:
    """Give a word of a name; it is kept for a while, since the same words come again."""
    found = _words.get(raw)
    if found is None:
        if len(_words) >= _MOST_WORDS:
            _words.clear()
        plain = raw.lower() if raw.isascii() and raw.isalpha() else fold(raw)
        found = _words[raw] = Word(plain.replace(" ", "") if " " in plain else plain, raw)
    return found


class Name:
    """A name ready to be compared."""

    __slots__ = ("folded", "generation", "surname", "words")

    def __init__(self, words: list[Word], generation: str, surname: int) -> None:
        #: In the order of the name; particles, titles and generations are left out, hyphenated words are in parts.
        self.words = words
        self.generation = generation
        #: Index of the word that is most likely the surname.
        self.surname = surname
        self.folded = " ".join([one.plain for one in words])


@lru_cache(maxsize=16384)
def parse_name(name: str) -> Name:
    """Take a name apart."""
    words: list[Word] = []
    generation = ""
    capitals = 0
    skipped: Word | None = None
    for piece in (name if name.replace(" ", "").isalpha() else name.translate(_SEPARATORS)).split():
        one = word(piece)
        if one.kind & _NO_WORD and words:
            if one.kind & _GENERATION:
                generation = GENERATIONS[one.plain]
                continue
            if one.length > 1:
                skipped = one
                continue
        if one.length:
            capitals += one.capitals
            words.append(one)
            skipped = None
    if skipped is not None:  # The last word is no particle: Dipak Das.
        words.append(skipped)
    if len(words) > 1 and (words[0].kind & _TITLE or words[-1].kind & _TITLE_AFTER):
        words = _without_titles(words)
    surname = len(words) - 1
    if surname > 0 and words[surname].length == 1:
        surname = 0  # Lavrov S.
    elif surname > 0 and words[0].kind & _FAMILY_FIRST:
        surname = _family_first(words)
    elif capitals == 1 and surname > 0 and not name.isupper():
        surname = next((i for i, one in enumerate(words) if one.capitals), surname)
    return Name(words, generation, surname)


def _without_titles(words: list[Word]) -> list[Word]:
    while len(words) > 1 and words[0].kind & _TITLE:
        words = words[1:]
    while len(words) > 2 and words[-1].kind & _TITLE_AFTER:
        words = words[:-1]
    return words


def _family_first(words: list[Word]) -> int:
    """Give the place of the surname; in a name like Kim Jong-un, the syllables of the given name become one word."""
    plain = [one.plain for one in words]
    if not family_first_of(plain):
        return len(words) - 1
    if len(words) > 2:
        words[1:] = [word("".join([one.raw for one in words[1:]]))]
        return 0
    return 1 if words[1].kind & _FAMILY_FIRST else 0
