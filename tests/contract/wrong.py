"""Plugins that break the contract, each in one way that authors really fall into. One is right, for comparison."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterable
from typing import ClassVar

import msgspec
from bs4 import BeautifulSoup

from normalizer import Cut, Document, Drop, Edit, Item, Replace, Set, hookimpl, plugin


@plugin
class Right:
    """Drop the label of advertisements, and shorten runs of exclamation marks."""

    label: str = "Advertisement"

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            for match in re.finditer("!{2,}", block.text):
                yield Edit(block, *match.span(), "!", rule="exclamation")

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        for block in document.blocks:
            if block.text == self.label:
                yield Drop(block, rule="advert")


@plugin
class NeedsABlock:
    """Take the first block as the title."""

    @hookimpl
    def describe(self, document: Document) -> Iterable[Set]:
        yield Set("title", document.blocks[0].text, rule="first-block")


@plugin
class ReadsNumbers:
    """Note paragraphs that are a number."""

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        for block in document.blocks:
            if block.text.isdigit() and int(block.text) > 1_000_000:
                yield Drop(block, rule="number")


@plugin
class GrowsDots:
    """End each block with dots."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            yield Edit(block, len(block.text), len(block.text), "..", rule="dots")


@plugin
class HalvesSpaces:
    """Make one of two hyphens, and four of eight."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            for match in re.finditer("----", block.text):
                yield Edit(block, *match.span(), "--", rule="hyphens")


@plugin
class TossesCoins:
    """Drop blocks at random."""

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        return [Drop(block, rule="coin") for block in document.blocks if random.random() < 0.5]


@plugin
class GoesThroughASet:
    """Name the authors in the order of a set."""

    @hookimpl
    def describe(self, document: Document) -> Iterable[Set]:
        words = set(re.findall("[A-Z][a-z]+", document.text))
        if words and not document.authors:
            yield Set("authors", tuple(words), rule="capitals")


@plugin
class KeepsALambda:
    """Keep what can't be pickled."""

    def __post_init__(self) -> None:
        self.test = lambda text: text == "AD"

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        return [Drop(block, rule="advert") for block in document.blocks if self.test(block.text)]


@plugin
class CountsInTheDocument:
    """Use the document's positions where the block's belong."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            for match in re.finditer("Advertisement", document.text):
                yield Edit(block, *match.span(), "", rule="advert")


@plugin
class Overlaps:
    """Answer two changes for one stretch."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            if len(block.text) > 3:
                yield Edit(block, 0, 2, "x", rule="a")
                yield Edit(block, 1, 3, "y", rule="b")


@plugin
class ComparesAll:
    """Compare each block to each."""

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        for n, block in enumerate(document.blocks):
            if any(other.text == block.text + "?" for other in document.blocks[:n]):
                yield Drop(block, rule="repeated")


@plugin
class BacktracksForEver:
    """Look for runs of letters with a pattern that backtracks."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Edit]:
        for block in document.blocks:
            for match in re.finditer(r"(a+)+!", block.text):
                yield Edit(block, *match.span(), "", rule="letters")


SEEN: set[str] = set()


@plugin
class RemembersDocuments:
    """Drop what an earlier document had."""

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        for block in document.blocks:
            if (document.source.sha256, block.text) in SEEN and block.text.startswith("zzz"):
                yield Drop(block, rule="seen")
            SEEN.add(f"{document.source.sha256} {len(SEEN)}")


@plugin
class SharesAList:
    """Share a list between all objects of the class."""

    _lengths = []  # noqa: RUF012 - the fault that this plugin is about

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        self._lengths.append(len(document.text))
        return [Drop(block, rule="long") for block in document.blocks if len(block.text) > 50 * len(self._lengths)]


@plugin
class SaysNothing:
    limit = 3

    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        return [Drop(block, rule="short") for block in document.blocks if len(block.text) < self.limit]


@plugin
class WritesIntoTheDocument:
    """Alter the document in place."""

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Replace]:
        msgspec.structs.force_setattr(document, "text", document.text.replace("e", "E"))
        return ()


@plugin
class Prints:
    """Print what it sees."""

    @hookimpl
    def finish(self, document: Document) -> Iterable[Drop]:
        print("cleaning", document.id)
        return ()


class CountingWriter:
    """Number the documents, so that they depend on those before them."""

    name, suffix = "counting", ".txt"

    def __init__(self) -> None:
        self.written = 0

    def encode(self, document: Document) -> bytes:
        self.written += 1
        return f"{self.written} {document.title}\n".encode()


class TitleWriter:
    """Write the title, also where there is none."""

    name, suffix = "title", ".txt"

    def encode(self, document: Document) -> bytes:
        return document.title.encode()  # type: ignore[union-attr]


class Packs:
    """Pack the titles."""

    suffix, folder, part_bytes, part_documents = ".txt", False, None, None

    def check(self) -> None:
        pass

    def encode(self, document: Document) -> bytes:
        return json.dumps(document.text).encode() + b"\n"

    def pack(self, lines, target):
        target.write_bytes(b"".join(lines))


class PacksWithTheClock(Packs):
    name = "clock"

    def pack(self, lines, target):
        target.write_text(f"{time.perf_counter_ns()}", "utf-8")


class PacksAtLeastOne(Packs):
    name = "one"

    def pack(self, lines, target):
        target.write_bytes(next(lines))


class EncodesManyLines(Packs):
    name = "lines"

    def encode(self, document: Document) -> bytes:
        return document.text.encode() + b"\n"


class TrustingReader:
    """Read JSON, and trust it."""

    name, suffixes = "trusting", (".trusting",)

    def read(self, stream, options):
        for line in stream:
            yield Item(content=json.loads(line)["text"])


class PlainReader:
    """Yield strings."""

    name, suffixes = "plain-reader", (".plain",)

    def read(self, stream, options):
        yield from stream


@plugin
class BringsFormats:
    """Bring formats."""

    _formats: ClassVar[tuple[type, ...]] = ()

    @hookimpl
    def readers(self):
        return [made() for made in self._formats if hasattr(made, "read")]

    @hookimpl
    def writers(self):
        return [made() for made in self._formats if not hasattr(made, "read")]


class Cuts:
    """Cut what has the class "banner" out of the page."""

    @hookimpl
    def clean_html(self, soup):
        for tag in soup.select(".banner"):
            yield Cut(tag, rule="banner", reason="a banner")


CutsRightly = plugin(type("CutsRightly", (Cuts,), {"__doc__": Cuts.__doc__, "__module__": __name__}))


@plugin
class CutsOnOneSite(Cuts):
    """Cut banners out of the pages of one site."""

    @hookimpl
    def clean_html(self, soup, url):
        return super().clean_html(soup) if url == "https://quay.example/1" else ()


@plugin
class CutsItsOwnSoup:
    """Cut tags of another soup."""

    @hookimpl
    def clean_html(self, soup):
        for tag in BeautifulSoup(str(soup), "html.parser", store_line_numbers=False).select("p"):
            yield Cut(tag, rule="banner")
