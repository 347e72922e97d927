"""One HTML page to blocks and fields: the plugin's work as plain functions."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from normalizer.changes import Extraction, Found, Set, SourceCut
from normalizer_article import choose, metadata, model
from normalizer_article import elements as b
from normalizer_article.boxes import Page, TextBlock, read_page
from normalizer_article.declared import hints, read_declared

#: Date lines so many blocks around the article are the article's.
_NEAR = 30
_BAD = re.compile("[\ud800-\udfff\0]")


def extract_html(
    source: str, url: str | None = None, *, cuts: Sequence[SourceCut] = (), comments: Literal["drop", "keep"] = "drop"
) -> Extraction:
    """Find the article of an HTML page.

    Args:
        source: the page.
        url: where it was found; a date in it can be the article's.
        cuts: elements to leave out, with all they hold.
        comments: whether readers' comments stay in the text ("keep"), or are dropped as class "comment".

    Returns:
        All visible blocks of the page in order, each with its span of ``source``; those that are not the article say
        what they are. The fields are what the page states about the article.

    """
    with _no_collection():
        return _extract(source, url, cuts, comments == "drop")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from looking for cycles among the many small objects of a page: there are none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _extract(source: str, url: str | None, cuts: Sequence[SourceCut], drops_comments: bool) -> Extraction:
    page = read_page(source, frozenset(cut.start for cut in cuts))
    declared = read_declared(page.document)
    hint = hints(declared)
    chances = model.load().chances(page, hint)
    chosen = choose.best_set(chances, [choose.size_of(block) for block in page.blocks])
    in_comments = choose.comment_blocks(page, hint, chosen)
    fields = metadata.read_fields(page, declared, chosen, in_comments, url)
    titles = set(choose.title_blocks(page, chosen, _value(fields, "title")))
    cut_of = _cut_index(page, cuts)
    taken = [i for i, yes in enumerate(chosen) if yes] or [0]
    found = []
    classes: dict[int, str] = {}
    for i, block in enumerate(page.blocks):
        if i in titles:
            dropped: tuple[str, str, float] | None = ("title", choose.reason("title"), 1.0)
        elif in_comments[i]:
            dropped = ("comment", choose.reason("comment"), 0.9) if drops_comments else None
        elif chosen[i]:
            dropped = None
        elif block.flags & (b.HIDDEN | b.NOSCRIPT):
            continue
        else:
            name = choose.class_of(block, taken[0] - _NEAR <= i <= taken[-1] + _NEAR, classes)
            dropped = (name, choose.reason(name), round(1 - chances[i], 3))
        found.append(_found(page, block, dropped, cut_of[i] if cut_of else -1))
    return Extraction([block for block in found if block], fields)


def _value(fields: Sequence[Set], name: str) -> str:
    return next((str(field.value) for field in fields if field.field == name), "")


def _found(page: Page, block: TextBlock, dropped: tuple[str, str, float] | None, cut: int) -> Found | None:
    text = block.text.strip()
    if not text.isprintable() and _BAD.search(text):
        text = _BAD.sub("\ufffd", text)
    if not text:
        return None
    original = page.spans.original
    span = (original(block.start), original(block.end)) if block.start >= 0 else None
    if dropped is None:
        return Found(text, span, block.kind, block.level, block.gap, cut=cut)
    name, reason, confidence = dropped
    return Found(text, span, block.kind, block.level, block.gap, f"article-{name}", name, reason, confidence, cut)


def _cut_index(page: Page, cuts: Sequence[SourceCut]) -> list[int]:
    """Give for each block the index of the cut that takes it out, or -1: the element or one around it was cut."""
    if not cuts:
        return []
    place = {cut.start: i for i, cut in reversed(list(enumerate(cuts)))}
    of_box: list[int] = []
    for box in page.boxes:
        own = place.get(page.spans.original(box.offset), -1) if box.offset >= 0 else -1
        above = of_box[box.parent.index] if box.parent else -1
        of_box.append(above if above >= 0 else own)
    return [of_box[block.box.index] for block in page.blocks]
