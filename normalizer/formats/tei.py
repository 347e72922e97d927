"""A document in TEI P5, the XML of text corpora: a header with what is known of it, and its text in divisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from normalizer.document import Block, Document

_NAMESPACE = "http://www.tei-c.org/ns/1.0"
#: What XML 1.0 can't hold, not even escaped.
_UNHOLDABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_tei(document: Document) -> str:
    """Give the document as a TEI file. A character that XML can't hold (NUL and the like) becomes U+FFFD."""
    language = f" xml:lang={_attribute(document.language)}" if document.language else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<TEI xmlns="{_NAMESPACE}">',
        "<teiHeader>",
        *_header(document),
        "</teiHeader>",
        f"<text{language}>",
        "<body>",
        *_body(document.blocks),
        "</body>",
        "</text>",
        "</TEI>",
    ]
    return "\n".join(lines) + "\n"


def _header(document: Document) -> Iterator[str]:
    yield "<fileDesc>"
    yield "<titleStmt>"
    yield f"<title>{_text(document.title or document.id)}</title>"
    yield from _elements('title type="sub"', [document.subtitle])
    yield from _elements("author", document.authors)
    yield from _elements("editor", document.editors)
    yield "</titleStmt>"
    yield "<publicationStmt>"
    yield f"<publisher>{_text(document.publisher or 'unknown')}</publisher>"
    yield from _date(document.published)
    yield f'<idno type="id">{_text(document.id)}</idno>'
    yield from _elements('idno type="duplicate-of"', [document.duplicate_of])
    yield "</publicationStmt>"
    yield "<sourceDesc>"
    yield "<bibl>"
    yield f"<title>{_text(document.title or document.id)}</title>"
    yield from _elements("author", document.authors)
    yield from _date(document.published)
    yield from _elements("publisher", [document.publisher, document.agency, document.original_source])
    yield from _elements('idno type="URL"', [document.url])
    yield f'<idno type="SHA-256">{document.source.sha256}</idno>'
    yield "</bibl>"
    yield "</sourceDesc>"
    yield "</fileDesc>"
    if document.language or document.people:
        yield "<profileDesc>"
        if document.language:
            yield f"<langUsage><language ident={_attribute(document.language)}/></langUsage>"
        if document.people:
            names = "".join(f"<person><persName>{_text(person.name)}</persName></person>" for person in document.people)
            yield f"<particDesc><listPerson>{names}</listPerson></particDesc>"
        yield "</profileDesc>"


def _body(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Give a division for each heading, with what stands below it; before the first heading, one without."""
    yield "<div>"
    opened = False
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "list_item":
            yield "<list>"
            yield from _elements("item", [block.text for block in group])
            yield "</list>"
            opened = True
            continue
        for block in group:
            if kind == "heading":
                if opened:
                    yield "</div>"
                    yield "<div>"
                yield f"<head>{_text(block.text)}</head>"
            else:
                yield _block(block)
            opened = True
    if not opened:
        yield "<p/>"
    yield "</div>"


def _block(block: Block) -> str:
    if block.kind == "quote":
        return f"<quote><p>{_text(block.text)}</p></quote>"
    if block.kind == "caption":
        return f'<p rend="caption">{_text(block.text)}</p>'
    if block.kind == "code":
        return f"<p><code>{_text(block.text)}</code></p>"
    if block.kind == "table":
        rows = [[f"<cell>{_text(cell)}</cell>" for cell in row.split("\t")] for row in block.text.split("\n")]
        return "<table>" + "".join(f"<row>{' '.join(row)}</row>\n" for row in rows) + "</table>"
    return f"<p>{_text(block.text)}</p>"


def _date(value: str | None) -> Iterator[str]:
    """Give a date. Its attribute takes no time without seconds, so a shorter one stands in the text alone."""
    if value:
        day, _, time = value.partition("T")
        when = value if len(re.split(r"[Z+-]", time)[0]) >= len("00:00:00") else day
        yield f"<date when={_attribute(when)}>{_text(value)}</date>"


def _elements(tag: str, texts: Iterable[str | None]) -> Iterator[str]:
    """Give an element for each text that is there."""
    for text in texts:
        if text:
            yield f"<{tag}>{_text(text)}</{tag.partition(' ')[0]}>"


def _text(text: str) -> str:
    return escape(_UNHOLDABLE.sub("\ufffd", text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_UNHOLDABLE.sub("\ufffd", text))
