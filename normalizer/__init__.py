"""Turn scraped articles into clean, structured documents. Nothing is lost and everything is explained.

    >>> import normalizer
    >>> document = normalizer.clean("Home sweet home.\\n\\nLeave a Reply\\n")
    >>> normalizer.restore(document)
    'Home sweet home.\\n\\nLeave a Reply\\n'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer._version import __version__
from normalizer.changes import (
    Change,
    Cut,
    Decoded,
    Drop,
    Edit,
    Extraction,
    Flag,
    Found,
    Link,
    Merge,
    Replace,
    Retag,
    Set,
    SourceCut,
    Split,
)
from normalizer.config import Config
from normalizer.document import Block, Document, Mention, Person, Removed, Source, Step, json_schema
from normalizer.errors import (
    ConfigError,
    InputError,
    InvalidChangeError,
    LedgerError,
    NormalizerError,
    PluginError,
)
from normalizer.hookspecs import hookimpl
from normalizer.ledger import Explanation, Positions, explain, restore
from normalizer.pipeline import Call, Item, Pipeline
from normalizer.plugins import plugin

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Block",
    "Call",
    "Change",
    "Config",
    "ConfigError",
    "Cut",
    "Decoded",
    "Document",
    "Drop",
    "Edit",
    "Explanation",
    "Extraction",
    "Flag",
    "Found",
    "InputError",
    "InvalidChangeError",
    "Item",
    "LedgerError",
    "Link",
    "Mention",
    "Merge",
    "NormalizerError",
    "Person",
    "Pipeline",
    "PluginError",
    "Positions",
    "Removed",
    "Replace",
    "Retag",
    "Set",
    "Source",
    "SourceCut",
    "Split",
    "Step",
    "__version__",
    "clean",
    "explain",
    "hookimpl",
    "json_schema",
    "plugin",
    "restore",
]

_default: Pipeline | None = None


def clean(
    content: str | bytes | Document,
    *,
    id: str | None = None,
    url: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    date: str | None = None,
    settings: Iterable[str] = (),
) -> Document:
    """Clean one article with the installed plugins. For many, or for a configuration, make a `Pipeline`.

    Args:
        content: HTML or text; as bytes, it is decoded; a `Document` is cleaned further.
        id: the document's identifier; default: the first 16 digits of the content's SHA-256.
        url: where the article was found.
        media_type: "text/html" or "text/plain"; default: found out.
        charset: the encoding that the sender declared, for bytes.
        date: the publication date in ISO 8601, if known from elsewhere.
        settings: such as ``["names.rewrite=never"]``.

    Raises:
        InputError: the bytes are no text.
        ConfigError, PluginError: a setting is wrong, or a plugin did not load.
    """
    global _default  # noqa: PLW0603 - the plugins are loaded once for all calls without settings
    if settings:
        pipeline = Pipeline(settings=settings)
    else:
        pipeline = _default = _default or Pipeline()
    return pipeline.clean(content, id=id, url=url, media_type=media_type, charset=charset, date=date)
