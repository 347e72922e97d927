"""From a text as it came in to the first state of a document: media type, well-formed Unicode, blocks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import islice

from msgspec.structs import replace

from normalizer.apply import apply
from normalizer.changes import Drop, Extraction, Found, SourceCut
from normalizer.document import Block, Document, Edited, MadeBy, Source, Step
from normalizer.encoding import encoded
from normalizer.errors import InvalidChangeError
from normalizer.splices import Splice, is_storable, splice

HTML = "text/html"
TEXT = "text/plain"

_BAD = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]|\0")
_STARTS_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--(?s:.*?)-->\s*)*"
    r"<(!doctype\s+html|html|head|body|meta|title|link|script|style|div|p|article|section|main|header|nav|span|h[1-6]|"
    r"ul|ol|table|a|img|br|b|i|em|strong|blockquote|figure)\b",
    re.IGNORECASE,
)
#: What between two blocks stays as it is.
_REGULAR_GAPS = frozenset(("\n", "\n\n"))
_TAG = re.compile(
    r"</(p|div|a|span|li|ul|h[1-6]|article|section|table|td|strong|em|b|i)\s*>|<(br|p)\s*/?>", re.IGNORECASE
)


def media_type_of(text: str) -> str:
    """Tell HTML from plain text: a tag at the start, or several anywhere in the first 100,000 characters."""
    head = text[:100_000]
    if "<" not in head:
        return TEXT
    if _STARTS_HTML.match(head.lstrip("\ufeff")):
        return HTML
    return HTML if len(list(islice(_TAG.finditer(head), 4))) == 4 else TEXT


def describe_source(content: bytes | str, media_type: str, **known: object) -> Source:
    """Make the `Source` of a content."""
    data = content if isinstance(content, bytes) else encoded(content)[0]
    return Source(media_type=media_type, sha256=hashlib.sha256(data).hexdigest(), size=len(data), **known)  # type: ignore[arg-type]


def well_formed(text: str, *, storable: bool = False) -> tuple[str, tuple[Edited, ...]]:
    """Make a string storable: surrogate pairs become their character, lone surrogates U+FFFD; NUL goes.

    Args:
        text: any string.
        storable: whether it is known to be storable as it is.

    Returns:
        The text, and the ledger's entries for what was changed.

    """
    if storable or is_storable(text):
        return text, ()
    splices: list[Splice] = []
    places: dict[tuple[str, str], list[int]] = {}
    for match in _BAD.finditer(text):
        bad = match.group()
        after = "" if bad == "\0" else "\ufffd"
        if len(bad) == 2:
            after = bad.encode("utf-16", "surrogatepass").decode("utf-16")
        splices.append((match.start(), match.end(), after))
        places.setdefault((bad, after), []).append(match.start())
    if not splices:
        return text, ()
    entries = tuple(
        Edited(
            "invalid-character",
            bad.encode("unicode_escape").decode("ascii"),
            after,
            tuple(at),
            "no JSON or UTF-8 file can hold this character",
            escaped=True,
        )
        for (bad, after), at in places.items()
    )
    return splice(text, splices), entries


def plain_blocks(source: str) -> Extraction:
    """Make blocks without a plugin: blank lines part them."""
    found = [
        Found(match.group(), match.span())
        for match in re.finditer(r"\S(?:[^\r\n]*\S)?(?:[^\S\r\n]*\r?\n[^\S\r\n]*\S(?:[^\r\n]*\S)?)*", source)
    ]
    return Extraction(found, verbatim=True)


def begin(identifier: str, url: str | None, source: Source, text: str, entries: tuple[Edited, ...]) -> Document:
    """Make the document that holds the source as its text, before any block is known."""
    ledger = (Step("decode", "host", entries),) if entries else ()
    return Document(id=identifier, url=url, source=source, text=text, ledger=ledger, made_by=MadeBy(normalizer=""))


def extracted(document: Document, plugin: str, answer: Extraction, cuts: Sequence[SourceCut]) -> Document:
    """Take an extraction into the document.

    Raises:
        InvalidChangeError: the answer contradicts the source or itself.

    """
    if not isinstance(answer, Extraction):
        raise InvalidChangeError(f"extract must answer an Extraction, not {type(answer).__name__}")
    for block in answer.blocks:
        if not isinstance(block, Found) or not isinstance(block.text, str) or not block.text or block.text.isspace():
            raise InvalidChangeError("every block must be a Found with text that is not empty")
    laid = _lay_verbatim(document, plugin, answer) if answer.verbatim else _lay_markup(document, answer)
    whole = laid
    for author, drops in _drops_by_author(laid, plugin, answer, cuts).items():
        stage = "extract" if author == plugin else "clean_html"
        laid = apply(laid, author, stage, drops if laid is whole else _as_they_are_now(drops, laid))
    return apply(laid, plugin, "extract", list(answer.fields))


def _as_they_are_now(drops: Sequence[Drop], document: Document) -> list[Drop]:
    """Give drops of blocks that other drops have moved."""
    now = {block.id: block for block in document.blocks}
    return [replace(drop, block=now[drop.block.id]) for drop in drops]


def _drops_by_author(
    document: Document, plugin: str, answer: Extraction, cuts: Sequence[SourceCut]
) -> dict[str, list[Drop]]:
    drops: dict[str, list[Drop]] = {}
    if not any(found.drop_rule or found.cut >= 0 for found in answer.blocks):
        return drops
    for block, found in zip(document.blocks, answer.blocks, strict=True):
        if found.cut >= len(cuts):
            raise InvalidChangeError(f"a block names cut {found.cut}, which does not exist")
        if found.cut >= 0:
            cut = cuts[found.cut]
            drop = Drop(block, cut.rule, cut.reason, cut.confidence, cut.class_)
            drops.setdefault(cut.plugin, []).append(drop)
        elif found.drop_rule:
            drop = Drop(block, found.drop_rule, found.drop_reason, found.drop_confidence, found.drop_class or "page")
            drops.setdefault(plugin, []).append(drop)
    return drops


def _lay_markup(document: Document, answer: Extraction) -> Document:
    """Lay out blocks that were read from markup: the text as received is the blocks with their gaps."""
    blocks: list[Block] = []
    pieces: list[str] = []
    position = 0
    for number, found in enumerate(answer.blocks):
        text = found.text.strip()
        if number:
            gap = found.gap if found.gap and found.gap.isspace() else "\n\n"
            pieces.append(gap)
            position += len(gap)
        blocks.append(Block(number, found.kind, text, position, found.span, found.level))
        pieces.append(text)
        position += len(text)
    ledger = tuple(replace(step, of="source") for step in document.ledger)
    text = "".join(pieces)
    if not is_storable(text):
        raise InvalidChangeError("a block holds a NUL or a lone surrogate")
    return replace(document, text=text, blocks=tuple(blocks), ledger=ledger)


def _lay_verbatim(document: Document, plugin: str, answer: Extraction) -> Document:
    """Lay out blocks that are spans of the source, and make the white space between them regular."""
    source = document.text
    blocks: list[Block] = []
    splices: list[Splice] = []
    done = shift = 0
    for number, found in enumerate(answer.blocks):
        text = found.text
        start, end = found.span or (-1, -1)
        if start < done or source[start:end] != text:
            raise InvalidChangeError(f"block {number} is not the text of its span {found.span} of the source")
        if text.strip() != text:
            raise InvalidChangeError(f"block {number} begins or ends with white space")
        if not number or source[done:start] not in _REGULAR_GAPS:
            shift += _lay_gap(source, done, start, splices, first=not number)
        blocks.append(Block(number, found.kind, text, start + shift, (start, end), found.level))
        done = end
    if source[done:].strip():
        raise InvalidChangeError("the blocks leave out text at the end of the source")
    if done < len(source):
        splices.append((done, len(source), ""))
    if not splices:
        return replace(document, blocks=tuple(blocks))
    places: dict[tuple[str, str], list[int]] = {}
    for start, end, after in splices:
        places.setdefault((source[start:end], after), []).append(start)
    entries = tuple(
        Edited("white-space", before, after, tuple(at), "regular gaps between blocks")
        for (before, after), at in places.items()
    )
    return replace(
        document,
        text=splice(source, splices),
        blocks=tuple(blocks),
        ledger=(*document.ledger, Step("extract", plugin, entries)),
    )


def _lay_gap(source: str, start: int, end: int, splices: list[Splice], *, first: bool) -> int:
    """Make one gap regular; give by how much it grew."""
    gap = source[start:end]
    if gap.strip():
        raise InvalidChangeError(f"the blocks leave out {gap.strip()[:40]!r} at {start}")
    lines = len(("x" + gap.replace("\x85", " ") + "x").splitlines())
    regular = "" if first else ("", "\n", "\n\n")[min(2, lines - 1)]
    if not first and gap and not regular:
        regular = " "
    if gap != regular:
        splices.append((start, end, regular))
    return len(regular) - len(gap)
