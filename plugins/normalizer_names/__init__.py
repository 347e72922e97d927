"""People in news text: one canonical name for every spelling, and no one else's.

Use the plugin `Names` in the pipeline, or the functions alone: `find_people` links the mentions in a text,
`same_person` scores a pair of names, `resolve_names` clusters a list of names, `learn` builds an authority file from
a corpus. The names are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizer_names.api import find_people
    from normalizer_names.authority import Authority, AuthorityError, Entry
    from normalizer_names.corpus import Survey, learn, survey
    from normalizer_names.found import Mention
    from normalizer_names.matcher import same_person
    from normalizer_names.plugin import Names
    from normalizer_names.resolve import resolve_names

__all__ = [
    "Authority",
    "AuthorityError",
    "Entry",
    "Mention",
    "Names",
    "Survey",
    "find_people",
    "learn",
    "resolve_names",
    "same_person",
    "survey",
]

_HOMES = {
    "Authority": "authority",
    "AuthorityError": "authority",
    "Entry": "authority",
    "Mention": "found",
    "Names": "plugin",
    "Survey": "corpus",
    "find_people": "api",
    "learn": "corpus",
    "resolve_names": "resolve",
    "same_person": "matcher",
    "survey": "corpus",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'normalizer_names' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"normalizer_names.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
