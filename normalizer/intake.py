"""From what came in to the first state of a document: media type, decoding, well-formed Unicode, blocks."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Sequence
from itertools import islice

from msgspec.structs import replace

from normalizer.apply import apply
from normalizer.changes import Decoded, Drop, Extraction, Found, SourceCut
from normalizer.document import Block, Document, Edited, MadeBy, Source, Step
from normalizer.errors import InputError, InvalidChangeError
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
_TAG = re.compile(
    r"</(p|div|a|span|li|ul|h[1-6]|article|section|table|td|strong|em|b|i)\s*>|<(br|p)\s*/?>", re.IGNORECASE
)
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive (or an Office document)",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3\0": "a database",
    b"PAR1": "a Parquet file",
    b"OggS": "a sound file",
    b"ID3": "a sound file",
    b"\0\0\0\x18ftyp": "a video",
    b"\0\0\0\x20ftyp": "a video",
    b"RIFF": "a sound, image or video file",
}
_NO_CONTROLS = bytes(range(32, 256)) + b"\0\t\n\r\f\x0b\x1b"
_UTF16_32_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def media_type_of(text: str) -> str:
    """Tell HTML from plain text: a tag at the start, or several anywhere in the first 100,000 characters."""
    head = text[:100_000]
    if "<" not in head:
        return TEXT
    if _STARTS_HTML.match(head.lstrip("\ufeff")):
        return HTML
    return HTML if len(list(islice(_TAG.finditer(head), 4))) == 4 else TEXT


def check_not_binary(data: bytes) -> None:
    """Refuse bytes that are no text.

    Raises:
        InputError: the data is a known binary format, or holds more NUL bytes or control bytes than text can.

    """
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError("binary", f"this is {name}, not text or HTML")
    sample = data[:65536]
    if sample.startswith(_UTF16_32_BOMS) or not sample:
        return
    nul = sample.count(0)
    # UTF-16 without a byte-order mark has NUL in every second place of Latin text, UTF-32 in three of four.
    if nul > len(sample) * 0.02 and max(sample[0::2].count(0), sample[1::2].count(0)) < 0.4 * len(sample) / 2:
        raise InputError("binary", "this is binary data (many NUL bytes), not text or HTML")
    # UTF-16 of Chinese has control bytes in the lower half of each pair, but not in the upper; other data in both.
    control = min(_control_share(sample[0::2]), _control_share(sample[1::2]))
    if control > (0.3 if _is_utf8(sample) else 0.04):
        raise InputError("binary", "this is binary data (many control bytes), not text or HTML")


def _control_share(data: bytes) -> float:
    """Give the share of control bytes that no text encoding uses (NUL and escape are left out)."""
    return len(data.translate(None, _NO_CONTROLS)) / max(len(data), 1)


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3
    return True


def decode_plainly(data: bytes, charset: str | None) -> Decoded:
    """Decode without a plugin: byte-order mark, UTF-8, the declared charset, and at last UTF-8 with replacements."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            text = data[len(bom) :].decode(name, "replace")
            return Decoded(text, name, 1.0, text.count("\ufffd"))
    for name in ("utf-8", charset or ""):
        try:
            if name:
                return Decoded(data.decode(name), codecs.lookup(name).name, 0.9)
        except (LookupError, ValueError):
            continue
    text = data.decode("utf-8", "replace")
    return Decoded(text, "utf-8", 0.1, text.count("\ufffd"))


def encoded(text: str) -> tuple[bytes, bool]:
    """Give a string in UTF-8, and whether it can be stored as it is: lone surrogates are encoded all the same."""
    try:
        data = text.encode()
        return data, b"\0" not in data
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), False


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
        if text[0].isspace() or text[-1].isspace():
            raise InvalidChangeError(f"block {number} begins or ends with white space")
        if not number or source[done:start] != "\n\n":
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
