"""Fields that the text itself states: title, subtitle, dateline, date lines, language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from turbohtml.detect import detect_language

from normalizer.changes import Set
from normalizer.dates import DateFound, is_date_line, read_date, read_dates
from normalizer.document import Block, Document
from normalizer_article.plain import title_index

#: A title is looked for among so many blocks.
HEAD = 16
#: So much of the text is looked at to tell its language, in characters: first a little from its first third on, where
#: headlines and quotations are rare, and only if that leaves doubt the most. Less than the least is not enough.
_LANGUAGE_STATED, _LANGUAGE_FIRST, _LANGUAGE_MOST, _LANGUAGE_LEAST = 100, 500, 4000, 40
_LANGUAGE_CLEAR, _LANGUAGE_SURE = 0.9, 0.2
#: ISO 639-3 (as turbohtml answers) to the two letters of BCP 47, where they are not the first two.
_TWO_LETTERS = {
    "afr": "af", "amh": "am", "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs",
    "cmn": "zh", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "epo": "eo", "est": "et", "fin": "fi", "fra": "fr",
    "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id", "ita": "it", "jav": "jv",
    "jpn": "ja", "kan": "kn", "kat": "ka", "khm": "km", "kor": "ko", "lat": "la", "lav": "lv", "lit": "lt", "mal": "ml",
    "mar": "mr", "mkd": "mk", "mya": "my", "nep": "ne", "nld": "nl", "nob": "nb", "ori": "or", "pan": "pa", "pes": "fa",
    "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "sin": "si", "slk": "sk", "slv": "sl", "sna": "sn", "spa": "es",
    "srp": "sr", "swe": "sv", "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tuk": "tk", "tur": "tr", "ukr": "uk",
    "urd": "ur", "uzb": "uz", "vie": "vi", "yid": "yi", "zul": "zu",
}  # fmt: skip

_UPDATED = re.compile(
    r"updat|modif|revis|edited|aktualis|geändert|mis à jour|mise à jour|modifié|actualiz|atualiz|aggiorna|bijgewerkt"
    r"|zaktual|aktualiz|обновл|измен|оновлен|ενημ|τροποπ|güncel|更新|修改|修正|تحديث|uppdater|opdater|oppdater|수정",
    re.IGNORECASE,
)
_DASH = r"\s{0,2}(?:[—–:]|-{1,2}(?=\s|\w))"
_NAME = r"[^\W\d_][^()\[\]\n]{0,58}"
#: "Jan. 21, 2022 (EIRNS)—", "PARIS (AFP) - ", "KYIV, March 3 (Reuters) —", "(Reuters) - "
_BRACKETED = re.compile(rf"(?P<place>[^()\[\]\n]{{0,90}}?)\s{{0,2}}[(\[](?P<agency>{_NAME})[)\]]{_DASH}")
#: "BERLIN, 3 May 2021 —", "May 5, 2021 —"
_DATED = re.compile(r"(?P<place>[^()\[\]\n]{6,90}?)(?:\s[—–]|—|\s--?(?=\s))")
_DATELINE_WITHIN = 5  # blocks
_LOWER_CASE_AGENCIES = frozenset(("dpa", "afp", "ap", "apa", "epd", "kna", "sid", "ots", "efe", "ansa", "lusa", "rtr"))
_WORDS = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
#: As many letters as there must be; fewer are enough of the scripts in which a letter is a syllable or a word.
_LETTERS = re.compile(rf"(?:[\W\d_]*+[^\W\d_]){{{_LANGUAGE_LEAST}}}")
_DENSE = re.compile(r"(?:[^\u3040-\u9fff\uac00-\ud7a3]*+[\u3040-\u9fff\uac00-\ud7a3]){10}")


def describe(document: Document) -> Iterator[Set]:
    """Propose the fields of ``document`` that are not set yet, from its text and from what was removed of it."""
    blocks = document.blocks
    title = title_block(blocks)
    # What a page does not state was looked for when it was read.
    if document.title is None and title is not None and document.source.media_type == "text/plain":
        yield Set("title", title.text.lstrip("# "), "title-line", title.text, title, "first line that heads the text")
    if document.subtitle is None and title is not None:
        under = _subtitle(document, title)
        if under is not None:
            yield Set("subtitle", under.text, "subtitle-line", under.text, under, "short line under the title", 0.7)
    language = document.language
    if language is None and (language := language_of(document.text)):
        yield Set("language", language, "language", reason="character trigrams of the text")
    yield from _dates(document, language)
    yield from _dateline(document, language)


def title_block(blocks: Iterable[Block]) -> Block | None:
    """Give the block that is the title, or None."""
    first = list(islice(blocks, HEAD))
    at = title_index([(block.kind, block.text) for block in first])
    return first[at] if at >= 0 else None


def _subtitle(document: Document, title: Block) -> Block | None:
    """Give the short line under the title: no full stop, not a heading of its own, prose after it."""
    blocks = document.blocks
    at = next((i for i, block in enumerate(blocks) if block.id == title.id), len(blocks)) + 1
    while at < len(blocks) and is_date_line(blocks[at].text):
        at += 1
    if at + 1 >= len(blocks):
        return None
    under, after = blocks[at], blocks[at + 1]
    text = under.text
    if text.casefold() == title.text.casefold():
        return None
    fits = 30 <= len(text) <= 250 and len(text.splitlines()) == 1 and len(text.split()) >= 5
    ends = text.rstrip("\"'”’»)")[-1:] in ".:;!?…。" or text[-1] in ".:;…"
    if not fits or ends or under.kind not in ("paragraph", "heading") or is_date_line(text):
        return None
    if under.kind == "heading" and under.level > 2:
        return None
    return under if after.kind == "paragraph" and len(after.text) > len(text) else None


def language_of(text: str, stated: str = "") -> str | None:
    """Tell the language of a text as a BCP 47 tag; None if it is too short or too unlike any.

    If it is the one that is stated, a line of the text tells.
    """
    sample = text[:_LANGUAGE_MOST]
    if not _LETTERS.match(sample, 0, 400) and not _DENSE.match(sample, 0, 400):
        return None
    third = len(text) // 3
    if stated:
        match = detect_language(text[third : third + _LANGUAGE_STATED])
        if match.language and match.confidence >= _LANGUAGE_CLEAR and _TWO_LETTERS.get(match.language) == stated:
            return stated
    match = detect_language(text[third : third + _LANGUAGE_FIRST])
    if match.confidence < _LANGUAGE_CLEAR:
        match = detect_language(sample)
    if match.language is None or match.confidence < _LANGUAGE_SURE:
        return None
    return _TWO_LETTERS.get(match.language, match.language)


def is_update(text: str, found: DateFound, since: int) -> bool:
    """Say whether the words before a date, from ``since``, make it the date of a change."""
    if _UPDATED.search(text, since, found.start):
        return True
    # "2023年1月31日 更新": the word may come after, if no other date does.
    after = text[found.end : found.end + 40]
    return not text[since : found.start].strip() and not _DIGIT.search(after) and bool(_UPDATED.search(after))


def _dates(document: Document, language: str | None) -> Iterator[Set]:
    """Read date lines: those in the text, and those that were taken out."""
    published = modified = None
    lines: list[tuple[str, Block | None]] = [
        (removed.text, None)
        for removed in document.removed
        if removed.class_ == "date_line"
        or (len(removed.text) < 120 and _DIGIT.search(removed.text) and is_date_line(removed.text))
    ]
    lines += [(block.text, block) for block in document.blocks[:6] if is_date_line(block.text)]
    languages = (language,) if language else ()
    for text, block in lines:
        since = 0
        for found in read_dates(text, languages=languages):
            if is_update(text, found, since):
                modified = modified or (found.iso, text, block)
            else:
                published = published or (found.iso, text, block)
            since = found.end
    if published and document.published is None:
        yield Set("published", published[0], "date-line", published[1], published[2])
    if modified and document.modified is None:
        yield Set("modified", modified[0], "date-line", modified[1], modified[2])


def _dateline(document: Document, language: str | None) -> Iterator[Set]:
    """Read the dateline at the start of a paragraph near the top."""
    languages = (language,) if language else ()
    for block in document.blocks[:_DATELINE_WITHIN]:
        if block.kind not in ("paragraph", "list_item"):
            continue
        match = _BRACKETED.match(block.text)
        if match and _is_place(match["place"]) and _is_agency(match["agency"]):
            if document.agency is None:
                yield Set("agency", match["agency"].strip(), "dateline", match[0].strip(), block)
        else:
            match = _DATED.match(block.text)
            if match is None or not _is_place(match["place"]):
                continue
        found = read_date(match["place"], languages=languages)
        if found and document.published is None and not any(is_date_line(r.text) for r in document.removed):
            yield Set("published", found.iso, "dateline", match[0].strip(), block)
        return


def _is_place(text: str) -> bool:
    """Say whether what stands before the agency can be places and a date: few words, most capitals or numbers."""
    words = _WORDS.findall(text)
    telling = [word for word in words if word[0].isupper() or word[0].isdigit() or not word[0].isascii()]
    return len(words) <= 9 and len(telling) >= 0.6 * len(words)


def _is_agency(text: str) -> bool:
    """Say whether a name in brackets can be an agency's: up to four words that each begin with a capital."""
    words = text.split()
    if not 1 <= len(words) <= 4 or any(c.isdigit() for c in text):
        return False
    return text.strip() in _LOWER_CASE_AGENCIES or not any(word[0].islower() for word in words)
