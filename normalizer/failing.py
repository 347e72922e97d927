"""Count on how many documents in a row a plugin failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable


class InARow:
    """Counts, for each plugin, on how many documents in a row it failed; those it was not called for don't count.

    Args:
        most: so many are too many; None if no number is.

    """

    def __init__(self, most: int | None) -> None:
        self.most = most
        self._failed: Counter[str] = Counter()

    def too_many(self, called: Iterable[str], failed: Container[str]) -> list[str]:
        """Count one document.

        Args:
            called: the plugins that were called for it.
            failed: those that failed on it.

        Returns:
            The plugins that have failed on too many in a row with this one.

        """
        names = dict.fromkeys(called)
        for name in names:
            self._failed[name] = self._failed[name] + 1 if name in failed else 0
        return [name for name in names if self._failed[name] == self.most]
