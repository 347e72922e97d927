"""Turn scraped articles into clean, structured documents. Nothing is lost and everything is explained.

    >>> import normalizer
    >>> document = normalizer.clean("Rain fell all day.\\n\\nLeave a Reply\\n")
    >>> normalizer.restore(document)
    'Rain fell all day.\\n\\nLeave a Reply\\n'

The names below are imported when they are first used, so that ``import normalizer`` and ``--help`` stay quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from normalizer._version import __version__

if TYPE_CHECKING:
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
    from normalizer.declaration import plugin
    from normalizer.document import (
        Ambiguous,
        Block,
        Document,
        Failure,
        Flagged,
        Mention,
        Person,
        Removed,
        Source,
        Step,
        json_schema,
    )
    from normalizer.errors import (
        ConfigError,
        InputError,
        InvalidChangeError,
        LedgerError,
        NormalizerError,
        PluginError,
    )
    from normalizer.hookspecs import hookimpl
    from normalizer.items import Call, Item
    from normalizer.ledger import Explanation, Positions, explain, restore
    from normalizer.pipeline import Pipeline, clean

__all__ = [
    "Ambiguous",
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
    "Failure",
    "Flag",
    "Flagged",
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

_HOMES = {
    "normalizer.changes": (
        "Change Cut Decoded Drop Edit Extraction Flag Found Link Merge Replace Retag Set SourceCut Split"
    ),
    "normalizer.config": "Config",
    "normalizer.document": "Ambiguous Block Document Failure Flagged Mention Person Removed Source Step json_schema",
    "normalizer.errors": "ConfigError InputError InvalidChangeError LedgerError NormalizerError PluginError",
    "normalizer.hookspecs": "hookimpl",
    "normalizer.ledger": "Explanation Positions explain restore",
    "normalizer.items": "Call Item",
    "normalizer.pipeline": "Pipeline clean",
    "normalizer.declaration": "plugin",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'normalizer' has no attribute '{name}'")
    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
