"""People in news text: one canonical name for every spelling, and no one else's.

Use the plugin `Names` in the pipeline, or the functions alone: `find_people` links the mentions in a text,
`same_person` scores a pair of names, `resolve_names` clusters a list of names.
"""

from __future__ import annotations

from normalizer_names.api import Mention, find_people
from normalizer_names.plugin import Names

__all__ = ["Mention", "Names", "find_people"]
