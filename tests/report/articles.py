"""Documents for the tests of reports: small, made through the pipeline, some of them hostile."""

from __future__ import annotations

from pathlib import Path

from normalizer import Document, Drop, Edit, Flag, Link, Pipeline, Set, hookimpl, plugin

FERRY = """The night ferry returns

By Ines Moreau

It\u2019s back after two years: the first boat left at six on Friday evening with forty people on board.

Captain Anna Lindt said that the crew had waited long for this. Anna Lint was the first on deck.

Leave a Reply

Your email address will not be published
"""
TRAM = """Tram line 7 gets night service

Line 7 will run all night on Fridays and Saturdays from the first week of December.

Share this article
"""
#: Everything that would break a page that forgets to escape.
EVIL = (
    "</script><script>document.title='broken'</script>",
    "<img src=x onerror=\"document.title='broken'\">",
    "\"'><svg/onload=document.title='broken'>",
    "javascript:document.title='broken'",
    "]]>--><!--<style>body{display:none}</style>",
    "\u202ereversed\u202c \u2066isolated\u2069 \u200bhidden\u200b",
    "</textarea></template></table></details></article>&lt;b&gt;&amp;",
    "{{ 7 * 7 }}{% raw %}",
)
HOSTILE = "\n\n".join([EVIL[0], "By <b>Eve</b>", *EVIL[1:], "Leave a Reply <script>alert(1)</script>"]) + "\n"


@plugin
class Straighten:
    """Straighten apostrophes."""

    @hookimpl
    def clean_text(self, document: Document):
        for block in document.blocks:
            for at, letter in enumerate(block.text):
                if letter == "\u2019":
                    yield Edit(block, at, at + 1, "'", "apostrophe", "a plain one will do")
                if letter == "\u200b":
                    yield Edit(block, at, at + 1, "", "invisible", "nobody can see it", 0.8)


@plugin(after=["straighten"])
class Tidy:
    """Drop what is not the article, and say who wrote it."""

    @hookimpl
    def clean_blocks(self, document: Document):
        for block in document.blocks:
            if block.text.startswith("By "):
                yield Drop(block, "byline", "says who wrote it", 0.9, "byline")
                yield Set("authors", (block.text[3:],), "byline", block.text, block)
            elif block.text.startswith(("Leave a Reply", "Your email", "Share this")):
                yield Drop(block, "cue", "a phrase of comment forms", 0.65, "comment_form")

    @hookimpl
    def describe(self, document: Document):
        if document.blocks:
            yield Set("title", document.blocks[0].text.replace("\n", " "), "first-line", document.blocks[0].text)
            yield Set("language", "en", "guess")
            if not document.published:
                yield Set("published", "2024-05-17", "guess")


@plugin(after=["tidy"])
class Who:
    """Find one person under two spellings, and a mention that fits two people."""

    @hookimpl
    def find_people(self, document: Document):
        for block in document.blocks:
            for name in ("Anna Lindt", "Anna Lint"):
                at = block.text.find(name)
                if at >= 0:
                    yield Link(block, at, at + len(name), "Anna Lindt", "spelling", text="Anna Lindt")
            at = block.text.find("Captain")
            if at >= 0:
                yield Link(block, at, at + 7, "", "title", candidates=("Anna Lindt", "Eve <i>Moran</i>"))

    @hookimpl
    def finish(self, document: Document):
        for block in document.blocks:
            if "script" in block.text:
                yield Flag(block, "odd", "code", "looks like <script>")


@plugin(after=["tidy"])
class Broken:
    """Fail on every document with a script in it."""

    @hookimpl
    def finish(self, document: Document):
        if "<script>" in document.text:
            raise ValueError("no <script> here, please")


def pipeline() -> Pipeline:
    """Give a pipeline of the plugins above."""
    return Pipeline(plugins=[Straighten(), Tidy(), Who(), Broken()])


def documents() -> list[Document]:
    """Give two plain documents and a hostile one."""
    clean = pipeline().clean
    return [
        clean(FERRY, id="ferry", url="https://quay.example/ferry"),
        clean(TRAM, id="tram", url="https://quay.example/tram"),
        clean(HOSTILE, id=EVIL[0], url=EVIL[3], media_type="text/plain"),
    ]


def written(folder: Path, found: list[Document]) -> Path:
    """Write documents as a run does, without its counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "documents.jsonl").write_text("".join(one.to_json() + "\n" for one in found), "utf-8")
    return folder
