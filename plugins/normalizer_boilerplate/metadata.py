"""What lines say that leave the text: credits, editors, original source, authors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalizer.changes import Field
from normalizer_boilerplate.bylines import read_byline
from normalizer_boilerplate.folding import fold, words
from normalizer_boilerplate.lines import Line

__all__ = ["Fact", "facts"]

#: Longest value of a credit, in characters.
LONGEST = 120
_LABEL = re.compile(r"^\s*[\[(]?(?P<label>[^:：|/]{1,48}?)\s*[:：|/]\s*(?P<value>.+)$", re.DOTALL)
#: Agencies that a line such as "Source: AFP" may name; other sources are not told from sites and papers.
AGENCIES = (
    "AFP", "ANSA", "AP", "APA", "Associated Press", "Agence France-Presse", "Belga", "CTK", "dpa",
    "EFE", "Europa Press", "Interfax", "IANS", "Kyodo", "Kyodo News", "Lusa", "PA", "PAP", "PTI",
    "Press Association", "Reuters", "RIA Novosti", "TASS", "ТАСС", "РИА Новости", "Интерфакс",
    "UPI", "Xinhua", "Yonhap", "Anadolu Agency", "AA", "ANP", "NTB", "TT", "Ukrinform", "UNIAN",
    "SDA", "Keystone-SDA", "ΑΠΕ", "ΑΠΕ-ΜΠΕ", "新华社", "新華社", "共同通信", "時事通信", "中央社",
    "Antara", "Bernama",
)  # fmt: skip
_EDGES = " \t\n.,;:：|/–—-[]()*•。，"
#: Between a label and a name: "on", "by", ... in the languages of the cues.
_LINK = re.compile(
    r"^(?:(?:on|at|in|by|from|via|of|auf|bei|von|in|im|aus|sur|dans|par|de|du|en|el|la|por|no|na|em|su|da|di"
    r"|w|przez|z|в|на|из|από|στο|στη|για|من|في)\s+)+",
    re.IGNORECASE,
)
#: After the name of a site: "website".
_SITE = re.compile(
    r"\s+(?:web\s?-?site|web\s?page|site|page|homepage|webseite|sitio web|site web|sito web|site internet"
    r"|strona|сайт|sitesi)$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|、|，|\s&\s|\s(?:and|und|et|y|e|i|и|και|ve|و)\s)\s*")
#: A name: two to five words that begin with a capital, or letters of a script without capitals.
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,4}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,8}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A value for a field, and the part of the line that it was read from."""

    field: Field
    value: str | tuple[str, ...]
    rule: str
    confidence: float


def facts(line: Line, class_: str) -> Iterator[Fact]:
    """Give what a line that leaves the text says about the document."""
    if class_ == "byline":
        byline = read_byline(line.text)
        if byline:
            yield Fact("authors", byline.names, "byline", 0.85)
            if byline.published:
                yield Fact("published", byline.published, "byline", 0.85)
    elif line.hits.credit:
        for part in line.text.split(";") if line.text.count(";") < 6 else [line.text]:
            yield from _credit(part, line)
    elif class_ == "author_bio" and line.hits.start == "author_bio":
        name = " ".join(line.text.split()[line.hits.start_words :]).strip(_EDGES)
        if _is_name(name):
            yield Fact("authors", (name,), "about-box", 0.7)


def _credit(part: str, line: Line) -> Iterator[Fact]:
    value = _value(part, line)
    if not value or len(value) > LONGEST:
        return
    match line.hits.credit:
        case "photo":
            yield Fact("photo_credits", (value,), "photo-credit", 0.85)
        case "editor":
            if names := _names(value):
                yield Fact("editors", names, "editing-credit", 0.85)
        case "original":
            site = _SITE.sub("", _LINK.sub("", value)).strip(_EDGES)
            if site and len(site.split()) <= 8:
                yield Fact("original_source", site, "original-source", 0.85)
        case "source":
            agency = next((name for name in AGENCIES if name.casefold() == value.casefold()), "")
            if agency:
                yield Fact("agency", agency, "source-credit", 0.7)
        case "author":
            if names := _names(value):
                yield Fact("authors", names, "author-credit", 0.7)


def _value(part: str, line: Line) -> str:
    """Give what follows the label of a credit."""
    labelled = _LABEL.match(part)
    if labelled and len(words(fold(labelled["label"]))) <= line.hits.credit_words + 2:
        return labelled["value"].strip(_EDGES)
    rest = part.split()[line.hits.credit_words :]
    return _LINK.sub("", " ".join(rest)).strip(_EDGES)


def _names(value: str) -> tuple[str, ...]:
    """Give the names of people in a list of them, or nothing if a part of it is no name."""
    found = tuple(dict.fromkeys(name.strip(_EDGES) for name in _AND.split(value) if name.strip(_EDGES)))
    return found if found and all(map(_is_name, found)) else ()


def _is_name(text: str) -> bool:
    if len(text) > 60 or not _NAME.fullmatch(text):
        return False
    first = [word[0] for word in text.split()]
    return all(char.isupper() or char.lower() == char.upper() for char in (first[0], first[-1]))
