"""What the linker is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from normalizer_names.people import Person


class Mention(msgspec.Struct, frozen=True):
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


@dataclass(frozen=True, slots=True)
class Line:
    """One block as the linker sees it."""

    text: str
    heading: bool = False


def why(person: Person, form: str) -> tuple[str, str]:
    """Give the rule by which a mention is a person's, and the reason as a sentence."""
    if form == "full":
        if person.entry is not None:
            return "authority", f"a name of {person.name} in the authority file"
        if person.agreed:
            return "corpus", "a full name; the corpus as a whole has this form most often"
        return "full-name", "a full name found in the document"
    if " " not in person.name and "-" not in person.name:
        return "one-name", "the only name of this person in the document, with a title or a word that says so"
    if not person.forms:
        return "known-surname", f"the surname of {person.name}, the only one of that name in the authority file"
    return form, f"the {'given name' if form == 'given' else form} of {person.name}, named in full in the document"
