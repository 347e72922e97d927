"""The functions that work without the pipeline."""

from __future__ import annotations

from normalizer_names.authority import Authority, default
from normalizer_names.found import Line, Mention
from normalizer_names.linking import link
from normalizer_names.rewriting import replacement


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
        if line and not line.isspace():
            lines.append(Line(line))
            offsets.append(at)
        at += len(line) + 1
    people: list[Mention] = []
    for found in link(lines, default() if authority is None else authority):
        offset = offsets[found.block]
        text_instead = replacement(found, lines[found.block].text) if found.form == "full" else None
        mention = Mention(
            found.start + offset, found.end + offset, found.surface, found.person, found.form, found.rule,
            found.reason, found.person_id, found.candidates, found.confidence, text_instead, found.block,
        )  # fmt: skip
        people.append(mention)
    return people
