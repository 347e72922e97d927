"""Make the pictures of docs/images: the progress of a run in a terminal, and the explain page.

    python tools/docs_pictures.py [CHROMIUM]

The terminal is drawn by rich; the page is photographed by Chromium (default: ``chromium``), and left as it is without
one.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from normalizer.batch import Progress, Summary, run
from normalizer.cli import progress as display

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "examples" / "articles"
IMAGES = ROOT / "docs" / "images"
RECORDS = 600
#: rich names fonts on another site; a picture must fetch nothing.
FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
COMMAND = "article-normalizer run crawl.jsonl --output cleaned/"


def terminal() -> None:
    """Clean some articles, and draw what a terminal shows half-way and at the end."""
    seen: list[Progress] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "crawl.jsonl"
        source.write_text("\n".join(itertools.islice(_records(), RECORDS)), "utf-8")
        began = time.monotonic()
        summary = run([source], folder / "cleaned", progress=seen.append)
        seconds = time.monotonic() - began
    half = min(seen, key=lambda one: abs(one.position - one.total / 2))
    console = Console(record=True, width=110, force_terminal=True, file=io.StringIO(), color_system="truecolor")
    console.print(Text(f"$ {COMMAND}", style="bold"))
    _draw(console, half, summary, seconds)
    (IMAGES / "run.svg").write_text(FONT.sub("", console.export_svg(title=COMMAND)), "utf-8")


def _records() -> Iterator[str]:
    texts = [(ARTICLES / "geneva-talks.txt").read_text("utf-8")]
    texts += [json.loads(line)["text"] for line in (ARTICLES / "feed.jsonl").read_text("utf-8").splitlines()]
    numbered = enumerate(itertools.cycle([*texts * 30, ""]))
    return (json.dumps({"id": str(number), "text": text}) for number, text in numbered)


def _draw(console: Console, half: Progress, summary: Summary, seconds: float) -> None:
    """Let the display of the command itself draw: the bar once, without the frames before it, and the summary."""
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    with contextlib.redirect_stderr(terminal), display.Display(quiet=False) as shown:
        shown.show(half)
        console.print(shown._bar.get_renderable())
    display.Console = lambda **_: console  # type: ignore[assignment, misc]
    display.show_summary(replace(summary, seconds={}), "cleaned", seconds)


def explain_page(chromium: str) -> None:
    """Photograph the page that ``explain --html`` writes."""
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "explained.html"
        article = str(ARTICLES / "geneva-talks.txt")
        subprocess.run([sys.executable, "-m", "normalizer", "explain", article, "--html", str(page)], check=True)
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=1200,900"]
        subprocess.run([chromium, *flags, f"--screenshot={IMAGES / 'explain.png'}", page.as_uri()], check=True)


def main(arguments: list[str]) -> None:
    """Make both pictures."""
    IMAGES.mkdir(exist_ok=True)
    terminal()
    chromium = shutil.which(arguments[0] if arguments else "chromium")
    if chromium:
        explain_page(chromium)


if __name__ == "__main__":
    main(sys.argv[1:])
