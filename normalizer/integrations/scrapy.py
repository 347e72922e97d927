"""A Scrapy item pipeline: each scraped article becomes a structured document, with everything explained.

In a project's ``settings.py``::

    ITEM_PIPELINES = {"normalizer.integrations.scrapy.NormalizerPipeline": 300}
    NORMALIZER = {"disable": ["names"]}      # optional: as in normalizer.toml, or the path of one

A spider yields what it has: ``{"html": response.text, "url": response.url}``, or ``{"text": ...}``. The item goes on
with the document, as plain JSON types, in its field ``document``. Needs ``pip install 'article-normalizer[scrapy]'``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from normalizer.config import Config, did_you_mean, from_mapping, read_file
from normalizer.document import Document
from normalizer.errors import ConfigError, InputError
from normalizer.formats import BadRecord, Fields
from normalizer.formats.fields import chosen_fields, item_of, plain_value
from normalizer.pipeline import Pipeline

try:
    from itemadapter import ItemAdapter
except ImportError as error:
    raise ImportError(
        "this pipeline runs inside Scrapy, which is not installed: pip install 'article-normalizer[scrapy]'"
    ) from error

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class NormalizerPipeline:
    """Clean each item, and keep the document in it.

    Settings of Scrapy that it reads:

    - ``NORMALIZER``: the configuration, as a mapping of the shape of ``normalizer.toml`` or the path of such a file;
      default: none.
    - ``NORMALIZER_FIELDS``: which fields of an item hold what, such as ``{"html": ["page"], "date": ["day"]}``;
      default: the names that ``article-normalizer run`` looks for.
    - ``NORMALIZER_DOCUMENT_FIELD``: the field that gets the document; default: ``"document"``.

    No item is dropped: one that can't be cleaned goes on with None for a document, and a warning says why. The
    crawl's statistics count ``normalizer/documents``, ``normalizer/removed_blocks``, ``normalizer/not_cleaned/REASON``
    and ``normalizer/failures/PLUGIN``.

    Args:
        pipeline: what cleans.
        fields: which fields of an item hold what.
        document_field: the field that gets the document.
        stats: the crawl's statistics, if any.

    """

    def __init__(
        self,
        pipeline: Pipeline | None = None,
        *,
        fields: Fields | None = None,
        document_field: str = "document",
        stats: Any = None,
    ) -> None:
        self._pipeline = pipeline or Pipeline()
        self._fields = fields or Fields()
        self._document_field = document_field
        self._stats = stats
        self._items = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NormalizerPipeline:
        """Make the pipeline as a crawl's settings say.

        Raises:
            ConfigError: a setting is wrong; the message names it.
            PluginError: a plugin did not load.

        """
        settings = crawler.settings
        return cls(
            Pipeline(_config(settings.get("NORMALIZER"))),
            fields=_fields(settings.getdict("NORMALIZER_FIELDS")),
            document_field=settings.get("NORMALIZER_DOCUMENT_FIELD", "document"),
            stats=crawler.stats,
        )

    def process_item(self, item: Any, spider: object = None) -> Any:
        """Clean an item, and give it back with the document.

        Args:
            item: anything that Scrapy takes for an item: a dict, an ``Item``, a dataclass, an attrs object.
            spider: not used; Scrapy before version 2.13 hands it over.

        Raises:
            TypeError: the item's class has no field for the document.

        """
        adapter = ItemAdapter(item)
        if not _takes(adapter, self._document_field):
            raise TypeError(
                f"{type(item).__name__} has no field '{self._document_field}' for the document: add one to the class, "
                f"or name another with the setting NORMALIZER_DOCUMENT_FIELD"
            )
        document = self._clean(adapter)
        adapter[self._document_field] = None if document is None else msgspec.to_builtins(document)
        return item

    def _clean(self, adapter: Any) -> Document | None:
        """Clean an item; None, with a warning, if that can't be done."""
        self._items += 1
        record = {name: plain_value(value) for name, value in adapter.items()}
        found = item_of(record, self._fields, b"", self._items, None)
        if isinstance(found, BadRecord):
            self._refuse(found.reason, found.message.partition("; name it with")[0], record)
            return None
        try:
            document = self._pipeline.clean(msgspec.structs.replace(found, raw=None, record=None))
        except InputError as error:
            self._refuse(error.reason, str(error), record)
            return None
        self._count("documents")
        self._count("removed_blocks", len(document.removed))
        for plugin in sorted({failure.plugin for failure in document.failures}):
            self._count(f"failures/{plugin}")
        return document

    def _refuse(self, reason: str, message: str, record: Mapping[str, object]) -> None:
        self._count(f"not_cleaned/{reason}")
        logger.warning("not cleaned: %s (%s)", message, record.get("url") or f"item {self._items}")

    def _count(self, name: str, number: int = 1) -> None:
        if self._stats is not None:
            self._stats.inc_value(f"normalizer/{name}", number)


def _takes(adapter: Any, name: str) -> bool:
    """Whether an item can hold a field: a dict holds any, a class those that it declares."""
    return isinstance(adapter.item, dict) or name in adapter.field_names()


def _config(given: object) -> Config:
    if isinstance(given, str | Path) and str(given):
        return read_file(Path(given))
    if given and not isinstance(given, Mapping):
        raise ConfigError(f"NORMALIZER must be a mapping or the path of a file, not {type(given).__name__}")
    return from_mapping(given or {}, "NORMALIZER")  # type: ignore[arg-type]


def _fields(given: Mapping[str, object]) -> Fields:
    known = Fields.__struct_fields__
    names: dict[str, tuple[str, ...]] = {}
    for use, value in given.items():
        if use not in known:
            raise ConfigError(f"NORMALIZER_FIELDS: no use '{use}'{did_you_mean(use, known)} (uses: {', '.join(known)})")
        names[use] = (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
    return chosen_fields(names)
