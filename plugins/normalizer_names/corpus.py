"""Build an authority file from a corpus, for a person to review: count names, then put them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from normalizer_names.authority import Authority, Entry, default
from normalizer_names.found import Line
from normalizer_names.linking import link
from normalizer_names.resolve import resolve_names
from normalizer_names.spelling import fold

#: Full names kept while counting; the rarest go when there are more, so that memory does not grow with the corpus.
MOST_NAMES = 200_000
#: Names that are put together, the most frequent ones: time grows faster than their number.
MOST_RESOLVED = 20_000


@dataclass
class Survey:
    """How often each full name stands in a corpus, and in how many documents. Surveys of parts add up with ``+``."""

    mentions: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, authority: Authority | None = None) -> None:
        """Count the full names of one document, each line a paragraph or a heading."""
        lines = [Line(line) for line in text.split("\n") if line.strip()]
        found = Counter(
            " ".join(mention.surface.split())
            for mention in link(lines, default() if authority is None else authority)
            if mention.form == "full" and not mention.surface.isupper()
        )
        self.count(found)

    def count(self, found: Mapping[str, int]) -> None:
        """Count a document, given how often each full name stands in it."""
        self.mentions.update(found)
        self.documents.update(found.keys())
        self._bound()

    def __add__(self, other: Survey) -> Survey:
        """Give the survey of both parts; the order does not matter."""
        total = Survey(self.mentions + other.mentions, self.documents + other.documents)
        total._bound()
        return total

    def _bound(self) -> None:
        if len(self.mentions) > MOST_NAMES:
            ranked = sorted(self.mentions, key=lambda name: (-self.mentions[name], name))
            for name in ranked[MOST_NAMES // 2 :]:
                del self.mentions[name]
                del self.documents[name]


def survey(texts: Iterable[str], authority: Authority | None = None) -> Survey:
    """Count the full names of many documents."""
    total = Survey()
    for text in texts:
        total.add(text, authority)
    return total


def learn(
    counted: Survey | Iterable[str], authority: Authority | None = None, min_documents: int = 2
) -> tuple[Entry, ...]:
    """Give the people of a corpus as entries of an authority file, the most frequent first.

    Spellings of one person are put together by `resolve_names`; the canonical name is the authority's, else the most
    frequent full form. The note says how often each spelling stands in the corpus.

    Args:
        counted: what a survey counted, or the texts themselves.
        authority: people who are known already; default: the bundled ones.
        min_documents: leave out people who occur in fewer documents.

    """
    total = counted if isinstance(counted, Survey) else survey(counted, authority)
    names = sorted(total.mentions, key=lambda name: (-total.mentions[name], name))[:MOST_RESOLVED]
    groups: dict[str, list[str]] = {}
    for name, canonical in zip(names, _canonical(names, total, authority), strict=True):
        groups.setdefault(canonical, []).append(name)
    entries = []
    for canonical, spellings in groups.items():
        # Spellings may share documents; the largest is the least number that is certain.
        documents = max(total.documents[name] for name in spellings)
        if documents >= min_documents:
            counts = ", ".join(f"{name} {total.mentions[name]}" for name in spellings)
            # What differs in capitals or marks only is found anyway.
            new = {fold(name): name for name in reversed(spellings)}
            new.pop(fold(canonical), None)
            aliases = tuple(reversed(new.values()))
            mentions = sum(total.mentions[name] for name in spellings)
            entries.append((mentions, Entry(canonical, aliases, None, f"in {documents} documents or more: {counts}")))
    return tuple(entry for _, entry in sorted(entries, key=lambda pair: (-pair[0], pair[1].canonical)))


def _canonical(names: Sequence[str], total: Survey, authority: Authority | None) -> list[str]:
    """Resolve each name once, choosing the most frequent name of a cluster."""
    resolved = resolve_names(names, authority)
    best: dict[str, str] = {}
    known = default() if authority is None else authority
    for name, cluster in zip(names, resolved, strict=True):
        # Names come in the order of their frequency.
        best.setdefault(cluster, cluster if known.find(cluster) else name)
    return [best[cluster] for cluster in resolved]
