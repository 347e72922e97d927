"""Names out of bylines and declarations: lists parted, roles, dates and "by" taken away, what is no name left out."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizer.dates import is_date_line
from normalizer_article.features import fold

#: What a byline begins with, in a dozen languages.
_BY_WORDS = (
    r"(?:(?:this\s(?:post|article|guide|story)\swas\s)?(?:(?:written|posted|published|medically|clinically|article|story|words|text|reported|authored|reviewed"
    r"|created|started|asked|interview|guest|guide|recipe|review|blog|post|column|opinion|analysis|edited|compiled)\s+){0,2}"
    r"by(?=[\s:A-Z]|$)(?!\s+(?-i:[a-z]+ing|our|your|email|phone)\b)|von|par|por|di|door|przez|autor(?:in|a|zy)?|auteur|автор|текст|συντάκτης|yazan|(?:authors?|writers?"
    r"|contributors?)(?!\s+(?-i:[a-z]))|on behalf of|thread starter|topic starter|original poster|started by)"
)
BY = re.compile(
    rf"^{_BY_WORDS}(?:\s*[:：]\s*|\s+|(?<=[Bb]y)(?=[A-Z]))|^(?:作者|記者|记者|文)\s*[:：/／]?\s*", re.IGNORECASE
)
BY_INSIDE = re.compile(
    r"(?:^|[\s|•·⋅●,.–—-])(?:(?:Written|Posted|Published|Story|Words|Reported|Interview|Created|Started)\s+by:?|By:?|BY:?"
    r"|Author:|(?<=\d\s)by|(?<=[|•·⋅●,–—-]\s)by)\s*"
    r"(?=[A-Z“\"'’the\d])"
)
BY_ALONE = re.compile(rf"^{_BY_WORDS}\s*[:：]?$", re.IGNORECASE)
#: How the words begin that `BY` and `BY_ALONE` can begin with: three letters, two, or one.
_BYLINE_STARTS = (
    "thi wri pos pub med cli art sto wor tex rep aut rev cre sta ask int gui gue rec blo col opi ana edi com von par"
    " por doo prz авт тек συν yaz con thr top ori by di 作 記 记 文"
)
_BY_STARTS = frozenset(_BYLINE_STARTS.split()) | {"on "}
#: Words that a role begins with or is made of; in a byline, a name ends before them.
_ROLE = (
    r"(?:co-?)?(?:founder|editor|writer|author|reviewer|reporter|correspondent|columnist|contributor|contributing|senior"
    r"|former|deputy|staff|director|manager|specialist|expert|analyst|consultant|professor|dietitian|physician|journalist"
    r"|ceo|cto|cmo|vp|vice|president|head|chief|lead|guest|content|marketing|associate|assistant|managing|executive"
    r"|freelance|certified|licensed|registered|extension|research|researcher|product|engineer|partner|owner|attorney"
    r"|blogger|photographer|gardener|coach|instructor|educators?)"
)
_ROLE_PART = re.compile(rf"\b{_ROLE}\b", re.IGNORECASE)
_ROLE_AFTER = re.compile(
    rf"(?:(?<=\w)\s+|(?-i:(?<=[a-z])(?=[A-Z])(?<!\bMc)(?<!\bMac))){_ROLE}\b.*$", re.IGNORECASE | re.DOTALL
)
_AND = re.compile(r"\s+(?:and|und|et|y|e|&)\s+|\s*&\s+", re.IGNORECASE)
_HAS_COMMA = re.compile(r"[;|、，,]")
_COMMA = re.compile(r"\s*(?:;|\||、|，|,)\s*")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s"
)
_AFTER_NAME = re.compile(
    rf"[|•·⋅●»/–—\xa0]|\s(?:-\s|\s|\d)|-\s\d"
    rf"|\b(?i:(?:on|for|at|in)\s|{_MONTH}|(?:last updated|updated|published|posted|reviewed|edited|modified)\b)"
)
_LEADING = re.compile(r"(?:and|with|,|-|–|—|:|•|·|\|)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*$")
#: Signs, words and phrases that no name holds, and what is no name by itself, in lower case.
_NO_SIGN = re.compile(r"[<>{}=\[\]#@]|https?:|www\.|\w\.\w+\.\w", re.IGNORECASE)
_NO_WORDS = (
    "webmaster unknown anonymous none null follow share subscribe comment comments post posts article articles replies"
    " minute minutes updated published posted written reviewed guidelines policy copyright click join download menu"
    " search home contact"
)
_NO_WORD = frozenset(_NO_WORDS.split())
_NO_PHRASE = re.compile(
    r"\b(?:read more|min read|view all|table of contents|log in|sign in|sign up|all rights|about us|learn more)\b"
)
_NOT_ALONE = frozenset((
    "admin", "administrator", "editor", "editors", "user", "guest", "contributor", "contributors", "author", "authors",
    "by", "in", "leadership", "profile", "writer", "topic author", "op", "original poster", "thread starter", "member",
    "moderator", "view profile",
))  # fmt: skip
_SUFFIX = re.compile(
    r"(?:[A-Z][A-Za-z]{0,2}\.?){1,4}\.?|[A-Z]{2,6}(?:[-/ ]?[A-Z0-9]{1,6})*|Jr\.?|Sr\.?|Esq\.?|Ph\.?D\.?|M\.D\.?"
)
#: One to four words that each begin with a capital, as names do.
CAPITALISED = re.compile(
    r"(?:Dr\.?\s|Prof\.?\s)?[A-ZÀ-Þ][\w.'’-]*(?:\s(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|la|le|bin|al|den|di|da|dos|del)){1,3}"
)
LONGEST_NAME = 60


def can_be_byline(text: str) -> bool:
    """Say whether a text may begin as a byline does; most don't, which is settled sooner than by `BY`."""
    start = text[:3].lower()
    return start in _BY_STARTS or start[:2] in _BY_STARTS or start[:1] in _BY_STARTS


def cut_byline(text: str) -> str:
    """Take away what a byline says after the names: a date, a place, a reading time."""
    text = text[:200]
    after = _AFTER_NAME.search(text)
    return (text[: after.start()] if after else text).strip()


@lru_cache(maxsize=4096)
def byline_names(text: str) -> tuple[str, ...]:
    """Give the names of a byline without its "by"; pages state one several times."""
    return tuple(split_names(cut_byline(text)))


def without_by(text: str) -> str:
    """Take "by" and the like away from the start of a text."""
    by = BY.match(text) if can_be_byline(text) else None
    return text[by.end() :] if by else text


def _without_leading(text: str) -> str:
    leading = _LEADING.match(text)
    return text[leading.end() :] if leading else text


def split_names(text: str, *, roles: bool = True) -> list[str]:
    """Split a list of names.

    A part after a comma that is a title ("MD", "PhD") stays with the name before it; a role is dropped, unless
    ``roles`` is False. "and" parts names only between two that have two words each.
    """
    text = without_by(_without_leading(text.strip()))
    names: list[str] = []
    for part in _COMMA.split(text) if _HAS_COMMA.search(text) else (text,):
        if not part:
            continue
        if names and _SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
            continue
        if roles and names and _ROLE_PART.search(part):
            # "Home and Digital Security Expert & Tom Falk": the name after the role is one more author.
            last = _AND.split(part)[-1]
            if not _ROLE_PART.search(last) and len(last.split()) >= 2:
                names.append(last)
            continue
        names.extend(_between(_without_leading(part)))
    if roles:
        names = [_without_role(name) for name in names]
    return [stripped for name in names if (stripped := name.strip(" -–—·•,:"))]


def _without_role(name: str) -> str:
    """Take "Founder" off "Ida Berg Founder"; a name of one word before a role is a team's: "Harbour Staff"."""
    shorter = _ROLE_AFTER.sub("", _BRACKETS.sub("", name))
    return shorter if len(shorter.split()) > 1 else name


def _is_full(piece: str) -> bool:
    return len(piece.split()) >= 2 and piece[:1].isupper() and not _ROLE_PART.match(piece)


def _between(part: str) -> list[str]:
    pieces = _AND.split(part)
    if len(pieces) > 1 and all(_is_full(piece) for piece in pieces):
        return pieces
    return [part]


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Say whether a text can be an author's name, a person's or an organisation's."""
    if not 2 <= len(text) <= LONGEST_NAME or len(text.split()) > 7:
        return False
    low = text.lower()
    words = fold(low).split()
    if not words or not _NO_WORD.isdisjoint(words) or low in _NOT_ALONE:
        return False
    if _NO_SIGN.search(text) or _NO_PHRASE.search(low):
        return False
    return any(map(str.isalpha, text)) and not is_date_line(f"{text} 1")
