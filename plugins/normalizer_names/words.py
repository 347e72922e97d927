"""Names taken apart into words that are ready to be compared."""

from __future__ import annotations

from functools import lru_cache

from normalizer_names.given import given_groups, given_names
from normalizer_names.lexicon import common_surnames, surnames
from normalizer_names.parts import FAMILY_FIRST, GENERATIONS, PARTICLES, family_first
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
_NOT_WORDS = frozenset(GENERATIONS) | PARTICLES


class Word:
    """One word of a name, with all that is asked of it more than once."""

    __slots__ = ("_groups", "_phones", "common", "given", "known", "length", "plain", "raw")

    def __init__(self, plain: str, raw: str) -> None:
        #: Folded, and as written, for the sounds of letters with marks.
        self.plain, self.raw = plain, raw
        self.length = len(plain)
        #: Whether it is a known given name, a known surname, a surname that many people share.
        self.given, self.known, self.common = plain in given_names(), plain in surnames(), plain in common_surnames()
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
            self._groups = given_groups(self.phones)
        return self._groups


@lru_cache(maxsize=32768)
def word(raw: str) -> Word:
    """Give a word of a name."""
    plain = raw.lower() if raw.isascii() and raw.isalpha() else fold(raw)
    return Word(plain.replace(" ", "") if " " in plain else plain, raw)


class Name:
    """A name ready to be compared."""

    __slots__ = ("folded", "generation", "joined", "surname", "words")

    def __init__(self, words: list[Word], generation: str, surname: int) -> None:
        #: In the order of the name; particles, titles and generations are left out, hyphenated words are in parts.
        self.words = words
        self.generation = generation
        #: Index of the word that is most likely the surname.
        self.surname = surname
        plain = [one.plain for one in words]
        self.folded = " ".join(plain)
        self.joined = "".join(plain)


@lru_cache(maxsize=16384)
def parse_name(name: str) -> Name:
    """Take a name apart."""
    words: list[Word] = []
    capitals: list[Word] = []
    generation = ""
    for piece in name.translate(_SEPARATORS).split():
        one = word(piece)
        key = one.plain
        if key in _NOT_WORDS and words:
            if key in GENERATIONS:
                generation = GENERATIONS[key]
                continue
            if one.length > 1:
                continue
        if key:
            if piece.isupper() and len(piece) > 2:
                capitals.append(one)
            words.append(one)
    if len(words) > 1 and (words[0].plain in _TITLES or words[-1].plain in _TITLES_AFTER):
        words = _without_titles(words)
    surname = len(words) - 1
    if surname > 0 and words[0].plain in FAMILY_FIRST:
        surname = _family_first(words)
    elif len(capitals) == 1 and surname > 0 and capitals[0] in words and not name.isupper():
        surname = words.index(capitals[0])
    return Name(words, generation, surname)


def _without_titles(words: list[Word]) -> list[Word]:
    while len(words) > 1 and words[0].plain in _TITLES:
        words = words[1:]
    while len(words) > 2 and words[-1].plain in _TITLES_AFTER:
        words = words[:-1]
    return words


def _family_first(words: list[Word]) -> int:
    """Give the place of the surname; in a name like Kim Jong-un, the syllables of the given name become one word."""
    plain = [one.plain for one in words]
    if not family_first(" ".join(plain)):
        return len(words) - 1
    if len(words) > 2:
        words[1:] = [word("".join(one.raw for one in words[1:]))]
        return 0
    return 1 if plain[1] in FAMILY_FIRST else 0
