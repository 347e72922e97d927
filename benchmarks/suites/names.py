"""People: are two names one person's, which names of a list are one person's, and who is who in a document.

The form of the data is that of ``benchmarks/names.py``, which also shows the worst cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks import names
from benchmarks.measure import alternate, ratio
from benchmarks.names import Row, prf
from benchmarks.results import Result, Table, importable
from benchmarks.suites import SHIPPED, Settings
from normalizer_names import find_people

SCORES = ("precision", "recall", "F1")


def run(settings: Settings) -> Result:
    folder = settings.data or SHIPPED / "names"
    rows = {what: read(folder, what)[: settings.limit] for what in ("pairs", "aliases", "documents")}
    _, skipped = importable({"rigour": "rigour"})
    tables = [
        pairs(rows["pairs"], settings.repetitions),
        lists(rows["aliases"], rows["pairs"]),
        documents(rows["documents"], settings.repetitions),
    ]
    data = ", ".join(f"{len(found)} {what}" for what, found in rows.items())
    return Result("names", f"{data} of {'the shipped data' if settings.data is None else folder.name}", tables, skipped)


def read(folder: Path, what: str) -> list[Row]:
    """Read ``pairs.jsonl``, ``aliases.jsonl`` or ``documents.jsonl``, also with a part of the data in the name."""
    return [row for file in sorted(folder.glob(f"{what}*.jsonl")) for row in names.read(file)]


def pairs(rows: Sequence[Row], repetitions: int) -> Table:
    """Score pairs; peers, which give no decision, at their best threshold on these very pairs."""
    peers = dict(names.pair_peers())
    seconds = alternate(
        {name: lambda one=one: [one(row["a"], row["b"]) for row in rows] for name, one in peers.items()}, repetitions
    )
    table = Table("Pairs of names", ["tool", *SCORES, "at", "time, ours = 1"], chart="F1")
    for name, compare in peers.items():
        found = [compare(row["a"], row["b"]) for row in rows]
        threshold, values = names.best_threshold(found, rows)
        if name == "same_person":
            threshold, values = 0.5, names.scored_at(0.5, found, rows)
        table.rows.append([name, *values, threshold, ratio(seconds[name], seconds["same_person"])])
    return table


def lists(people: Sequence[Row], pairs: Sequence[Row]) -> Table:
    """Score lists of names: pairs of names that were put together."""
    gold, listed = names.listed(people, pairs)
    wanted = names.joined([gold[name] for name in listed], listed)
    table = Table(f"A list of {len(listed)} names", ["", *SCORES])
    resolvers = {"with the bundled people": names.canonical_names, "without": names.discovered_names}
    for label, resolve in resolvers.items():
        found = names.joined(resolve(listed), listed)
        table.rows.append([label, *prf(len(found & wanted), len(found), len(wanted))])
    return table


def documents(rows: Sequence[Row], repetitions: int) -> Table:
    """Score mentions in documents, and relate the time to that of counting the words."""
    count, _ = names.mention_counts(rows, [names.mentions(row["text"]) for row in rows])
    seconds = alternate(
        {
            "ours": lambda: [find_people(row["text"]) for row in rows],
            "words": lambda: [names.fold(word) for row in rows for word in row["text"].split()],
        },
        repetitions,
    )
    columns = ["", "false edits per 1,000 words", *SCORES, "time, folding each word = 1"]
    values = prf(count["right"], count["found"], count["wanted"])
    edits = 1000 * count["false edits"] / max(1, count["words"])
    row = ["right person", edits, *values, ratio(seconds["ours"], seconds["words"])]
    return Table("Mentions in documents", columns, [row])
