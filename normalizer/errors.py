"""Errors that a user can cause. Their texts are written for that user: what is wrong, where, and what to do."""

from __future__ import annotations


class NormalizerError(Exception):
    """The base of every error that this package raises on purpose."""


class ConfigError(NormalizerError):
    """A configuration file, option or environment variable is wrong.

    ``key`` says which setting, such as ``("plugins", "names", "rewrite")``, where its place is not known yet.
    """

    def __init__(self, message: str, key: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.key = key


class PluginError(NormalizerError):
    """A plugin could not be loaded, declared or ordered."""


class FailingPluginError(PluginError):
    """A plugin failed on as many documents in a row as the user allows."""


class PluginWarning(UserWarning):
    """A plugin that failed again and again is left out."""


class InputError(NormalizerError):
    """A record can't be made into a document; ``reason`` is a short fixed word for counting, such as "binary"."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class InvalidChangeError(NormalizerError):
    """A plugin proposed something that can't be applied to the document it was given."""


class LedgerError(NormalizerError):
    """A document's text and its ledger do not belong together, so the text as received can't be restored."""
