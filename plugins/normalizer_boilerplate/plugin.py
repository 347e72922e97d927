"""The plugin: drop, or flag, the blocks that are not the article, and keep what they say in fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Literal

from normalizer import Block, Document, Drop, Flag, Set, hookimpl, plugin
from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.api import Verdict, judge
from normalizer_boilerplate.cues import CLASSES, load_cues
from normalizer_boilerplate.metadata import facts
from normalizer_boilerplate.templates import Templates, count_lines, site_of, worth_keeping

#: Kinds of blocks that can be boilerplate. Tables, code and captions are left to those who know their kind.
_KINDS = frozenset({"heading", "paragraph", "list_item", "quote"})
_PHRASE = re.compile(r"(?P<class>[a-z_]+(?:\.[a-z]+)?[!>]?)\s*:\s*(?P<phrase>.+)")
#: Of more blocks than this a document is no article, and judging each of them would take minutes.
MAX_BLOCKS = 50_000
_LISTS = ("authors", "editors", "photo_credits")


@plugin(after=["repair"])
class Boilerplate:
    """Take out what is not the article: navigation, comment forms, subscribe lines, related stories, credits."""

    #: Blocks go if the plugin is at least so sure, 0 to 1.
    min_confidence: float = 0.5
    #: Classes of boilerplate that stay, such as "credit".
    keep: tuple[str, ...] = ()
    #: "remove" takes blocks out; "flag" only notes them.
    mode: Literal["remove", "flag"] = "remove"
    #: If more than this share of a document would go, and no article be left, its blocks are flagged and stay.
    max_removed: float = 0.8
    #: Further cues: paths of cue files, or single phrases as "class: phrase", such as "subscribe!: join our club".
    cues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Read the cue files."""
        for name, value in (("min_confidence", self.min_confidence), ("max_removed", self.max_removed)):
            if not 0 <= value <= 1:
                raise ValueError(f"{name} must go from 0 to 1, not {value}")
        self._extra = tuple(map(_cue_file, self.cues))
        self._templates = Templates({})
        load_cues(self._extra)

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop | Flag | Set]:
        """Propose to drop the blocks that are boilerplate."""
        blocks = [block for block in document.blocks if block.kind in _KINDS]
        if len(blocks) > MAX_BLOCKS:
            reason = f"The text has more than {MAX_BLOCKS:,} blocks, so none is judged, and all of it stays."
            yield Flag(None, "too-many-blocks", "boilerplate", reason)
            return
        from_html = "html" in document.source.media_type
        # The title of a plain text was read from its lines, after this: it is found here as it was the first time.
        title = (document.title or "") if from_html else ""
        site = site_of(document.url)
        settings = Settings(
            min_confidence=self.min_confidence,
            max_removed=self.max_removed,
            keep=frozenset(self.keep),
            cautious=from_html,
            known_site=self._templates.knows(site),
        )
        lines = [block.text for block in blocks]
        repeats = self._templates.look_up(site, lines)
        verdict = judge(lines, title, settings, load_cues(self._extra), repeats=repeats)
        found = [(block, decision) for block, decision in zip(blocks, verdict.decisions, strict=True) if decision]
        if not found:
            return
        if verdict.too_much:
            reason = f"More than {self.max_removed:.0%} of the text looks like boilerplate, so it stays."
            yield Flag(None, "too-much", "boilerplate", reason)
        for block, decision in found:
            if self.mode == "remove" and verdict.goes(decision):
                yield Drop(block, decision.rule, decision.reason, decision.confidence, decision.class_)
            else:
                yield Flag(block, decision.rule, decision.class_, decision.reason, decision.confidence)
        if self.mode == "remove":
            yield from _fields(document, blocks, verdict)

    @hookimpl
    def survey(self, document: Document) -> Mapping[str, int]:
        """Count the page for its site, and its lines."""
        lines = [block.text for block in document.blocks]
        # Blocks of a page that were plainly not the article's were removed as one.
        lines += [line for block in document.removed for line in block.text.split("\n") if line]
        return count_lines(site_of(document.url), lines)

    @hookimpl(specname="keep")
    def keep_repeated(self, counts: Iterator[tuple[str, int]]) -> Iterable[tuple[str, int]]:
        """Keep lines that stand on two pages of a site or more."""
        return worth_keeping(counts)

    @hookimpl
    def learn(self, counts: Mapping[str, int]) -> Boilerplate:
        """Give this plugin with the templates of the sites."""
        other = copy(self)
        other._templates = Templates(counts)
        return other


def _cue_file(entry: str) -> tuple[str, str]:
    """Give the name and the text of a cue file; a single phrase is a file of one line."""
    single = _PHRASE.fullmatch(entry)
    if single and single["class"].rstrip("!>").partition(".")[0] in CLASSES:
        return entry, f"[{single['class']}]\n{single['phrase']}"
    try:
        return entry, Path(entry).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"can't read the cue file {entry!r}: {error}") from None


def _fields(document: Document, blocks: list[Block], verdict: Verdict) -> Iterator[Set]:
    """Keep in fields what the dropped blocks say. Lists grow; a field that has a value keeps it."""
    lists: dict[str, list[tuple[str, Set]]] = {}
    taken: set[str] = {name for name in ("original_source", "agency", "published") if getattr(document, name)}
    taken |= {"authors"} if document.authors else set()
    for block, line, decision in zip(blocks, verdict.lines, verdict.decisions, strict=True):
        if decision is None or not verdict.goes(decision):
            continue
        for fact in facts(line, decision.class_):
            if fact.field in taken:
                continue
            change = Set(
                fact.field, fact.value, fact.rule, block.text, block, "Read from a line that left.", fact.confidence
            )
            if fact.field in _LISTS:
                lists.setdefault(fact.field, []).extend((value, change) for value in fact.value)
            else:
                taken.add(fact.field)
                yield change
    for field, values in lists.items():
        merged = tuple(dict.fromkeys((*getattr(document, field), *(value for value, _ in values))))
        first = values[0][1]
        yield Set(first.field, merged, first.rule, first.evidence, first.block, first.reason, first.confidence)


__all__ = ["Boilerplate", "Decision"]
