"""Names out of bylines and declarations: lists parted, roles, dates and "by" taken away, what is no name left out."""

from __future__ import annotations

import re

from normalizer.dates import is_date_line
from normalizer_article.features import fold

#: What a byline begins with, in a dozen languages.
_BY_WORDS = (
    r"(?:(?:this\s(?:post|article|guide|story)\swas\s)?(?:(?:written|posted|published|medically|clinically|article|story|words|text|reported|authored|reviewed"
    r"|created|started|asked|interview|guest|guide|recipe|review|blog|post|column|opinion|analysis|edited|compiled)\s+){0,2}"
    r"by(?=[\s:A-Z]|$)(?!\s+(?-i:[a-z]+ing|our|your|email|phone)\b)|von|par|por|di|door|przez|autor(?:in|a|zy)?|auteur|автор|текст|συντάκτης|yazan|authors?|writers?"
    r"|contributors?|on behalf of|thread starter|topic starter|original poster|started by)"
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
#: The letters that `BY` and `BY_ALONE` can begin with.
BY_STARTS = frozenset("twpmcasrigboevdyатσ作記记文")
#: Words that a role begins with or is made of; in a byline, a name ends before them.
_ROLE = (
    r"(?:co-?)?(?:founder|editor|writer|author|reviewer|reporter|correspondent|columnist|contributor|contributing|senior"
    r"|former|deputy|staff|director|manager|specialist|expert|analyst|consultant|professor|dietitian|physician|journalist"
    r"|ceo|cto|cmo|vp|vice|president|head|chief|lead|guest|content|marketing|associate|assistant|managing|executive"
    r"|freelance|certified|licensed|registered|extension|research|researcher|product|engineer|partner|owner|attorney"
    r"|blogger|photographer|gardener|coach|instructor|educators?)"
)
_ROLE_PART = re.compile(rf"\b{_ROLE}\b", re.IGNORECASE)
_ROLE_AFTER = re.compile(rf"(?<=\w)\s+{_ROLE}\b.*$", re.IGNORECASE | re.DOTALL)
_AND = re.compile(r"\s+(?:and|und|et|y|e|&)\s+|\s*&\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*(?:;|\||、|，|,)\s*")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s"
)
_AFTER_NAME = re.compile(
    rf"(?:[|•·⋅●»/–—]|\s-\s|-\s\d|\s{{2,}}|\xa0|\bon\b\s|\s\d|\b{_MONTH}"
    r"|\b(?:last updated|updated|published|posted|reviewed|edited|modified)\b|\b(?:for|at|in)\b\s).*$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(r"^(?:and|with|,|-|–|—|:|•|·|\|)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*$")
_NOT_NAME = re.compile(
    r"https?:|www\.|[<>{}=\[\]#@]|\w\.\w+\.\w"
    r"|\b(?:webmaster|unknown|anonymous|none|null|read more|follow|share|subscribe|comments?|posts?|articles?|replies"
    r"|minutes?|min read|updated|published|posted|written|view all|table of contents|reviewed|log in|sign in|sign up"
    r"|guidelines|policy|copyright|all rights|click|join|download|menu|search|home|about us|contact|learn more)\b"
    r"|^(?:admin|administrator|editors?|user|guest|contributors?|authors?|by|in|leadership|profile|writer|topic author"
    r"|op|original poster|thread starter|member|moderator|view profile)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:[A-Z][A-Za-z]{0,2}\.?){1,4}\.?|[A-Z]{2,6}(?:[-/ ]?[A-Z0-9]{1,6})*|Jr\.?|Sr\.?|Esq\.?|Ph\.?D\.?|M\.D\.?"
)
#: One to four words that each begin with a capital, as names do.
CAPITALISED = re.compile(
    r"(?:Dr\.?\s|Prof\.?\s)?[A-ZÀ-Þ][\w.'’-]*(?:\s(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|la|le|bin|al|den|di|da|dos|del)){1,3}"
)
LONGEST_NAME = 60


def cut_byline(text: str) -> str:
    """Take away what a byline says after the names: a date, a place, a reading time."""
    return _AFTER_NAME.sub("", text[:200]).strip()


def split_names(text: str, *, roles: bool = True) -> list[str]:
    """Split a list of names.

    A part after a comma that is a title ("MD", "PhD") stays with the name before it; a role is dropped, unless
    ``roles`` is False. "and" parts names only between two that have two words each.
    """
    text = BY.sub("", _LEADING.sub("", text.strip()))
    names: list[str] = []
    for part in _COMMA.split(text):
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
        names.extend(_between(_LEADING.sub("", part)))
    if roles:
        names = [_without_role(name) for name in names]
    return [name.strip(" -–—·•,:") for name in names if name.strip(" -–—·•,:")]


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


def is_name(text: str) -> bool:
    """Say whether a text can be an author's name, a person's or an organisation's."""
    if not 2 <= len(text) <= LONGEST_NAME or len(text.split()) > 7 or not fold(text):
        return False
    return not _NOT_NAME.search(text) and any(c.isalpha() for c in text) and not is_date_line(f"{text} 1")
