"""One HTML page to blocks and fields: the plugin's work as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Literal

from msgspec.structs import replace

from normalizer.changes import Extraction, Found, Set, SourceCut
from normalizer.garbage import paused
from normalizer_article import choose, metadata, model
from normalizer_article import elements as b
from normalizer_article.boxes import Page, TextBlock
from normalizer_article.declared import hints, read_declared, sound
from normalizer_article.declared_body import body_instead
from normalizer_article.walker import read_page

#: Date lines so many blocks around the article are the article's.
_NEAR = 30
#: Blocks that are less likely than this to be the article's are dropped together with those of their class beside them.
_PLAIN = 0.1


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
        what they are. If the page shows next to none of the article that its JSON-LD states, since a script would fill
        it, the blocks of that follow, without spans. The fields are what the page states about the article.

    """
    with paused():
        return _extract(source, url, cuts, comments == "drop")


def _extract(source: str, url: str | None, cuts: Sequence[SourceCut], drops_comments: bool) -> Extraction:
    page = read_page(source, frozenset(cut.start for cut in cuts))
    declared = read_declared(page.document)
    hint = hints(declared)
    chances = model.load().chances(page, hint)
    chosen = choose.best_set(chances, choose.sizes_of(page.blocks))
    instead = body_instead(declared, compress(page.blocks, chosen))
    if instead:
        chosen = [False] * len(chosen)
    in_comments = choose.comment_blocks(page, hint, chosen)
    fields = metadata.read_fields(page, declared, chosen, in_comments, url)
    titles = set(choose.title_blocks(page, chosen, _value(fields, "title")))
    cut_of = _cut_index(page, cuts)
    taken = [i for i, yes in enumerate(chosen) if yes] or [0]
    found = _Found(page)
    classes: dict[int, str] = {}
    for i, block in enumerate(page.blocks):
        cut = cut_of[i] if cut_of else -1
        if i in titles:
            found.drop(block, "title", 1.0, cut)
        elif in_comments[i] and drops_comments:
            found.drop(block, "comment", 0.9, cut)
        elif in_comments[i] or chosen[i]:
            found.keep(block, cut)
        elif not block.flags & (b.HIDDEN | b.NOSCRIPT):
            name = choose.class_of(block, taken[0] - _NEAR <= i <= taken[-1] + _NEAR, classes)
            # What a plugin cut is told block by block.
            found.drop(block, name, 1 - chances[i], cut, joins=cut < 0 and chances[i] < _PLAIN)
    found.end()
    found.blocks += [replace(block, text=sound(block.text)) for block in instead]
    return Extraction(found.blocks, fields)


def _value(fields: Sequence[Set], name: str) -> str:
    return next((str(field.value) for field in fields if field.field == name), "")


class _Found:
    """What is answered for the blocks of a page. Blocks in a row that are plainly of one class are dropped as one."""

    def __init__(self, page: Page) -> None:
        self.blocks: list[Found] = []
        self._page = page
        self._run: list[TextBlock] = []
        self._run_of = ("", -1)  # the class and the cut of the run
        self._least = 1.0  # of the run's confidences

    def keep(self, block: TextBlock, cut: int) -> None:
        """Take a block into the article."""
        if self._run:
            self.end()
        if text := sound(block.text.strip()):
            self.blocks.append(Found(text, self._span(block, block), block.kind, block.level, block.gap, cut=cut))

    def drop(self, block: TextBlock, name: str, confidence: float, cut: int, *, joins: bool = False) -> None:
        """Leave a block out; if it ``joins``, together with those of its class before and after it that join, too."""
        run = self._run
        if run and not (joins and self._run_of == (name, cut)):
            self.end()
        if not run:
            self._run_of, self._least = (name, cut), confidence
        elif confidence < self._least:
            self._least = confidence
        run.append(block)
        if not joins:
            self.end()

    def end(self) -> None:
        """End the run of blocks that are dropped as one."""
        run = self._run
        if not run:
            return
        first = run[0]
        kind, level = first.kind, first.level
        if len(run) == 1:
            text = sound(first.text.strip())
        else:
            kind, level = "paragraph", 0
            pieces: list[str] = []
            for block in run:
                pieces += (block.gap, block.text.strip())
            text = sound("".join(pieces[1:]).strip())
        if text:
            name, cut = self._run_of
            rule, confidence = f"article-{name}", round(self._least, 3)
            span = self._span(first, run[-1])
            dropped = Found(text, span, kind, level, first.gap, rule, name, choose.REASONS[name], confidence, cut)
            self.blocks.append(dropped)
        run.clear()

    def _span(self, first: TextBlock, last: TextBlock) -> tuple[int, int] | None:
        """Give the span of the source from one block to another; None if that is not known."""
        span = self._page.spans.of(first.first, last.after)
        return span if span[0] >= 0 else None


def _cut_index(page: Page, cuts: Sequence[SourceCut]) -> list[int]:
    """Give for each block the index of the cut that takes it out, or -1: the element or one around it was cut."""
    if not cuts:
        return []
    place = {cut.start: i for i, cut in reversed(list(enumerate(cuts)))}
    of_box: list[int] = []
    for box in page.boxes:
        own = place.get(box.offset, -1)
        above = of_box[box.parent.index] if box.parent else -1
        of_box.append(above if above >= 0 else own)
    return [of_box[block.box.index] for block in page.blocks]
