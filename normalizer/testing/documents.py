"""Make documents for tests without going through an extractor."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from normalizer import intake
from normalizer._version import __version__
from normalizer.changes import Extraction, Found, Kind
from normalizer.document import Document, MadeBy

#: A paragraph's text; or kind and text; or kind, text and level.
BlockSpec: TypeAlias = str | tuple[Kind, str] | tuple[Kind, str, int]


def make_document(*blocks: BlockSpec, gap: str = "\n\n", **fields: Any) -> Document:
    """Make a document of these blocks, as an extractor would have.

        >>> make_document(("heading", "Rain", 1), "It fell all day.", title="Rain")

    Args:
        *blocks: each a text (a paragraph), or ``(kind, text)``, or ``(kind, text, level)``.
        gap: the white space between two blocks.
        **fields: further fields of `Document`, such as ``title`` or ``url``.

    Returns:
        A document whose text as received is the blocks with their gaps.

    Raises:
        ValueError: a block is empty, begins or ends with white space, or the gap is not white space.

    """
    if not gap.isspace():
        raise ValueError(f"the gap between blocks must be white space, not {gap!r}")
    found: list[Found] = []
    position = 0
    for spec in blocks:
        kind, text, level = _parts(spec)
        if not text or text != text.strip():
            raise ValueError(f"a block's text must be there, without white space at its edges: {text!r}")
        found.append(Found(text, (position, position + len(text)), kind, level, gap))
        position += len(text) + len(gap)
    text = gap.join(one.text for one in found)
    source = intake.describe_source(text, intake.TEXT)
    document = intake.begin(source.sha256[:16], None, source, text, ())
    document = intake.extracted(document, "host", Extraction(found, verbatim=True), ())
    return msgspec.structs.replace(document, made_by=MadeBy(normalizer=__version__), **fields)


def _parts(spec: BlockSpec) -> tuple[Kind, str, int]:
    if isinstance(spec, str):
        return "paragraph", spec, 0
    if len(spec) == 2:
        return spec[0], spec[1], 1 if spec[0] in ("heading", "list_item") else 0
    return spec
