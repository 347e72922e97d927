"""What plugin authors test with: a contract suite, a builder of documents, and assertions that explain themselves.

    >>> from normalizer.testing import PluginContract
    >>> class TestMine(PluginContract):
    ...     plugin = Mine

Nothing here imports pytest but `normalizer.testing.fixtures`, which a ``conftest.py`` asks for by name.
"""

from normalizer.testing.assertions import assert_changes
from normalizer.testing.contract import CHECKS, Problem, Report, check
from normalizer.testing.documents import make_document
from normalizer.testing.sound import assert_sound
from normalizer.testing.subject import Subject
from normalizer.testing.suite import PluginContract

__all__ = [
    "CHECKS",
    "PluginContract",
    "Problem",
    "Report",
    "Subject",
    "assert_changes",
    "assert_sound",
    "check",
    "make_document",
]
