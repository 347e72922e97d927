"""What makes a cleaned document worth a look."""

from __future__ import annotations

from msgspec import Struct

from normalizer.batch.summary import Summary
from normalizer.document import Document

#: More than this share of the text as received is much, by media type: most of a page is not the article.
MUCH_REMOVED = {"text/html": 0.95, "text/plain": 0.6}
#: A removed block of so many characters may have been prose ...
_PROSE = 100
#: ... and below this confidence somebody should look whether it was.
LOW_CONFIDENCE = 0.7

#: What is suspicious, with what a person should know of it, the gravest first.
KINDS = {
    "nothing-left": "nothing is left of the text",
    "failure": "a plugin failed, and its changes are missing",
    "much-removed": "far more was removed than usual",
    "low-confidence": "prose was removed with little confidence",
    "flagged": "a plugin had a doubt, and left the text alone",
    "undecodable": "bytes could not be decoded",
    "ambiguous": "a mention fits more than one person",
}
_WEIGHTS = dict(zip(KINDS, (1000, 800, 400, 300, 200, 150, 100), strict=True))


class Suspicion(Struct, frozen=True):
    """One thing that is suspicious. ``weight`` orders documents: larger is graver."""

    kind: str
    detail: str
    weight: int


def suspicions(document: Document, counts: Summary) -> list[Suspicion]:
    """Give what is suspicious about a document, the gravest first.

    Args:
        document: the document.
        counts: what was counted of it, by `normalizer.batch.summary.summary_of`.

    """
    found = []

    def suspect(kind: str, detail: str, more: int = 0) -> None:
        found.append(Suspicion(kind, detail, _WEIGHTS[kind] + min(more, 99)))

    received, clean = counts.characters_received, counts.characters_clean
    if received and not any(letter.isalnum() for letter in document.text):
        suspect("nothing-left", f"{received:,} characters came in")
    elif received - clean > received * MUCH_REMOVED.get(document.source.media_type, 1.0):
        share = 100 * (received - clean) // received
        suspect("much-removed", f"{share} % of the characters", share)
    for failure in document.failures[:1]:
        suspect("failure", f"{failure.plugin} in {failure.stage}: {failure.error}", len(document.failures))
    unsure = [gone for gone in document.removed if len(gone.text) >= _PROSE and gone.confidence < LOW_CONFIDENCE]
    if unsure:
        lowest = min(unsure, key=lambda gone: gone.confidence)
        detail = f"{lowest.plugin}: {lowest.rule}, {lowest.confidence:.2f}"
        suspect("low-confidence", detail, int(100 * (LOW_CONFIDENCE - lowest.confidence)))
    for flag in document.flags[:1]:
        suspect("flagged", f"{flag.plugin}: {flag.rule}", len(document.flags))
    if document.source.replaced:
        suspect("undecodable", f"{document.source.replaced:,} sequences", document.source.replaced)
    if document.ambiguous:
        surfaces = list(dict.fromkeys(mention.surface for mention in document.ambiguous))
        suspect("ambiguous", ", ".join(surfaces[:3]), len(document.ambiguous))
    return sorted(found, key=lambda one: -one.weight)
