"""The parts of a personal name: given names, surname, particles, generation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from normalizer_names.given import listed, read_lines
from normalizer_names.spelling import fold, word_set

#: Words in small letters that belong to the surname after them.
PARTICLES = word_set(
    """
    van von der den de del della di da dos das do du des la le el al bin ibn ben bint ould ter ten te zu zum zur af
    av vel bar san y e d
    """
)
#: What may come before the surname proper, also joined to it by a hyphen (al-Assad).
SURNAME_WORDS_BEFORE = word_set(
    """
    ar an ash es bin al el as ad ul az ibn ben
    """
)
GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
_NAMED_AFTER = word_set(
    """
    bin ould bint ibn ben
    """
)

#: Chinese, Korean and Vietnamese surnames as newsrooms write them: such a name begins with its surname.
FAMILY_FIRST = word_set(
    """
    bai bao bo cai cao chen cheng chi chiang chou chu cui dai deng ding dong du duan fan fang feng fu gao geng gong
    gu guo han hao he hou hsieh hsu hu hua huang jia jiang jin kang kong lai lei li liang liao lin ling liu long lu
    luo lyu ma mao meng mo ni niu pan peng qi qian qiao qin qiu qu ren shao shen shi song su sun tan tang tao tian
    tong tsai tseng wan wang wei wen wong wu xi xia xiang xiao xie xing xiong xu xue yan yang yao ye yi yin yu yuan
    zeng zhai zhang zhao zheng zhong zhou zhu zhuang zou cheung chan leung lau tsang tse kwok ng kim lee park choi
    choe chung jung jeong kang cho jo yoon yun jang chang lim im shin oh seo suh kwon hwang ahn an ryu yoo hong moon
    roh no ri pak han son bae baek nam ban sim paek nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo
    duong ly dinh truong
    """
)
_SYLLABLE = re.compile(
    r"(?:[bcdfghjklmnpqrstwxyz]|[zcs]h|ng|kh|ph|tr|th|nh|kw|kk|hs|ts|gw|ch'|hy|ky|my|py|ry|by)?"
    r"(?:[aeiou]|ai|ao|ou|ei|ia|ie|iu|ua|ui|uo|ue|iao|uai|ae|eo|eu|oe|wa|wo|wi|we|wae|yo|yu|ya|ye|yeo|yae|eui|oo|ee|ye|uu|iou|uy)"
    r"(?:ng|nh|[nmtkplrcbh]|ch|ck)?"
)


def _east_asian(word: str) -> bool:
    """Say whether a folded word can be a given name of one to three syllables (Jinping, jae, Enlai)."""
    return len(word) <= 10 and bool(_SYLLABLES.fullmatch(word))


_SYLLABLES = re.compile(f"(?:{_SYLLABLE.pattern}){{1,3}}")


def family_first(name: str) -> bool:
    """Say whether the name is written surname first, as Chinese, Korean and Vietnamese names are."""
    words = fold(name).split()
    return bool(words) and words[0] in FAMILY_FIRST and family_first_of(words)


def family_first_of(words: Sequence[str]) -> bool:
    """Say the same of a name as folded words."""
    if len(words) < 2 or len(words) > 4 or words[0] not in FAMILY_FIRST:
        return False
    # Kim Clark has no such syllables; Lee Baker and Kim Martin have, but end with a common surname of the West.
    if len(words) == 2 and words[1] in western_surnames():
        return False
    return all(map(_east_asian, words[1:]))


@cache
def western_surnames() -> Mapping[str, None]:
    """Give the common surnames, folded, that are never given names of East Asia."""
    return listed(word for word in read_lines("common.txt") if len(word) > 4 and word not in FAMILY_FIRST)


class NameParts(NamedTuple):
    """The parts of a name, as written."""

    surname: str
    given: str
    generation: str
    #: Whether the surname stands first.
    turned: bool = False


_WITH_CAPITAL = word_set("al el ben bin le de van von di dos ould")


@lru_cache(maxsize=32768)
def parts_of(name: str) -> NameParts:
    """Take a name apart: see `surname_of`, `given_of` and `generation_of`."""
    words = name.replace(",", " ").split()
    if name.isascii() and "".join(words).isalpha():
        plain = keys = name.lower().replace(",", " ").split()
    else:
        keys = [fold(word) for word in words]
        plain = " ".join(keys).split()
    turned = bool(plain) and plain[0] in FAMILY_FIRST and family_first_of(plain)
    generation = GENERATIONS.get(plain[-1], "") if " " in name and plain else ""
    if not GENERATIONS.keys().isdisjoint(keys):
        words = [word for word, key in zip(words, keys, strict=True) if key not in GENERATIONS]
        keys = [key for key in keys if key not in GENERATIONS]
    if len(words) < 2:
        return NameParts(words[0] if words else name, "", generation, turned)
    if turned:
        return NameParts(words[0], " ".join(words[1:]), generation, turned)
    at = len(words) - 1
    while at > 1 and keys[at - 1] in PARTICLES and not words[at - 1][:1].isupper():
        at -= 1
    if at > 1 and keys[at - 1] in _WITH_CAPITAL:
        at -= 1
    return NameParts(" ".join(words[at:]), words[0], generation)


def surname_of(name: str) -> str:
    """Give the surname as written, with its particles: "van der Bellen", "al-Assad", "bin Salman", "Xi".

    Generations (Jr, III) are left out. A name of one word is its own surname.
    """
    return parts_of(name).surname


def given_of(name: str) -> str:
    """Give the first given name as written; empty for a name of one word."""
    return parts_of(name).given


def generation_of(name: str) -> str:
    """Give "jr", "sr", "ii", "iii" or "iv" if the name ends with it, else an empty string."""
    return parts_of(name).generation
