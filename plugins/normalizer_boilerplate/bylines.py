"""Bylines in plain text: "By Jane Doe and John Roe, Staff Writers | 3 May 2024"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalizer.dates import is_date_line, read_date

__all__ = ["Byline", "begins_byline", "read_byline"]

#: A longer line is not a byline, in characters.
LONGEST = 160
#: Words for "by" and "author" that begin a byline, in the languages of the cues.
_BY = re.compile(
    r"(?:(?:written|posted|published|story|words|text|reported|reporting|report|article)\s+by|by"
    r"|(?:ein\s+(?:artikel|beitrag|bericht|kommentar|gastbeitrag)\s+)?von|par|por|di|przez|автор[ыа]?|текст|συντάκτης"
    r"|γράφει\s+(?:ο|η)|yazan|haber|autor(?:in|a|es|zy)?|auteure?s?|بقلم|كتب|作者|記者|记者|文)"
    r"(?:\s*[:：/／]\s*|\s+)",
    re.IGNORECASE,
)
#: The first word of each, as `normalizer_boilerplate.folding` gives words.
_FIRST_WORDS = (
    "written posted published story words text reported reporting report article by ein von par por di przez автор"
    " автора авторы текст συντακτησ γραφει yazan haber autor autorin autora autores autorzy auteur auteure auteurs"
    " auteures بقلم كتب 作 記 记 文"
)
_FIRST = frozenset(_FIRST_WORDS.split())
_CASED_WORD = r"[^\W\d_a-zа-яα-ω][\w.'’-]*"
_PARTICLE = r"(?:de|da|di|do|del|della|der|den|des|dos|du|la|le|van|von|vom|zu|zur|af|al|el|bin|ibn|ter|ten|y|e)"
_NAME = re.compile(rf"{_CASED_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_CASED_WORD}){{1,3}}")
#: Words that titles hold and names do not.
_NO_NAME = re.compile(
    r"\b(?:a|across|after|an|around|at|before|by|evening|every|for|friday|from|her|his|in|into|its|monday|morning|my|new"
    r"|night|no|of|on|our|over|saturday|sunday|the|their|through|thursday|to|train|tuesday|under|wednesday|what|with"
    r"|without|your)\b",
    re.IGNORECASE,
)
_CJK_NAME = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,5}(?:\s[\u4e00-\u9fff]{1,3})?")
_AND = re.compile(r"\s*(?:,|;|、|&|\b(?:and|und|et|y|e|i|и|και|ve|و)\b)\s*", re.IGNORECASE)
_BAR = re.compile(r"\s*[|•·–—/]\s*|\s+-\s+")
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|producers?"
    r"|redakt\w+|korrespondent\w*|journaliste?s?|rédact\w+|correspons\w+|redactor\w*|periodista|corrispondente"
    r"|корреспондент|обозреватель|dziennikarz\w*|muhabir\w*|in\s+[^\W\d_]+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a byline, in its order, and the date beside them in ISO 8601 ("" if there is none)."""

    names: tuple[str, ...]
    published: str = ""


def begins_byline(words: Sequence[str]) -> bool:
    """Say whether a line of these words, folded, may be a byline: what `read_byline` reads begins with one of a few."""
    return words[0] in _FIRST


def read_byline(text: str) -> Byline | None:
    """Read a line that says who wrote the article, and nothing else but their office and the date.

    Returns:
        None if the line is something else, such as a sentence that begins with "By".

    """
    if len(text) > LONGEST or text.endswith((".", "!", "?", ":", "。")) or not (by := _BY.match(text.strip())):
        return None
    names: list[str] = []
    published = ""
    for part in filter(None, _parts(text.strip()[by.end() :])):
        if is_date_line(part):
            found = read_date(part)
            published = published or (found.iso if found else "")
        elif names and _ROLE.search(part) and len(part.split()) <= 6:
            continue
        elif not published and _is_name(part):
            names.append(part)
        else:
            return None
    return Byline(tuple(dict.fromkeys(map(_cased, names))), published) if names else None


def _is_name(part: str) -> bool:
    return bool(_NAME.fullmatch(part) and not _NO_NAME.search(part)) or bool(_CJK_NAME.fullmatch(part))


def _parts(rest: str) -> list[str]:
    """Give the names, offices and dates of a byline; a date is not split at its commas."""
    parts: list[str] = []
    for piece in _BAR.split(rest):
        pending = [part.strip(" ()") for part in _AND.split(piece)]
        while pending:
            tail = ", ".join(pending)
            if len(pending) > 1 and is_date_line(tail):
                parts.append(tail)
                break
            parts.append(pending.pop(0))
    return parts


def _cased(name: str) -> str:
    """Give a name that is all in capitals as names are written."""
    return " ".join(word.title() if word.isupper() and len(word) > 2 else word for word in name.split())
