"""The functions that work without the pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from normalizer_names.authority import Authority, default
from normalizer_names.found import Line
from normalizer_names.linking import link
from normalizer_names.rewriting import replacement


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person: ``text[start:end]`` is ``surface``; positions count code points."""

    start: int
    end: int
    surface: str
    #: The canonical name; empty where several people fit, who are in ``candidates``.
    person: str
    #: "full", "surname", "given", "initials" or "nickname".
    form: str
    rule: str
    reason: str
    #: What the mention becomes under the policy "all"; None if it stays.
    text: str | None = None
    person_id: str | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 1.0


def find_people(text: str, authority: Authority | None = None) -> list[Mention]:
    """Find the people in a plain text and link every mention, in the order of the text.

    Args:
        text: the text; each line is a paragraph or a heading.
        authority: who is known under which names (see `normalizer_names.authority`); default: the bundled people.

    """
    lines: list[Line] = []
    offsets: list[int] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(line))
            offsets.append(at)
        at += len(line) + 1
    return [
        Mention(
            offsets[found.block] + found.start,
            offsets[found.block] + found.end,
            found.surface,
            found.person,
            found.form,
            found.rule,
            found.reason,
            replacement(found, lines[found.block].text),
            found.person_id,
            found.candidates,
            found.confidence,
        )
        for found in link(lines, default() if authority is None else authority)
    ]
