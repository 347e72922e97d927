"""Small plugins that the tests run, good and bad."""

from __future__ import annotations

import random
import re

from normalizer import (
    Cut,
    Document,
    Drop,
    Edit,
    Flag,
    Link,
    Merge,
    Replace,
    Retag,
    Set,
    Split,
    hookimpl,
    plugin,
)


@plugin
class Straighten:
    """Straighten curly quotes."""

    @hookimpl
    def clean_text(self, document: Document):
        for before, after in (("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"')):
            at = [i for i, c in enumerate(document.text) if c == before]
            if at:
                yield Replace(before, after, at, rule="straight-quotes")


@plugin(after=["straighten"])
class DropShort:
    """Drop short blocks."""

    longest: int = 12
    words: tuple[str, ...] = ()

    @hookimpl
    def clean_blocks(self, document: Document):
        for block in document.blocks:
            if len(block.text) <= self.longest:
                yield Drop(block, rule="short", reason="too short", confidence=0.75, class_="placeholder")


@plugin
class Renamer:
    """Link every Bob, and call him Robert."""

    @hookimpl
    def find_people(self, document: Document):
        for block in document.blocks:
            for match in re.finditer("Bob|Robert", block.text):
                yield Link(block, *match.span(), "Robert", rule="nickname", text="Robert", form="nickname")


class Fuzzer:
    """Propose changes at random, valid and invalid, in every stage."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _changes(self, document: Document, kinds: str):
        dice = random.Random(f"{self.seed} {kinds} {len(document.text)}")
        blocks = document.blocks
        answer = []
        for _ in range(dice.randrange(6)):
            kind = dice.choice(kinds.split())
            block = dice.choice(blocks) if blocks else None
            if block is None and kind not in ("set", "replace"):
                continue
            answer.append(self._change(dice, kind, block, document))
        return answer

    def _change(self, dice, kind, block, document):
        text = block.text if block else ""
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.randrange(4)) + (dice.random() < 0.05)
        new = dice.choice(["", " ", "x", "\n", "word word", "\u00e9", "  \u2003 "])
        match kind:
            case "edit":
                return Edit(block, start, end, new, rule="r")
            case "replace":
                at = dice.randrange(len(document.text) + 1)
                before = document.text[at : at + dice.randrange(1, 3)] or "q"
                return Replace(before, new, [at], rule="r")
            case "drop":
                return Drop(block, rule="r", class_="c")
            case "split":
                return Split(block, start, rule="r")
            case "merge":
                return Merge(block, rule="r", joiner=dice.choice([" ", "", "-"]))
            case "retag":
                return Retag(block, dice.choice(["heading", "quote", "nonsense"]), rule="r", level=2)
            case "set":
                return Set(
                    dice.choice(["title", "authors", "published"]), dice.choice(["T", ("A",), "2024-02-30"]), "r"
                )
            case "flag":
                return Flag(block, rule="r")
            case "link":
                return Link(block, start, end, "P", rule="r", text=dice.choice([None, "P", "Long Name"]))
        raise AssertionError(kind)

    @hookimpl
    def clean_text(self, document: Document):
        return self._changes(document, "edit edit replace")

    @hookimpl
    def clean_blocks(self, document: Document):
        return self._changes(document, "edit drop split merge retag set flag")

    @hookimpl
    def find_people(self, document: Document):
        return self._changes(document, "link")

    @hookimpl
    def finish(self, document: Document):
        return self._changes(document, "edit drop split merge link")


@plugin
class Cutter:
    """Cut what has the class "banner"."""

    @hookimpl
    def clean_html(self, soup):
        for tag in soup.select(".banner"):
            yield Cut(tag, rule="banner", reason="a banner", class_="advert")
