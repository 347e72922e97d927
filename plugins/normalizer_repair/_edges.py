"""Misread letters at the end of a block whose last byte reads as white space: an à read as Ã and a no-break space.

That white space belongs to the gap, which is made regular when the blocks are laid out; the ledger still knows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizer import Document
from normalizer.document import Edited
from normalizer_repair._edits import Group

#: The white space that a byte of a character in UTF-8 (80 to BF) can be read as, where a gap begins with it.
_READ_AS_SPACE = re.compile("[\x85\xa0]{1,3}")


def tails(document: Document) -> dict[int, str]:
    """Give the white space that was parted from the ends of blocks and may be a part of their last characters.

    Returns:
        It by where the block starts. Nothing if the text was cleaned before: what was parted has been looked at.
    """
    gaps: dict[int, str] = {}
    for step in document.ledger:
        if step.of == "text" and step.stage != "extract":
            return {}
        for entry in step.entries:
            if isinstance(entry, Edited) and (parted := _READ_AS_SPACE.match(entry.before)):
                gaps.update(dict.fromkeys(entry.at, parted[0]))
    if not gaps:
        return {}
    ends = [(block.start, block.span[1]) for block in document.blocks if block.span and not block.text[-1:].isascii()]
    return {start: gaps[end] for start, end in ends if end in gaps}


def within(groups: Sequence[Group], end: int) -> list[Group] | None:
    """Cut changes of a block with its tail down to the block, which ends at ``end``.

    Returns:
        None if no change is of both: then the tail is nothing but white space.
    """
    inside: list[Group] = []
    across = False
    for story, at in groups:
        size = len(story.before)
        if kept := [place for place in at if place + size <= end]:
            inside.append(Group(story, kept))
        for place in at:
            if place < end < place + size:
                across = True
                inside.append(Group(story._replace(before=story.before[: end - place]), [place]))
    return inside if across else None
