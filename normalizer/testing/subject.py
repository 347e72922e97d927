"""A plugin under test: make it, run it, and note what it raises and prints."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import inspect
import io
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from functools import cached_property
from types import CodeType, FrameType, TracebackType
from typing import NamedTuple

from normalizer.declaration import Loaded
from normalizer.document import Document
from normalizer.errors import PluginError
from normalizer.items import Call, Item
from normalizer.pipeline import Pipeline
from normalizer.plugins import declared, discover, hooks, load
from normalizer.splices import is_storable
from normalizer.testing.samples import Sample, samples

#: Processor time in seconds that one call of the plugin may take.
CALL_SECONDS = 10.0
#: How many of the strings that a plugin looks for are tried.
MAX_TRIGGERS = 40


class TimeLimitError(Exception):
    """A call of the plugin took more processor time than it may."""


class Caught(NamedTuple):
    """What a plugin raised, or what the host refused of its answer; ``where`` is "file:line" in the plugin, or ""."""

    stage: str
    error: BaseException
    where: str


class Outcome(NamedTuple):
    """What became of one sample."""

    sample: Sample
    document: Document
    calls: list[Call]
    caught: list[Caught]
    printed: str


class Watch:
    """Surrounds each plugin call: notes what the plugin under test raises, and limits its processor time."""

    def __init__(self, plugin: str) -> None:
        self.caught: list[Caught] = []
        self._plugin = plugin
        self._now = ("", "")

    def __call__(self, plugin: str, stage: str) -> Watch:
        """Note the plugin and the stage; the answer is the context manager."""
        self._now = plugin, stage
        return self

    def __enter__(self) -> None:
        if _can_limit():
            self._before = signal.signal(signal.SIGPROF, _expired)
            signal.setitimer(signal.ITIMER_PROF, CALL_SECONDS, 1.0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if _can_limit():
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._before)
        plugin, stage = self._now
        if error is not None and plugin == self._plugin:
            self.caught.append(Caught(stage, error, _where(trace)))


def _can_limit() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _expired(number: int, frame: FrameType | None) -> None:
    raise TimeLimitError(f"used more than {CALL_SECONDS:g} s of processor time")


def _where(trace: TracebackType | None) -> str:
    """Give the innermost place that is neither the host's nor this suite's."""
    found = ""
    for frame in traceback.extract_tb(trace):
        if "normalizer/pipeline.py" not in frame.filename.replace("\\", "/"):
            found = f"{frame.filename.replace(chr(92), '/').rpartition('/')[2]}:{frame.lineno}"
    return found


class Subject:
    """A plugin under test.

    Args:
        plugin: the plugin's class, an object of it, or a function that makes one.
        examples: articles that the plugin should have something to do with; an `Item` brings its address along.
        companions: plugins that run with it, such as one that it requires. For a plugin with ``clean_html``, an
            installed plugin that reads pages is added, as a cut shows only in what is read.
        files: Python files that a process must load before it can load the plugin (for ``--plugin FILE.py``).

    """

    def __init__(
        self,
        plugin: object,
        *,
        examples: Sequence[str | bytes | Item] = (),
        companions: Sequence[object] = (),
        files: Sequence[str] = (),
    ) -> None:
        self._plugin = plugin
        self.examples = tuple(examples)
        self._companions = tuple(companions)
        self.files = tuple(files)

    def make(self) -> object:
        """Make a new object of the plugin."""
        given = self._plugin
        if inspect.isclass(given):
            return given()
        if inspect.isroutine(given):
            made: object = given()
            return made() if inspect.isclass(made) else made
        if inspect.ismodule(given):
            return given
        if dataclasses.is_dataclass(given) and not isinstance(given, type):
            return dataclasses.replace(given)
        return copy.deepcopy(given)

    @cached_property
    def loaded(self) -> Loaded:
        """The plugin with its name and declaration."""
        return declared(self.make())

    @property
    def target(self) -> type | None:
        """The plugin's class; None for a module."""
        made = self.loaded.plugin
        return None if inspect.ismodule(made) else type(made)

    @cached_property
    def companions(self) -> tuple[object, ...]:
        """The plugins that run with it: classes, or objects."""
        given = [declared(made() if inspect.isclass(made) else made) for made in self._companions]
        found = hooks([self.loaded, *given])
        if not found["clean_html"] or found["extract"]:
            return self._companions
        return (*self._companions, *_readers_of_pages())

    def pipeline(self) -> Pipeline:
        """Make a pipeline of a new object of the plugin and its companions."""
        others = [made() if inspect.isclass(made) else copy.copy(made) for made in self.companions]
        return Pipeline(plugins=[*others, self.make()])

    def run(self, sample: Sample, pipeline: Pipeline | None = None) -> Outcome:
        """Clean a sample, with everything that the plugin raises and prints noted."""
        watch = Watch(self.loaded.name)
        pipeline = pipeline or self.pipeline()
        pipeline.guard = watch
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            document, calls = pipeline.run(sample.item)
        return Outcome(sample, document, calls, watch.caught, printed.getvalue())

    @cached_property
    def samples(self) -> list[Sample]:
        """What the plugin is tried on."""
        return list(samples(self.triggers, self.examples))

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What became of each sample, with one pipeline for all."""
        pipeline = self.pipeline()
        return [self.run(sample, pipeline) for sample in self.samples]

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        """Strings that the plugin may look for: in its options, its functions and its module's constants."""
        made, target = self.loaded.plugin, self.target
        places = [vars(made), vars(target)] if target else []
        module = sys.modules.get(target.__module__) if target else made
        places.append(vars(module) if module else {})
        values = [value for place in places for name, value in place.items() if not name.startswith("__")]
        found = {text.strip() for value in values for text in _strings(value) if len(text) <= 200}
        fit = {text for text in found if text and is_storable(text)}
        return tuple(sorted(fit, key=lambda text: (len(text), text))[:MAX_TRIGGERS])


def _readers_of_pages() -> Iterator[object]:
    """Give the first installed plugin that extracts, if there is one."""
    for candidate in discover():
        try:
            loaded = load(candidate, {})
            extracts = hooks([loaded])["extract"]
        except PluginError:
            continue
        if extracts:
            yield loaded.plugin
            return


def _strings(value: object, depth: int = 3) -> Iterator[str]:
    """Give the strings in an option, a constant or a function's code."""
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, list | tuple | set | frozenset | dict):
        for inner in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            yield from _strings(inner, depth - 1)
    elif depth and isinstance(value, CodeType):
        # A function's first constant is its docstring.
        for inner in value.co_consts[1:]:
            yield from _strings(inner, depth - 1)
    elif depth and inspect.isfunction(value):
        yield from _strings(value.__code__, depth - 1)
