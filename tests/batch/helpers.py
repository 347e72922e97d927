"""What the tests of batch runs share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seconds after which a process is taken to hang: longer than the slowest machine needs.
PATIENCE = 300
BUNDLED = ("article", "boilerplate", "names", "repair")
#: A plugin that does what the text tells it to.
PUPPET = '''
import ctypes, os, signal, sys, threading, time
from normalizer import Document, Drop, hookimpl, plugin

KEPT = []

def swallow():
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass

def loop():
    while True:
        pass

def eat():
    while True:
        KEPT.append(bytearray(1 << 24))

def deaf():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    swallow()

def child():
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)

def interrupt():
    raise KeyboardInterrupt

ACTS = {
    "raise": lambda: 1 / 0,
    "interrupt": interrupt,
    "sys-exit": lambda: sys.exit(0),
    "os-exit": lambda: os._exit(3),
    "segfault": lambda: ctypes.string_at(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "loop": loop,
    "sleep": lambda: time.sleep(1000),
    "deaf": deaf,
    "eat": eat,
    "leak": lambda: KEPT.append(bytearray(1 << 26)),
    "print": lambda: print("NOISE", flush=True) or sys.stderr.write("NOISE"),
    "close": lambda: os.close(1),
    "low-recursion": lambda: sys.setrecursionlimit(90),
    "alarm": lambda: signal.alarm(1),
    "thread": lambda: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start(),
    "child": child,
    "fork": os.fork,
    "slow": lambda: time.sleep(0.02),
}

@plugin
class Puppet:
    """Do what the text says; drop what is an advertisement."""

    @hookimpl
    def clean_blocks(self, document: Document):
        for act, do in ACTS.items():
            if f"DO {act}." in document.text:
                do()
        for block in document.blocks:
            if block.text.startswith("ADVERT"):
                yield Drop(block, rule="advert")
'''


def puppet(folder: Path) -> Path:
    file = folder / "puppet.py"
    file.write_text(PUPPET, "utf-8")
    return file


def article(act: str = "nothing") -> str:
    return f"The river rose in the night.\n\nADVERT Buy boats\n\nIn the morning DO {act}. it fell."


def write_lines(file: Path, *records: Any) -> Path:
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return file


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "normalizer", "run", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "NORMALIZER_DISABLE": ",".join(BUNDLED)}


def call(*arguments: object, stdin: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run ``article-normalizer run`` without the bundled plugins."""
    return subprocess.run(
        command(*arguments), input=stdin, capture_output=True, check=False, env=environment(), timeout=PATIENCE, **more
    )


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something has happened, or the process has ended."""
    end = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < end:
        if process and process.poll() is not None:
            return
        time.sleep(0.02)


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def documents(output: Path) -> list[dict[str, Any]]:
    return rows(output / "documents.jsonl")


def quarantine(output: Path) -> list[dict[str, Any]]:
    return rows(output / "quarantine.jsonl")


def contents(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}
