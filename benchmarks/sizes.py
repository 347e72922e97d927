"""What a plan for very many pages is made of, measured on some: ``python -m benchmarks.sizes INPUT... --limit 300``.

Everything runs in this process, a page after the other. It prints the processor time of a page, what one process needs
to read records and to write documents, bytes in and out, what pass one counts, and what near-duplicates hold;
at the end the command of ``benchmarks.scale`` with these figures.
"""

from __future__ import annotations

import gzip
import os
import resource
import sys
import tempfile
import time
from collections import Counter

import click
import msgspec

from normalizer import Pipeline
from normalizer.batch.duplicates import print_of
from normalizer.batch.plan import plan
from normalizer.batch.records import records
from normalizer.document import Document
from normalizer.formats import ReadOptions
from normalizer.formats.builtin import formats
from normalizer.items import Item


def read(inputs: tuple[str, ...], limit: int, pipeline: Pipeline) -> tuple[list[Item], float]:
    """Read the first records; give them with the seconds of processor time that it took."""
    known = formats(pipeline.plugins)
    began = time.process_time()
    items: list[Item] = []
    for record in records(plan(inputs, known), known, ReadOptions()):
        if record.item is not None:
            items.append(record.item)
        if len(items) == limit:
            break
    return items, time.process_time() - began


def size(item: Item) -> int:
    return len(item.content if isinstance(item.content, bytes) else item.content.encode("utf-8", "replace"))


def packed(parts: list[bytes]) -> int:
    return len(gzip.compress(b"".join(parts), 6))


def written(lines: list[bytes]) -> float:
    """Give the seconds of processor time that writing takes, to the disk."""
    with tempfile.NamedTemporaryFile() as file:
        began = time.process_time()
        for line in lines:
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
        return time.process_time() - began


def counted(pipeline: Pipeline, documents: list[Document]) -> tuple[float, float, float]:
    """Give bytes of counts a page as they are made, and when they are added up; and the seconds a page."""
    total: Counter[tuple[str, str]] = Counter()
    made = 0
    began = time.process_time()
    for document in documents:
        counts, _ = pipeline.survey(document)
        made += len(msgspec.msgpack.encode(counts))
        for plugin, own in counts.items():
            total.update({(plugin, key): count for key, count in own.items()})
    spent = time.process_time() - began
    rows = sum(len(msgspec.json.encode((*key, count))) + 1 for key, count in total.items())
    return made / len(documents), rows / len(documents), spent / len(documents)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--limit", default=300, show_default=True, help="Records to read.")
def main(inputs: tuple[str, ...], limit: int) -> None:
    """Measure what a plan for very many pages is made of."""
    pipeline = Pipeline()
    items, reading = read(inputs, limit, pipeline)
    if not items:
        raise click.ClickException("no records in the input")
    pipeline.run(items[0])
    began = time.process_time()
    documents = [pipeline.run(item)[0] for item in items]
    each = (time.process_time() - began) / len(items)
    lines = [document.to_json().encode() + b"\n" for document in documents]
    pages = sum(map(size, items)) / len(items)
    line = sum(map(len, lines)) / len(items)
    contents = [
        item.content.encode("utf-8", "replace") if isinstance(item.content, str) else item.content for item in items
    ]
    made, added, counting = counted(pipeline, documents)
    try:
        prints = [found for document in documents if (found := print_of(document.text))]
        compared = f"{sum(8 * len(one.keys) + len(one.sketch) for one in prints) / len(items):,.0f} bytes a page"
    except ImportError:
        compared = "not measured: rensa is not installed"
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / (1 << 20)
    click.echo(f"{len(items)} pages, {1000 * each:.1f} ms of processor time each: {1 / each:.1f} documents/s")
    click.echo(f"pages: {pages:,.0f} bytes each, {packed(contents) / len(items):,.0f} compressed")
    click.echo(f"documents: {line:,.0f} bytes each, {packed(lines) / len(items):,.0f} compressed")
    click.echo(
        f"reading: {1000 * reading / len(items):.2f} ms a page; writing: {1000 * written(lines) / len(items):.2f} ms"
    )
    click.echo(
        f"pass one: {made:,.0f} bytes of counts a page, {added:,.0f} added up over these; {1000 * counting:.2f} ms"
    )
    click.echo(f"near-duplicates: {compared}")
    click.echo(f"peak memory of this process, which holds all of it: {peak:,.0f} MiB")
    options = f"--rate {1 / each:.1f} --bytes-per-page {pages:.0f} --bytes-per-document {line:.0f}"
    click.echo(f"\npython -m benchmarks.scale {options} --bytes-of-counts {made:.0f}")


if __name__ == "__main__":
    main()
