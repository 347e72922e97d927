"""People in news text: one canonical name for every spelling, and no one else's.

Use the plugin `Names` in the pipeline, or the functions alone: `find_people` links the mentions in a text,
`same_person` scores a pair of names, `resolve_names` clusters a list of names, `learn` builds an authority file from
a corpus. The names are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizer_names.api import Mention, find_people
    from normalizer_names.matcher import same_person
    from normalizer_names.plugin import Names
    from normalizer_names.resolve import resolve_names

__all__ = ["Mention", "Names", "find_people", "resolve_names", "same_person"]

_HOMES = {
    "Mention": "api",
    "Names": "plugin",
    "find_people": "api",
    "resolve_names": "resolve",
    "same_person": "matcher",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'normalizer_names' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"normalizer_names.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
