"""What the linker is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from normalizer_names.people import Person


@dataclass(frozen=True, slots=True)
class Found:
    """One mention: ``text[start:end]`` of block ``block``.

    ``person`` is the canonical name, or empty with ``candidates`` where more than one person fits. ``form`` is "full",
    "surname", "given" or "initials".
    """

    block: int
    start: int
    end: int
    surface: str
    person: str
    form: str
    rule: str
    reason: str
    person_id: str | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 1.0


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
        return "full-name", "a full name found in the document"
    if not person.forms:
        return "known-surname", f"the surname of {person.name}, the only one of that name in the authority file"
    return form, f"the {'given name' if form == 'given' else form} of {person.name}, named in full in the document"
