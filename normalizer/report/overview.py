"""What a report says of a run as a whole: counted over every document, while only a sample of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.output import Row
from normalizer.batch.summary import Changes, Summary, summary_of
from normalizer.document import Document
from normalizer.report.outputs import Outputs
from normalizer.report.sample import Sample, rank
from normalizer.report.suspicions import KINDS, suspicions
from normalizer.report.tally import Sums, Tally

#: So many people, sites at each end, languages, classes are listed.
PEOPLE, SITES, LANGUAGES, CLASSES = 100, 25, 30, 60
#: A site is compared with others by share only if so many of its documents are there.
SITE_DOCUMENTS = 3
#: So many variants of a name, and so many rows of the quarantine.
VARIANTS, ROWS = 8, 50
#: JSON of the documents that may be shown, in bytes; more than fit on the page.
_KEPT = 24 << 20


class Person(Struct, frozen=True):
    """A person of the corpus: every document that mentions the name counts."""

    name: str
    documents: int
    mentions: int
    #: The surface forms, the most frequent first, with their numbers.
    variants: tuple[tuple[str, int], ...]
    #: How many surface forms there are in all, if not all are listed.
    more: bool


class Overview(Struct, frozen=True, kw_only=True):
    """What is known of a run."""

    #: The counts of the run; those that only the run itself knows (records, quarantine) are 0 without its summary.
    counts: Summary
    #: Whether the run's own summary was there.
    complete: bool
    #: Documents that a plugin flagged; and documents that repeat another one.
    flagged: int
    duplicates: int
    dated: int
    #: (kind, what it means, documents), the gravest first.
    suspicious: tuple[tuple[str, str, int], ...]
    #: By number of characters removed: plugins, classes (key, plugin), rules.
    plugins: tuple[tuple[str, Changes], ...]
    classes: tuple[Sums, ...]
    languages: tuple[Sums, ...]
    #: Year and month ("2024-03"), or years where the months would be too many; in order.
    dates: tuple[tuple[str, int], ...]
    people: tuple[Person, ...]
    people_in_all: int
    sites_most: tuple[Sums, ...]
    sites_least: tuple[Sums, ...]
    sites_in_all: int
    #: The first rows of the quarantine.
    quarantine: tuple[Row, ...]
    #: Kind, plugin and message of flags, by number of documents.
    flags: tuple[Sums, ...]


def site_of(document: Document) -> str:
    """Give the site a document is from: the host of its address, or its publisher; "" if neither is known."""
    try:
        host = urlsplit(document.url or "").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.") or document.publisher or ""


def overview(outputs: Outputs, seconds: dict[str, float], tick: Callable[[], object]) -> tuple[Overview, list[bytes]]:
    """Read all documents of a run, count, and keep the sample, the most suspicious first.

    Args:
        outputs: what the run wrote.
        seconds: processor time by plugin, if it is known; it is in no file, as it differs from run to run.
        tick: called for each document.

    Returns:
        What was counted, and the JSON of the documents of the sample.

    Raises:
        InputError: a file is broken.

    """
    tally, sample, counts = Tally(), Sample(_KEPT), Summary()
    try:
        for document in outputs:
            own = summary_of(document, [])
            counts += own
            found = suspicions(document, own)
            _count(tally, document, own, [one.kind for one in found])
            place = rank(sum(one.weight for one in found), document.id)
            if sample.wants(place):
                sample.add(place, document.to_json().encode())
            tick()
        return _overview(tally, counts, outputs, seconds), sample.best()
    finally:
        tally.close()


def _count(tally: Tally, document: Document, counts: Summary, kinds: Iterable[str]) -> None:
    removed = counts.characters_received - counts.characters_clean
    tally.add("site", site_of(document), "", 1, counts.characters_received, removed)
    tally.add("language", document.language or "")
    if document.published:
        tally.add("date", document.published[:7])
    for kind in kinds:
        tally.add("suspicion", kind)
    for block in document.removed:
        tally.add("class", block.class_ or block.rule, block.plugin, 1, len(block.text))
    for flag in {(flag.plugin, flag.rule) for flag in document.flags}:
        tally.add("flag", *flag)
    if document.flags:
        tally.add("documents", "flagged")
    if document.duplicate_of is not None:
        tally.add("documents", "duplicates")
    for person in document.people:
        tally.add("person", person.name, "", 1, len(person.mentions))
        for mention in person.mentions:
            tally.add("variant", person.name, mention.surface)


def _overview(tally: Tally, counts: Summary, outputs: Outputs, seconds: dict[str, float]) -> Overview:
    whole = outputs.summary()
    run = whole or Summary()
    counts = replace(
        counts,
        records=run.records,
        quarantined=run.quarantined,
        skipped=run.skipped,
        dropped=run.dropped,
        reasons=run.reasons,
        seconds=seconds,
    )
    documents = {sums.key: sums.one for sums in tally.all("documents")}
    suspicious = {sums.key: sums.one for sums in tally.all("suspicion")}
    plugins = [(plugin, sum(rules.values(), Changes())) for plugin, rules in counts.changes.items()]
    share = "1.0 * three / max(two, 1)"
    enough = SITE_DOCUMENTS if tally.most("site", 1, "one", SITE_DOCUMENTS) else 1
    return Overview(
        counts=counts,
        complete=whole is not None,
        flagged=documents.get("flagged", 0),
        duplicates=documents.get("duplicates", 0),
        dated=sum(sums.one for sums in tally.all("date")),
        suspicious=tuple((kind, text, suspicious[kind]) for kind, text in KINDS.items() if kind in suspicious),
        plugins=tuple(sorted(plugins, key=lambda one: (-one[1].removed, one[0]))),
        classes=tuple(tally.most("class", CLASSES, "two")),
        languages=tuple(tally.most("language", LANGUAGES, "one")),
        dates=_dates(tally.all("date")),
        people=tuple(_person(tally, sums) for sums in tally.most("person", PEOPLE, "two")),
        people_in_all=tally.number("person"),
        sites_most=tuple(tally.most("site", SITES, share, enough)),
        sites_least=tuple(tally.most("site", SITES, f"-({share})", enough)),
        sites_in_all=tally.number("site"),
        quarantine=tuple(islice(outputs.rows(), ROWS)),
        flags=tuple(tally.most("flag", CLASSES, "one")),
    )


def _person(tally: Tally, sums: Sums) -> Person:
    variants = tally.under("variant", sums.key, VARIANTS + 1)
    listed = tuple((variant.sub, variant.one) for variant in variants[:VARIANTS])
    return Person(sums.key, sums.one, sums.two, listed, len(variants) > VARIANTS)


def _dates(months: list[Sums]) -> tuple[tuple[str, int], ...]:
    """Give the months from the first to the last with their numbers, or the years if the months are too many.

    A date that states no more than its year is counted only among years.
    """
    years = sorted({int(sums.key[:4]) for sums in months})
    if not years:
        return ()
    if len(months) > 1 and years[-1] - years[0] < 3 and all(len(sums.key) == 7 for sums in months):
        known = {sums.key: sums.one for sums in months}
        names = [f"{year:04}-{month:02}" for year in range(years[0], years[-1] + 1) for month in range(1, 13)]
        names = names[names.index(months[0].key) : names.index(months[-1].key) + 1]
        return tuple((name, known.get(name, 0)) for name in names)
    totals: dict[int, int] = {}
    for sums in months:
        totals[int(sums.key[:4])] = totals.get(int(sums.key[:4]), 0) + sums.one
    # A misread year must not make the chart as wide as the ages.
    if years[-1] - years[0] < 60:
        years = list(range(years[0], years[-1] + 1))
    return tuple((f"{year:04}", totals.get(year, 0)) for year in years)
