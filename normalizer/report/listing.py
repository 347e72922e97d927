"""The list of documents on a page, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

#: The pages of documents take no more bytes than this, so that the file stays under 5 MB with all around them.
PAGES = 4_200_000
#: So many values of a kind can be chosen.
_CHOICES = 200


class Entry(Struct, frozen=True, kw_only=True):
    """A document in the list, and its page."""

    anchor: str
    id: str
    title: str
    site: str
    language: str = ""
    date: str = ""
    #: Why to look at it.
    notes: Sequence[str]
    #: What the last column says.
    figure: str
    #: What `Choices.of` gave.
    has: str
    html: Markup

    @property
    def size(self) -> int:
        """About how many bytes it takes in the file."""
        said = len(self.title) + len(self.id) + len(self.site) + len(self.has) + sum(map(len, self.notes))
        return len(self.html.encode()) + 2 * said + 600


class Choices:
    """What the list can be filtered by: numbers stand for names, which may hold anything.

    Args:
        kinds: name and label of each filter.

    """

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        self._kinds = kinds
        self._numbers: dict[str, dict[str, int]] = {name: {} for name, _ in kinds}

    def of(self, values: Mapping[str, Sequence[str]]) -> str:
        """Give what a document has, such as ``"plugin:0 plugin:3 site:1"``."""
        return " ".join(
            f"{name}:{self._numbers[name].setdefault(value, len(self._numbers[name]))}"
            for name, own in values.items()
            for value in own
            if value
        )

    def filters(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Give the filters: name, label, and the options as (value, text)."""
        found = []
        for name, label in self._kinds:
            options = [(f"{name}:{number}", text) for text, number in self._numbers[name].items()]
            found.append((name, label, sorted(options, key=lambda option: option[1].casefold())[:_CHOICES]))
        return found
