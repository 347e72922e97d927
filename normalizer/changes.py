"""What a plugin may propose. Plugins propose, the host checks, applies and records.

Every change names the ``rule`` it follows (a short identifier, such as ``"photo-credit"``); ``reason`` is a sentence
for people, ``confidence`` goes from 0 to 1. Positions count code points and are relative to the block's text, but
for `Replace`, whose positions are relative to the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from normalizer.kinds import Field as Field  # noqa: PLC0414 - plugins import them from here
from normalizer.kinds import Kind as Kind  # noqa: PLC0414

if TYPE_CHECKING:
    from bs4 import Tag

    from normalizer.document import Block

#: Those that are white space are spaces by then.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def one_line(text: str) -> str:
    """Give a text as a field holds it: on one line, without control characters, such as those that command a terminal.

    A text of which nothing is left by that can't be a field's value.
    """
    return _CONTROLS.sub("", " ".join(text.split())).strip()


class Edit(Struct, frozen=True):
    """Put ``text`` in the place of ``block.text[start:end]``. An empty ``text`` deletes."""

    block: Block
    start: int
    end: int
    text: str
    rule: str
    reason: str = ""
    confidence: float = 1.0


class Replace(Struct, frozen=True):
    """Put ``after`` in the place of ``before`` at each position of ``at`` in ``document.text``: many edits in one."""

    before: str
    after: str
    at: Sequence[int]
    rule: str
    reason: str = ""
    confidence: float = 1.0


class Drop(Struct, frozen=True):
    """Take a block out. ``class_`` says what it is, such as ``"navigation"`` or ``"credit"``; default: the rule."""

    block: Block
    rule: str
    reason: str = ""
    confidence: float = 1.0
    class_: str = ""


class Split(Struct, frozen=True):
    """Make two blocks of one: the second begins at ``block.text[at]``; white space around ``at`` becomes the gap."""

    block: Block
    at: int
    rule: str
    reason: str = ""
    confidence: float = 1.0


class Merge(Struct, frozen=True):
    """Join a block to the one after it, with ``joiner`` between them in place of the gap."""

    block: Block
    rule: str
    joiner: str = " "
    reason: str = ""
    confidence: float = 1.0


class Retag(Struct, frozen=True):
    """Say that a block is of another kind (a paragraph is a heading of level 2)."""

    block: Block
    kind: Kind
    rule: str
    level: int = 0
    reason: str = ""
    confidence: float = 1.0


class Set(Struct, frozen=True):
    """Give a field of the document a value, with the text it was read from as ``evidence``.

    ``authors``, ``editors`` and ``photo_credits`` take a tuple of strings, the others a string; ``published`` and
    ``modified`` take ISO 8601 with no more precision than is known.
    """

    field: Field
    value: str | tuple[str, ...]
    rule: str
    evidence: str = ""
    block: Block | None = None
    reason: str = ""
    confidence: float = 1.0


class Link(Struct, frozen=True):
    """Say that ``block.text[start:end]`` mentions a person.

    ``person`` is the canonical name; links with the same ``key`` (default: ``person_id``, else ``person``) are one
    person. ``text``, if given, is what the mention becomes in the clean text; the surface form as received is kept.
    With ``candidates`` and an empty ``person`` the mention is recorded as ambiguous and left alone. ``form`` is
    "full", "surname", "given", "initials", "nickname" or "other".
    """

    block: Block
    start: int
    end: int
    person: str
    rule: str
    form: str = "full"
    person_id: str | None = None
    key: str = ""
    text: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""
    confidence: float = 1.0


class Flag(Struct, frozen=True):
    """Note a suspicion about a block, or about the document (``block`` None), and leave the text alone."""

    block: Block | None
    rule: str
    class_: str = ""
    reason: str = ""
    confidence: float = 1.0


class Cut(Struct, frozen=True):
    """Leave the subtree of ``tag`` out of the article. Its text stays in ``Document.removed``."""

    tag: Tag
    rule: str
    reason: str = ""
    confidence: float = 1.0
    class_: str = ""


Change = Edit | Replace | Drop | Split | Merge | Retag | Set | Link | Flag


class Decoded(Struct, frozen=True):
    """Answer of ``decode``: the text, the encoding used, how sure (0 to 1), and how many sequences were replaced."""

    text: str
    encoding: str
    confidence: float = 1.0
    replaced: int = 0


class SourceCut(Struct, frozen=True):
    """A `Cut` as ``extract`` sees it: the element whose start tag begins at ``start`` in the source."""

    start: int
    plugin: str
    rule: str
    reason: str
    confidence: float
    class_: str


class Found(Struct, frozen=True, gc=False):
    """One block that ``extract`` found.

    ``span`` is its place in the source. ``gap`` is the white space between this block and the one before it
    (usually ``"\\n\\n"``; ``"\\n"`` between the items of a list). A block that is not part of the article carries
    the `Drop`'s story in ``drop_rule``, ``drop_class``, ``drop_reason`` and ``drop_confidence``: it is
    part of the text as received, and the host drops it at once, in the ledger. ``cut`` is the index of the
    `SourceCut` that took it out instead, or -1.
    """

    text: str
    span: tuple[int, int] | None
    kind: Kind = "paragraph"
    level: int = 0
    gap: str = "\n\n"
    drop_rule: str = ""
    drop_class: str = ""
    drop_reason: str = ""
    drop_confidence: float = 1.0
    cut: int = -1


class Extraction(Struct, frozen=True):
    """Answer of ``extract``.

    With ``verbatim`` (plain text) each block's text is exactly its span of the source, in order, and what lies
    between the blocks is white space: then the whole source can be restored. Otherwise (HTML) the text as received
    is the blocks with their gaps.
    """

    blocks: Sequence[Found]
    fields: Sequence[Set] = ()
    verbatim: bool = False
