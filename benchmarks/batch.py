"""Batch runs: ``python -m benchmarks.batch throughput|memory|kills``.

throughput: documents a second of ``normalizer.batch.run`` beside a bare `multiprocessing.Pool` that runs the same
pipeline over the same records and writes the same documents, and one worker beside two; interleaved rounds.
memory: the curve of resident memory of the parent, the reading process and the largest worker over 50,000 documents.
kills: the command is killed (parent, one of its processes, or all, at a random moment), again and again until it comes
to its end; the output is compared, byte for byte, with that of a run that nobody disturbed.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from normalizer import Item, Pipeline
from normalizer.batch import run

WORDS = [
    "harbour",
    "bridge",
    "council",
    "repair",
    "morning",
    "rain",
    "minister",
    "report",
    "school",
    "river",
    "market",
    "price",
    "winter",
    "night",
    "old",
    "new",
]
#: The exit status of a run that a signal stopped.
STOPPED = 130
OUTPUTS = ("documents.jsonl", "quarantine.jsonl", "summary.json", "manifest.json")


def article(number: int, paragraphs: int = 12) -> str:
    """Make an article of about 3,000 characters, the same for the same number."""
    rng = random.Random(number)
    lines = [f"The {rng.choice(WORDS)} {rng.choice(WORDS)} number {number}"]
    for _ in range(paragraphs):
        words = " ".join(rng.choice(WORDS) for _ in range(38))
        lines.append(f"{words.capitalize()}, Maria Jensen said on Friday\u2019s visit.")
    lines += ["Leave a Reply", "Your email address will not be published."]
    return "\n\n".join(lines)


def write(file: Path, documents: int, paragraphs: int = 12) -> list[str]:
    texts = [article(number, paragraphs) for number in range(documents)]
    with file.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            out.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    return texts


# -- throughput ------------------------------------------------------------------------------------------------------


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def _clean(pair: tuple[int, str]) -> bytes:
    return pipeline().clean(Item(content=pair[1], id=f"a{pair[0]}")).to_json().encode() + b"\n"


def _pairs(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    return ((number, json.loads(line)["text"]) for number, line in enumerate(lines))


def bare(file: Path, out: Path, workers: int) -> None:
    pipeline()
    with multiprocessing.get_context("fork").Pool(workers) as pool, file.open("rb") as lines, out.open("wb") as output:
        output.writelines(pool.imap(_clean, _pairs(lines), chunksize=16))


def alone(file: Path, out: Path) -> None:
    """Do in this process what `bare` does in a pool."""
    with file.open("rb") as lines, out.open("wb") as output:
        output.writelines(map(_clean, _pairs(lines)))


def throughput(documents: int = 2000, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "in.jsonl")
        write(file, documents)
        wall: dict[str, list[float]] = {}
        processor: dict[str, list[float]] = {}
        for number in range(rounds):
            for name, work in (
                ("bare pool, 2 workers", lambda: bare(file, Path(folder, "bare"), 2)),
                ("run, 2 workers", lambda n=number: run([file], Path(folder, f"two{n}"), workers=2)),
                ("run, 1 worker", lambda n=number: run([file], Path(folder, f"one{n}"), workers=1)),
            ):
                began, spent = time.perf_counter(), sum(os.times()[:4])
                work()
                wall.setdefault(name, []).append(time.perf_counter() - began)
                processor.setdefault(name, []).append(sum(os.times()[:4]) - spent)
        for name, values in wall.items():
            rate, each = documents / statistics.median(values), statistics.median(processor[name]) / documents
            print(f"{name:22s} {rate:6.0f} documents/s, {1000 * each:.2f} ms of processor time each")
        for what, spent in (("wall-clock", wall), ("processor", processor)):
            for name in ("bare pool, 2 workers", "run, 1 worker"):
                pairs = zip(spent["run, 2 workers"], spent[name], strict=True)
                ratios = [other / own for own, other in pairs]
                shown = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
                print(f"{what} time of {name} / of run with 2 workers: {shown}")


# -- memory ----------------------------------------------------------------------------------------------------------


def peaks(documents: int) -> tuple[int, int]:
    """Give the peaks of resident memory of a run's parent and of its largest worker, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "in.jsonl")
        # Written by another process, so that what that takes is not counted.
        code = "import sys, pathlib, benchmarks.batch as b; b.write(pathlib.Path(sys.argv[1]), int(sys.argv[2]))"
        subprocess.run([sys.executable, "-c", code, str(file), str(documents)], check=True)
        code = (
            "import resource as r, sys; from normalizer.batch import run; run([sys.argv[1]], sys.argv[2]);"
            "print(*(r.getrusage(who).ru_maxrss // 1024 for who in (r.RUSAGE_SELF, r.RUSAGE_CHILDREN)))"
        )
        answer = subprocess.run(
            [sys.executable, "-c", code, str(file), f"{folder}/out"], capture_output=True, text=True, check=True
        )
        parent, worker = answer.stdout.split()
        return int(parent), int(worker)


def resident(process: int) -> int:
    """Give the resident memory of a process in MiB; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, IndexError):
        return 0


def memory(documents: int = 50_000, paragraphs: int = 1, points: int = 10) -> None:
    """Print the curve: how many documents were written, and what the processes held then."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, part = folder / "in.jsonl", folder / "out" / ".run" / "parts" / "documents.jsonl"
        write(file, documents, paragraphs)
        command = [sys.executable, "-m", "normalizer", "run", str(file), "-o", str(folder / "out"), "--quiet"]
        process = subprocess.Popen(command)
        seen: list[tuple[int, int, int, int]] = []
        reading: list[int] = []
        while process.poll() is None:
            time.sleep(0.2)
            size = part.stat().st_size if part.exists() else 0
            # The reading process is the first child: it is there before the first worker.
            reading = reading or children(process.pid)[:1]
            workers = [resident(one) for one in children(process.pid) if one not in reading]
            if size and workers:
                seen.append((size, resident(process.pid), resident(reading[0]), max(workers)))
        whole = (folder / "out" / "documents.jsonl").stat().st_size
        print(f"{documents:,} documents of {file.stat().st_size // documents:,} bytes; MiB at the peak of each stretch")
        print("| documents written | parent | reading process | largest worker |\n|---|---|---|---|")
        for point in range(points):
            low, high = whole * point / points, whole * (point + 1) / points
            held = [max(values) for values in zip(*(one[1:] for one in seen if low < one[0] <= high), strict=True)]
            print(f"| {documents * (point + 1) // points:,} | {' | '.join(map(str, held))} |")


# -- kills -----------------------------------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in OUTPUTS}


def children(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def alive(process: int) -> bool:
    """Tell whether a process runs; one that ended and was not collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kills(rounds: int = 20, documents: int = 1500) -> None:
    rng = random.Random(7)
    done: Counter[str] = Counter()
    same = wrong = left = attempts = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "in.jsonl"
        write(file, documents)
        with file.open("a") as out:
            out.write('not json\n{"id": 5, "text": ""}\n')
        command = [sys.executable, "-m", "normalizer", "run", str(file), "--quiet", "--workers", "2", "--output"]
        began = time.monotonic()
        subprocess.run([*command, str(folder / "whole")], check=False)
        whole = time.monotonic() - began
        expected = digests(folder / "whole")
        for number in range(rounds):
            target = folder / f"out{number}"
            for attempt in range(6):
                process = subprocess.Popen(
                    [*command, str(target)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                attempts += 1
                if attempt < 5:
                    time.sleep(rng.uniform(0.2, 0.7) * whole)
                    what = rng.choice(["SIGKILL parent", "SIGKILL child", "SIGKILL all", "SIGTERM", "SIGINT"])
                    workers = children(process.pid)
                    if process.poll() is None:
                        done[what] += 1
                        if what in ("SIGKILL child", "SIGKILL all"):
                            for victim in (
                                workers if what == "SIGKILL all" else rng.sample(workers, min(1, len(workers)))
                            ):
                                os.kill(victim, signal.SIGKILL)
                        if what in ("SIGKILL parent", "SIGKILL all"):
                            process.kill()
                        if what in ("SIGTERM", "SIGINT"):
                            process.send_signal(getattr(signal, what))
                    if what != "SIGKILL child":
                        sent = time.monotonic()
                        process.wait(600)
                        if process.returncode == STOPPED:
                            slowest = max(slowest, time.monotonic() - sent)
                        time.sleep(0.2)
                        left += sum(alive(worker) for worker in workers)
                process.wait(600)
                if process.returncode in (0, 1):
                    break
            if digests(target) == expected and sorted(path.name for path in target.iterdir()) == sorted(OUTPUTS):
                same += 1
            else:
                wrong += 1
    print(f"{rounds} runs, {attempts} attempts, {sum(done.values())} signals: {dict(sorted(done.items()))}")
    print(f"output the same, byte for byte: {same}; other: {wrong}; workers left behind: {left}")
    print(f"slowest end after SIGINT or SIGTERM: {slowest:.1f} s")


if __name__ == "__main__":
    chosen = {"throughput": throughput, "memory": memory, "kills": kills}
    if len(sys.argv) < 2 or sys.argv[1] not in chosen:
        raise SystemExit(__doc__)
    chosen[sys.argv[1]](*(int(value) for value in sys.argv[2:]))
