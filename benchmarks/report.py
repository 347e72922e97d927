"""How large a report is: ``python -m benchmarks.report [DOCUMENTS]`` (default: 100,000 small articles).

Prints the size of the file, the pages of documents in it, and the peak of resident memory of the process.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace

from normalizer import Document, Pipeline
from normalizer.report.build import run_report

ARTICLE = """Ferry number {n} returns

By Writer {n}

It\u2019s back after two years: the boat left at six on Friday evening with {n} people on board.

Captain Anna Lindt said that the crew of boat {n} had waited long for this day.

Leave a Reply
"""


def documents(number: int) -> list[Document]:
    """Clean a few articles; the others are the same ones under other names."""
    pipeline = Pipeline()
    kinds = [pipeline.clean(ARTICLE.format(n=n), url=f"https://site-{n}.example/{n}") for n in range(200)]
    return [kinds[n % 200] for n in range(number)]


def main() -> None:
    """Write documents, make the report, and print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        with (Path(name) / "documents.jsonl").open("w", encoding="utf-8") as file:
            for n, document in enumerate(documents(number)):
                file.write(replace(document, id=f"document-{n}").to_json() + "\n")
        page = run_report([Path(name)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = len(page.encode())
    pages = page.count('<article class="doc"')
    print(f"{number:,} documents: {size:,} bytes, {pages:,} pages of documents, peak {peak:,} MiB")


if __name__ == "__main__":
    main()
