"""Check that a plugin gives the same answer in every process, and that it can be sent to one."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from normalizer.testing.problem import Problem
from normalizer.testing.subject import Subject

#: Seconds of wall-clock time that another process may take.
PATIENCE = 300


def pickles(subject: Subject) -> Iterator[Problem]:
    """It can be pickled, so that workers can be given it."""
    if subject.target is None:
        return
    try:
        pickle.loads(pickle.dumps(subject.make()))
    except Exception as error:
        yield Problem(
            f"it can't be pickled: {type(error).__name__}: {error}",
            "define the class at a module's top level, and keep open files, locks, lambdas and models out of the "
            "object: make them in the hook, or in a function with functools.cache",
        )
        return
    answer = _elsewhere(subject, seed=1)
    if isinstance(answer, Problem):
        yield answer


def is_deterministic(subject: Subject) -> Iterator[Problem]:
    """The same input gives the same bytes: in a second object, and in processes with other hash seeds."""
    pipeline = subject.pipeline()
    first = [_json(outcome.document) for outcome in subject.outcomes]
    second = [_json(subject.run(sample, pipeline).document) for sample in subject.samples]
    advice = "use no clock, no random number and no id(), or take the seed from the text itself"
    for sample, here, there in zip(subject.samples, first, second, strict=True):
        if here != there:
            yield Problem(f"it cleans {sample.name} differently when it does so again", advice)
            return
    try:
        pickle.dumps(subject.make())
    except Exception:
        return  # it can't be sent; the check of pickling says so
    for seed in (1, 2):
        answer = _elsewhere(subject, seed)
        if isinstance(answer, Problem):
            return
        for sample, here, there in zip(subject.samples, first, answer, strict=True):
            if here != there:
                yield Problem(
                    f"it cleans {sample.name} differently in another process",
                    "sort a set before you go through it, and don't use hash(): both differ from process to process",
                )
                return


def _json(document: Any) -> str:
    text: str = document.to_json()
    return text


def _elsewhere(subject: Subject, seed: int) -> list[str] | Problem:
    """Clean the samples in another process with another hash seed."""
    companions = [made() if isinstance(made, type) else made for made in subject.companions]
    plugins = pickle.dumps([*companions, subject.make()])
    job = pickle.dumps((subject.files, plugins, [tuple(sample) for sample in subject.samples]))
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109
    try:
        done = subprocess.run(
            [sys.executable, "-m", "normalizer.testing.child"],
            input=job,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return Problem(
            f"in another process it did not end within {PATIENCE} s",
            "let importing the module and making the plugin wait for nothing",
        )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return Problem(
            f"another process can't load it: {last}",
            "define the class at the top level of a module that can be imported",
        )
    answer: list[str] = pickle.loads(done.stdout)
    return answer
