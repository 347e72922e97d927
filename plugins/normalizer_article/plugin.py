"""The plugin: which stages it takes part in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from normalizer import Document, Extraction, Retag, Set, SourceCut, hookimpl, plugin
from normalizer_article import describe
from normalizer_article.extract import extract_html
from normalizer_article.plain import read_text, title_index


@plugin(after=["boilerplate"])
class Article:
    """Find the article in a page or a text: its blocks, title, authors, dates and language."""

    #: What becomes of readers' comments on an HTML page.
    comments: Literal["drop", "keep"] = "drop"

    @hookimpl
    def extract(self, source: str, media_type: str, url: str | None, cuts: tuple[SourceCut, ...]) -> Extraction | None:
        """Make blocks and fields of HTML or plain text."""
        if media_type == "text/html":
            return _with_title(extract_html(source, url, cuts=cuts, comments=self.comments))
        return read_text(source) if media_type == "text/plain" else None

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Retag]:
        """Mark the title of a plain text as its heading, now that what stood before it is gone."""
        if document.source.media_type == "text/plain":
            title = describe.title_block(document.blocks)
            if title is not None and (title.kind, title.level) != ("heading", 1):
                yield Retag(title, "heading", "title-line", 1, "first line that heads the text")

    @hookimpl
    def describe(self, document: Document) -> Iterable[Set]:
        """Read title, subtitle, dates, agency and language from the text, where they are not known yet."""
        return describe.describe(document)


def _with_title(page: Extraction) -> Extraction:
    """Take the line that heads the article for its title, if the page states none.

    This is settled here and not in `describe`, since a title is a reason to keep a line that looks like boilerplate.
    """
    if any(field.field == "title" for field in page.fields):
        return page
    kept = [block for block in page.blocks if not block.drop_rule and block.cut < 0][: describe.HEAD]
    at = title_index([(block.kind, block.text) for block in kept])
    if at < 0:
        return page
    line = kept[at].text
    title = Set("title", line, "title-line", line, reason="first line that heads the text")
    return replace(page, fields=[*page.fields, title])
