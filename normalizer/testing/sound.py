"""What every cleaned document must be: restorable, explained, with spans that fit, and exact as JSON."""

from __future__ import annotations

from normalizer.document import Document
from normalizer.ledger import Positions, explain, restore


def assert_sound(document: Document, received: str | None = None) -> None:
    """Assert the invariants that every document holds, whatever the plugins did.

    Args:
        document: what the pipeline gave.
        received: the text that went in, if it was plain text.

    Raises:
        AssertionError: one does not hold; the message says which.

    """
    _assert_spans(document)
    restored = restore(document)
    if received is not None:
        assert restored == received, "restore() does not give the text as received"
    _assert_explained(document, restored)
    assert Document.from_json(document.to_json()) == document, "the document changes on its way through JSON"


def _assert_spans(document: Document) -> None:
    """Blocks and mentions are the spans that they say, in order; between blocks there is only white space."""
    text, done = document.text, 0
    assert text == text.strip(), "the text begins or ends with white space"
    for block in document.blocks:
        assert block.text and text[block.start : block.end] == block.text, f"block {block.id} is not its span"
        assert not text[done : block.start].strip(), f"there is text outside the blocks, before block {block.id}"
        assert block.start >= done, f"block {block.id} begins within the block before it"
        done = block.end
    assert done == len(text), "there is text behind the last block"
    ids = [block.id for block in document.blocks] + [block.id for block in document.removed]
    assert len(ids) == len(set(ids)), "two blocks have one id"
    for person in document.people:
        assert person.mentions, f"{person.name} has no mention"
        for mention in person.mentions:
            assert 0 <= mention.start < mention.end <= len(text), f"a mention of {person.name} is not in the text"


def _assert_explained(document: Document, received: str) -> None:
    """Outside the places that the ledger names, the received text and the clean text are the same."""
    positions = Positions(document)
    done = 0
    for change in [*explain(document), None]:
        start = change.received[0] if change else len(received)
        if start > done:
            clean = positions.clean(done, start)
            assert document.text[slice(*clean)] == received[done:start], (
                f"characters {done} to {start} of the received text changed outside the ledger"
            )
        if change:
            done = max(done, change.received[1])
