"""Spellings of one word: folding to plain letters, and keys under which transliterations of a name meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """Give the words of a text, for lists of words that are kept in the code."""
    return frozenset(text.split())


# Letters that Unicode does not decompose.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ı": "i", "ə": "a", "Ə": "A", "ß": "ss",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H",
        "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "ʹ": "'", "ʺ": "'", "′": "'",
    }
)  # fmt: skip

# Russian and Ukrainian letters as English newsrooms write them; combinations first.
_CYRILLIC_PAIRS = (("ий", "y"), ("ый", "y"), ("ье", "ye"), ("ьё", "yo"), ("зг", "zgh"), ("кс", "x"))
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "џ": "dz", "ў": "u", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
}  # fmt: skip
_NO_LETTERS = re.compile(r"[^\w]+|_")
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")


def has_cyrillic(text: str) -> bool:
    """Say whether any letter is Cyrillic."""
    return not text.isascii() and _HAS_CYRILLIC.search(text) is not None


def romanize(text: str) -> str:
    """Write Cyrillic letters in Latin ones, the way English newsrooms do; other text is unchanged."""
    if not has_cyrillic(text):
        return text
    low = text.lower()
    for pair, latin in _CYRILLIC_PAIRS:
        low = low.replace(pair, latin)
    return "".join(map(_CYRILLIC.get, low, low))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Give the words of ``text`` in lower-case ASCII where the letters allow it, separated by single spaces.

    Diacritics and apostrophes go, hyphens and full stops become spaces: ``fold("Ó’Súilleabháin-Smith")`` is
    ``"osuilleabhain smith"``. Cyrillic is romanised.
    """
    plain = (text if text.isascii() else text.translate(PLAIN)).lower()
    if not plain.isascii():
        plain = _decomposed(romanize(text))
    elif plain.isalpha():
        return plain
    return " ".join(_NO_LETTERS.sub(" ", plain.replace("'", "")).split())


def _decomposed(text: str) -> str:
    """Take the marks off the letters."""
    plain = text.translate(_LETTERS)
    if not plain.isascii():
        combining = unicodedata.combining
        plain = "".join([c for c in unicodedata.normalize("NFKD", plain) if not combining(c)])
    return plain.casefold()


def _plain_letters() -> dict[int, str]:
    """Give what stands for the Latin letters with marks and for the apostrophes, so that most names need one step."""
    letters = {code: _decomposed(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
    plain = {code: letter for code, letter in letters.items() if letter.isascii()}
    return plain | {ord(mark): "'" for mark in "’‘ʼʻ´ʹʺ′"}


#: The plain letters for each Latin letter with marks, for `str.translate`.
PLAIN = _plain_letters()


# What a letter with a mark stands for, where newsrooms that drop the mark write two letters.
_SPOKEN = str.maketrans(
    {
        "š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ç": "ch", "ž": "zh", "ż": "zh", "ğ": "gh", "ä": "ae", "ö": "oe",
        "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj", "ć": "ch", "ñ": "ny", "ĉ": "ch", "ŝ": "sh", "ǆ": "j",
        "Š": "sh", "Ş": "sh", "Ș": "sh", "Č": "ch", "Ç": "ch", "Ž": "zh", "Ż": "zh", "Ğ": "gh", "Ä": "ae", "Ö": "oe",
        "Ü": "ue", "Å": "aa", "Ø": "oe", "Đ": "dj", "Ć": "ch", "Ñ": "ny",
    }
)  # fmt: skip

# One pass over the word, longest first; what each group of letters sounds like, whoever romanised it.
_SOUNDS = {
    "schtsch": "5", "chtch": "5", "shtch": "5", "shch": "5", "szcz": "5",
    "tsch": "c", "tch": "c", "tsj": "c", "cz": "c", "ch": "c",
    "dzh": "j", "dsch": "j", "dzs": "j", "dj": "j",
    "sch": "s", "sh": "s", "sz": "s", "sj": "s", "zh": "z",
    "kh": "h", "gh": "g", "ph": "f", "th": "t", "dh": "d", "rh": "r", "ck": "k", "q": "k", "x": "ks", "w": "v",
    "ou": "u", "oo": "u", "ee": "i", "gue": "ge", "gui": "gi", "iou": "yu", "ce": "se", "ci": "si", "cy": "si",
    "c": "k", "iya": "ya", "ija": "ya", "ia": "ya", "iye": "ye", "ije": "ye", "ie": "ye", "iyo": "yo", "io": "yo",
    "iyu": "yu", "iu": "yu", "yi": "i",
}  # fmt: skip


def by_first_letter(words: Iterable[str]) -> re.Pattern[str]:
    """Give a pattern of words, the longest first; that it branches by letters makes it fast."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in rests.items()))


_SOUND = by_first_letter(_SOUNDS)
_DOUBLE = re.compile(r"([a-z])\1+")
_SKI = ("skiy", "skii", "skij", "skyi", "skyy", "skyj", "sky", "skoy", "skoi")


def _sound(match: re.Match[str]) -> str:
    return _SOUNDS[match[0]]


def _key(plain: str) -> str:
    key = _SOUND.sub(_sound, plain)
    last = key[-1:]
    if last in "yij":
        if key.endswith(_SKI):
            key = key[: key.rindex("sk")] + "ski"
        elif key.endswith(("iy", "ii", "ij", "yy", "yj")):
            key = key[:-2] + "i"
        elif len(key) > 1 and key[-2] in "aeou":
            key = key[:-1] + "i"
    elif last == "f":
        if key.endswith(("off", "eff")):
            key = key[:-2] + "v"
    elif last == "h" and key[-2:-1] in ("a", "e", "i", "o", "u"):
        key = key[:-1]
    if key.startswith("ye"):
        key = key[1:]
    while double := _DOUBLE.search(key):
        key = key.replace(double[0], double[1])
    return key.replace("y", "i")


@lru_cache(maxsize=65536)
def sound_keys(word: str) -> tuple[str, ...]:
    """Give the keys of one word of a name, one or two: two spellings of a name share one.

    Sergei, Sergey and Serguei have one key; so have Sidorsky and Sidorskiy. A letter with a mark counts both as the
    plain letter and as what it stands for (š is s and sh, ö is o and oe).
    """
    if word.isascii():
        return (_key(word.lower() if word.isalpha() else fold(word).replace(" ", "")),)
    plain = _key(fold(word).replace(" ", ""))
    spoken = _key(fold(word.translate(_SPOKEN)).replace(" ", ""))
    return (plain,) if spoken == plain else (plain, spoken)


# The letters with which words begin that may begin with one sound.
_HEADS = {letter: group[0] for group in ("cskhqxt5zjd", "pf", "wv", "ou", "eiy") for letter in group}


def sound_head(plain: str) -> str:
    """Give the group of sounds that a word or a sound key begins with: words of two groups share no key."""
    return _HEADS.get(plain[:1], plain[:1])


def same_sound(a: str, b: str) -> bool:
    """Say whether two words of names are spellings of each other."""
    keys = sound_keys(b)
    return any(key in keys for key in sound_keys(a))


# Case endings of Russian and Ukrainian names of men (and -a for the accusative), and what the nominative has instead.
_CASES = (
    ("ым", ""), ("им", ""), ("ом", ""), ("ем", "й"), ("ём", "й"), ("єм", "й"), ("ем", ""), ("ым", "ый"), ("им", "ий"),
    ("ого", "ий"), ("ого", "ый"), ("ому", "ий"), ("ому", "ый"), ("а", ""), ("у", ""), ("е", ""), ("і", ""), ("ові", ""),
    ("я", "й"), ("ю", "й"), ("я", "ь"), ("ю", "ь"), ("ой", "а"), ("ою", "а"), ("ей", "я"), ("у", "а"), ("ы", "а"),
)  # fmt: skip
# The same by the last letter.
_CASES_ENDING_IN = {
    letter: [case for case in _CASES if case[0].endswith(letter)] for letter in {end[-1] for end, _ in _CASES}
}


def nominatives(word: str) -> tuple[str, ...]:
    """Give what a Cyrillic name may be in the nominative, folded: Лавровым is perhaps Лавров. Other words: nothing."""
    if len(word) <= 4 or not has_cyrillic(word):
        return ()
    cases = _CASES_ENDING_IN.get(word[-1], ())
    return tuple([fold(word[: -len(end)] + instead) for end, instead in cases if word.endswith(end)])
