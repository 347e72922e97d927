"""JSON Lines output: one structured document a line."""

from __future__ import annotations

import msgspec

from normalizer.document import Document


class DocumentLines:
    """One structured document a line, with everything in it."""

    name = "jsonl"
    suffix = ".jsonl"
    #: What it writes is the document itself.
    whole = True

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()

    def encode(self, document: Document) -> bytes:
        """Give the document as a line of JSON."""
        return self._encoder.encode(document) + b"\n"
