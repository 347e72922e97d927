"""What the linker is given and what it answers."""

from __future__ import annotations

import msgspec


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One mention of a person: ``text[start:end]`` is ``surface``; positions count code points."""

    start: int
    end: int
    surface: str
    #: The canonical name; empty where several people fit, who are in ``candidates``.
    person: str
    #: "full", "surname", "given" or "initials".
    form: str
    rule: str
    #: A sentence that says why.
    reason: str
    person_id: str | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 1.0
    #: What the mention becomes under the policy "all"; None if it stays. Only `find_people` sets it.
    text: str | None = None
    #: The number of the line that it stands in, of those that are not empty, from 0.
    block: int = 0


#: The rule of a mention beside another name of the person; changing it would make the sentence absurd.
OTHER_NAME = "other-name"


class Line(msgspec.Struct, frozen=True, gc=False):
    """One block as the linker sees it."""

    text: str
    heading: bool = False
