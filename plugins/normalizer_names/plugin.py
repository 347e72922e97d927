"""The plugin: links every mention of a person and gives each person one name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Literal

from normalizer import Document, Link, hookimpl, plugin
from normalizer_names.agreement import agreed_names, full_names, worth_keeping
from normalizer_names.authority import Authority, Entry, bundled, default, from_entries, read
from normalizer_names.found import Line, Mention
from normalizer_names.linking import link
from normalizer_names.quotes import quoted_spans
from normalizer_names.rewriting import DISCOVERED, replacement


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
        #: Folded name to the form that the corpus agreed on.
        self._agreed: Mapping[str, str] = {}
        self._people: Authority | None = None

    def __getstate__(self) -> dict[str, object]:
        # Every process builds its own index of people.
        return {**self.__dict__, "_people": None}

    @property
    def input_files(self) -> tuple[str, ...]:
        """The files on whose content the answers depend; the host takes them for part of a run's identity."""
        return (self.authority,) if self.authority else ()

    def _known(self) -> Authority:
        if self._people is None:
            listed = from_entries(self._own, bundled() if self.bundled else ()) if self._own else Authority()
            people = default() if self.bundled and not self._own else listed
            self._people = dataclasses.replace(people, corpus=self._agreed) if self._agreed else people
        return self._people

    @hookimpl
    def find_people(self, document: Document) -> Iterator[Link]:
        """Link the mentions in the document's blocks; see `normalizer_names.find_people` for plain text."""
        blocks = [block for block in document.blocks if block.kind != "code"]
        lines = [Line(block.text, block.kind == "heading") for block in blocks]
        quotes = quoted_spans([line.text for line in lines]) if self.rewrite == "outside-quotes" else None
        for found in link(lines, self._known()):
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

    @hookimpl
    def survey(self, document: Document) -> Mapping[str, int]:
        """Count the full names as they were received."""
        return full_names(document)

    @hookimpl
    def keep(self, counts: Iterator[tuple[str, int]]) -> Iterable[tuple[str, int]]:
        """Keep names that the corpus spells in several ways, and the most frequent others."""
        return worth_keeping(counts, self._known())

    @hookimpl
    def learn(self, counts: Mapping[str, int]) -> Names:
        """Give the plugin that calls everyone what the corpus calls them most often."""
        other = copy(self)
        other._agreed = agreed_names(counts, self._known())
        other._people = None
        return other

    def _text(self, found: Mention, text: str, quotes: list[list[tuple[int, int]]] | None) -> str | None:
        if self.rewrite == "never" or (not self.discover and found.rule in DISCOVERED):
            return None
        if quotes is not None and any(start <= found.start < end for start, end in quotes[found.block]):
            return None
        return replacement(found, text)
