"""Check that a plugin keeps nothing from document to document, nor shares it between objects."""

from __future__ import annotations

import inspect
import pickle
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType

from normalizer.testing.problem import Problem
from normalizer.testing.subject import Subject

_ADVICE = (
    "keep nothing between documents: compute it from the document that the hook is given; a cache must not change "
    "the answer, and functools.cache or lru_cache(maxsize=...) is the place for it"
)


def keeps_no_state(subject: Subject) -> Iterator[Problem]:
    """It keeps nothing between documents: order and other objects make no difference, globals stay as they are."""
    samples = subject.samples
    # The first pass may load what is loaded once, such as a word list.
    first = [outcome.document.to_json() for outcome in subject.outcomes]
    pipeline = subject.pipeline()
    mine = [one.plugin for one in pipeline.plugins if one.name == subject.loaded.name]
    before = _state(subject, mine)
    backwards = [subject.run(sample, pipeline).document.to_json() for sample in reversed(samples)]
    after = _state(subject, mine)
    changed = sorted(name for name in after if after[name] != before.get(name))
    if changed:
        yield Problem(f"cleaning a document changes {', '.join(changed[:3])}", _ADVICE)
    for sample, one, other in zip(samples, first, reversed(backwards), strict=True):
        if one != other:
            yield Problem(
                f"what becomes of {sample.name} depends on the documents or plugin objects before it", _ADVICE
            )
            return


def _state(subject: Subject, objects: list[object]) -> dict[str, object]:
    """Give a fingerprint of each value that outlives a call: of the object, its class and the package's modules."""
    found: dict[str, object] = {}
    for made in objects:
        if not inspect.ismodule(made):
            found |= {f"the attribute '{name}'": _fingerprint(value) for name, value in vars(made).items()}
    target = subject.target
    if target is not None:
        found |= {
            f"the class attribute '{name}'": _fingerprint(value)
            for name, value in vars(target).items()
            if not name.startswith("__")
        }
    for module in _modules(subject):
        for name, value in vars(module).items():
            if not name.startswith("__"):
                found[f"the global '{name}' of {module.__name__}"] = _fingerprint(value)
    return found


def _modules(subject: Subject) -> list[ModuleType]:
    made = subject.loaded.plugin
    name = made.__name__ if inspect.ismodule(made) else type(made).__module__
    package = getattr(sys.modules.get(name), "__package__", "") or ""
    inner = {n for n in sys.modules if n.startswith(f"{package}.")} if package in (name, name.partition(".")[0]) else ()
    found = (sys.modules.get(n) for n in sorted({name, *inner}))
    return [module for module in found if module is not None]


def _fingerprint(value: object) -> object:
    """Give something that differs when the value has changed."""
    if inspect.ismodule(value) or inspect.isclass(value) or inspect.isroutine(value):
        return id(value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return hash(pickle.dumps(value))
    except Exception:
        return id(value)
