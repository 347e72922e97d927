"""The structured document: frozen values, one JSON shape, one JSON Schema.

``Document.text`` is one string; every block and every mention is a span of it. All positions, here and in the
ledger, count Unicode code points from 0, with the end excluded, as Python slices do.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from normalizer.kinds import Field, Kind

SCHEMA_VERSION: Literal[1] = 1

#: ISO 8601 with only the precision that is known: year, month, day, minute or second, and an offset if stated.
Iso8601 = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$")]


class Source(Struct, frozen=True, kw_only=True):
    """What came in: enough to find it again and to prove that it is the same."""

    media_type: str
    #: SHA-256 in hexadecimal, of the bytes as received; of the UTF-8 form if a string was given.
    sha256: str
    #: Length in bytes, of what ``sha256`` was taken of.
    size: int
    #: The encoding the bytes were decoded with; None if a string was given.
    encoding: str | None = None
    #: How sure the decoder was, 0 to 1.
    encoding_confidence: float = 1.0
    #: How many byte sequences could not be decoded and were replaced by U+FFFD.
    replaced: int = 0
    #: The file and the record in it (counted from 1), where the document came from one.
    file: str | None = None
    record: int | None = None
    #: The source itself, decoded; kept for HTML on request (``keep_source``). Text needs no copy to be restored.
    content: str | None = None


class Block(Struct, frozen=True, gc=False):
    """A paragraph, heading, list item, ... of the document: ``document.text[start:end]`` is its text.

    ``id`` stays the same for as long as the block lives, whatever is removed around it. ``span`` is where the
    block came from in the source (the HTML, or the plain text). ``level`` is 1 to 6 for a heading, and the depth
    from 1 for a list item.
    """

    id: int
    kind: Kind
    text: str
    start: int
    span: tuple[int, int] | None = None
    level: int = 0

    @property
    def end(self) -> int:
        """Where the block ends in the document's text."""
        return self.start + len(self.text)


class Removed(Struct, frozen=True, gc=False):
    """A block that was taken out, with its text and who took it out and why."""

    id: int
    kind: Kind
    text: str
    plugin: str
    rule: str
    class_: str = msgspec.field(name="class")
    reason: str = ""
    confidence: float = 1.0
    span: tuple[int, int] | None = None
    level: int = 0


class Mention(Struct, frozen=True, gc=False):
    """One mention of a person: ``document.text[start:end]``, and the surface form as it was received."""

    start: int
    end: int
    surface: str
    #: "full", "surname", "given", "initials", "nickname", "other".
    form: str = "full"


class Person(Struct, frozen=True):
    """A person with the canonical name and every mention, in the order of the text."""

    name: str
    mentions: tuple[Mention, ...]
    #: The identifier of the user's authority file, where it has one.
    id: str | None = None


class Ambiguous(Struct, frozen=True, gc=False):
    """A mention that fits more than one person, and was therefore left alone."""

    start: int
    end: int
    surface: str
    candidates: tuple[str, ...]


class Flagged(Struct, frozen=True, gc=False):
    """Something a plugin noticed and left in place: a suspicion about a block, or about the document."""

    plugin: str
    rule: str
    class_: str = msgspec.field(name="class", default="")
    reason: str = ""
    confidence: float = 1.0
    block: int | None = None


class Failure(Struct, frozen=True, gc=False):
    """A plugin that failed on this document, which went on without the plugin's changes."""

    plugin: str
    stage: str
    error: str
    message: str


class Edited(Struct, frozen=True, gc=False, omit_defaults=True, tag="edit"):
    """Ledger: at each position of ``at`` the text ``before`` became ``after``.

    Positions count in the text as it was when the step began. With ``escaped``, ``before`` held characters that no
    JSON text may carry (lone surrogates, NUL) and is written with Python's backslash escapes.
    """

    rule: str
    before: str
    after: str
    at: tuple[int, ...]
    reason: str = ""
    confidence: float = 1.0
    escaped: bool = False


class Dropped(Struct, frozen=True, gc=False, omit_defaults=True, tag="drop"):
    """Ledger: a block left the text; its text and the rest of the story are in ``Document.removed`` under its id.

    ``lead`` and ``trail`` are the white space around it that left with it; ``at`` is where ``lead`` began.
    """

    rule: str
    block: int
    at: int
    lead: str = ""
    trail: str = ""


class Retagged(Struct, frozen=True, gc=False, omit_defaults=True, tag="kind"):
    """Ledger: a block was found to be of another kind or level."""

    rule: str
    block: int
    before: str
    after: str
    reason: str = ""
    confidence: float = 1.0


class Assigned(Struct, frozen=True, omit_defaults=True, tag="set"):
    """Ledger: a field got a value, read from the evidence."""

    rule: str
    field: Field
    value: str | tuple[str, ...]
    previous: str | tuple[str, ...] | None = None
    evidence: str = ""
    block: int | None = None
    reason: str = ""
    confidence: float = 1.0


Entry = Edited | Dropped | Retagged | Assigned


class Step(Struct, frozen=True, omit_defaults=True):
    """All that one plugin changed in one call. The ledger is the steps in the order in which they happened."""

    stage: str
    plugin: str
    entries: tuple[Entry, ...]
    #: What was changed: the document's text, or (HTML with broken characters) the source before it was read.
    of: Literal["text", "source"] = "text"


class MadeBy(Struct, frozen=True, kw_only=True):
    """The versions and the configuration that made a document."""

    normalizer: str
    #: Plugin name to version, of the plugins that were on, in the order in which they ran.
    plugins: dict[str, str] = {}
    #: Plugin name to the options that differ from their defaults.
    options: dict[str, dict[str, Any]] = {}


class Document(Struct, frozen=True, kw_only=True):
    """A cleaned article. See the module's docstring for how positions count."""

    schema: Literal[1] = 1
    id: str
    url: str | None = None
    #: The ``id`` of an earlier document of the same run that has the same or nearly the same text.
    duplicate_of: str | None = None
    source: Source
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    published: Iso8601 | None = None
    modified: Iso8601 | None = None
    #: BCP 47 language tag.
    language: str | None = None
    #: The news agency that supplied the article (dateline or credit).
    agency: str | None = None
    #: The site or paper that published it.
    publisher: str | None = None
    #: Where it was first published, if the article says that it is a reprint or translation.
    original_source: str | None = None
    photo_credits: tuple[str, ...] = ()
    text: str
    blocks: tuple[Block, ...] = ()
    people: tuple[Person, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    removed: tuple[Removed, ...] = ()
    flags: tuple[Flagged, ...] = ()
    ledger: tuple[Step, ...] = ()
    failures: tuple[Failure, ...] = ()
    made_by: MadeBy

    def to_json(self) -> str:
        """Give the document as one line of JSON; ``Document.from_json`` reads it back, equal."""
        return _encoder.encode(self).decode()

    @classmethod
    def from_json(cls, data: str | bytes) -> Document:
        """Read a document from its JSON.

        Raises:
            msgspec.ValidationError: the JSON is not a document of this schema version; the message names the field.
            msgspec.DecodeError: it is not JSON.

        """
        return _decoder.decode(data)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Document)


def json_schema() -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a document."""
    schema = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"normalizer document, schema version {SCHEMA_VERSION}",
        **schema,
    }
