"""The article as JSON-LD states it (``articleBody``), for pages that a script fills: they show next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from turbohtml import unescape

from normalizer.changes import Found
from normalizer_article.boxes import TextBlock
from normalizer_article.declared import Declared
from normalizer_article.walker import read_page

__all__ = ["body_instead"]

#: A declared body of fewer characters is no article, but a summary.
_SHORTEST = 200
#: If the page shows less than this of the declared body, the body is what a reader of the page would see.
_SHOWN = 0.25
_TAG = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote)\b[^<>]*>", re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*")


def body_instead(declared: Declared, article: Iterable[TextBlock]) -> list[Found]:
    """Give the blocks of the declared article if the page shows an article of so much less than it.

    Args:
        declared: what the page declares.
        article: the blocks that were found to be the article; looked at only if the page declares one.

    Returns:
        The blocks, which have no span: the source has them escaped, in a script. None if the page shows the article.

    """
    bodies = (node.get("articleBody") for node in declared.articles())
    body = max((body for body in bodies if isinstance(body, str)), key=len, default="")
    if len(body) < _SHORTEST:
        return []
    shown = sum(len(block.text) for block in article)
    if shown >= _SHOWN * len(body):
        return []
    blocks = list(_blocks(body))
    # Much of it can be markup.
    size = sum(len(block.text) for block in blocks)
    return blocks if size >= _SHORTEST and shown < _SHOWN * size else []


def _blocks(body: str) -> Iterator[Found]:
    # Some write it as text, some as HTML, and some of these escape that as text.
    markup = next((text for text in (body, unescape(body)) if _TAG.search(text)), "")
    if markup:
        for block in read_page(markup).blocks:
            if text := block.text.strip():
                yield Found(text, None, block.kind, block.level, block.gap)
    else:
        for line in _LINES.split(unescape(unescape(body))):
            if text := " ".join(line.split()):
                yield Found(text, None)
