"""The plugin: links every mention of a person and gives each person one name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from normalizer import Document, Link, hookimpl, plugin
from normalizer_names.authority import Authority, Entry, bundled, default, from_entries, read
from normalizer_names.found import Line, Mention
from normalizer_names.linking import link
from normalizer_names.quotes import quoted_spans
from normalizer_names.rewriting import replacement


@lru_cache(maxsize=8)
def _authority(own: tuple[Entry, ...], with_bundled: bool) -> Authority:
    if not own and with_bundled:
        return default()
    return from_entries(own, bundled() if with_bundled else ())


@plugin(after=["repair", "article", "boilerplate"])
class Names:
    """Link every mention of a person, and give each person one name throughout."""

    #: Which mentions by full name get the canonical spelling: all, those outside direct quotations, or none.
    rewrite: Literal["all", "outside-quotes", "never"] = "all"
    #: A file of people of your own, as JSON Lines of canonical, aliases, id and note. It wins over the bundled one.
    authority: str = ""
    #: Whether to use the bundled list of people in international news.
    bundled: bool = True
    #: Whether to put together and rewrite spellings of people who are in no authority file.
    discover: bool = True

    def __post_init__(self) -> None:
        self._own: tuple[Entry, ...] = read(self.authority) if self.authority else ()

    @hookimpl
    def find_people(self, document: Document) -> Iterator[Link]:
        """Link the mentions in the document's blocks; see `normalizer_names.find_people` for plain text."""
        blocks = [block for block in document.blocks if block.kind != "code"]
        lines = [Line(block.text, block.kind == "heading") for block in blocks]
        people = _authority(self._own, self.bundled)
        quotes = quoted_spans([line.text for line in lines]) if self.rewrite == "outside-quotes" else None
        for found in link(lines, people):
            block = blocks[found.block]
            yield Link(
                block,
                found.start,
                found.end,
                found.person,
                rule=found.rule,
                form=found.form,
                person_id=found.person_id,
                text=self._text(found, block.text, quotes),
                candidates=found.candidates,
                reason=found.reason,
                confidence=found.confidence,
            )

    def _text(self, found: Mention, text: str, quotes: list[list[tuple[int, int]]] | None) -> str | None:
        if self.rewrite == "never" or (not self.discover and found.rule == "full-name"):
            return None
        if quotes is not None and any(start <= found.start < end for start, end in quotes[found.block]):
            return None
        return replacement(found, text)
