"""What plugins count of a corpus in pass one, and how they are made ready with it for pass two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager

from msgspec.structs import replace

from normalizer.declaration import Loaded
from normalizer.document import Document
from normalizer.errors import PluginError
from normalizer.learned import Learned
from normalizer.plugins import Hook

#: A longer key is refused: counts of a corpus must stay small.
MAX_KEY = 1000
#: Counts stay below this, so that any store can hold their sums.
MAX_COUNT = 1 << 31


def surveyed(document: Document, hook: Hook, guard: AbstractContextManager[object]) -> dict[str, int]:
    """Let one plugin count what a finished document adds to what is known of its corpus.

    Raises:
        Exception: whatever the plugin raises, and TypeError or ValueError for an answer that is no counts.

    """
    with guard:
        answer = hook.function(document) if hook.arguments else hook.function()
        if answer is None:
            return {}
        if not isinstance(answer, Mapping):
            raise TypeError(f"survey must answer a mapping of keys to numbers, not {type(answer).__name__}")
        return dict(_checked(answer.items()))


def kept(counts: Iterable[tuple[str, int]], hook: Hook | None, name: str) -> Iterator[tuple[str, int]]:
    """Let a plugin choose which of its counts, given in order of their keys, are worth keeping; without it, all are.

    Raises:
        PluginError: it failed, or answered something that is no count.

    """
    if hook is None:
        yield from counts
        return
    try:
        yield from _checked(hook.function(iter(counts)) if hook.arguments else hook.function())
    except (KeyboardInterrupt, GeneratorExit, PluginError):
        raise
    except BaseException as error:
        raise PluginError(f"plugin '{name}': keep failed: {type(error).__name__}: {error}") from error


def _checked(answer: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for key, count in answer:
        if not isinstance(key, str) or len(key) > MAX_KEY:
            raise ValueError(f"a key must be a text of at most {MAX_KEY:,} characters")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < MAX_COUNT:
            raise ValueError(f"a count must be a whole number from 0 to {MAX_COUNT - 1:,}, not {count!r}")
        yield key, count


def informed(loaded: Loaded, learned: Learned, learn: Callable[..., object]) -> Loaded:
    """Give a plugin as it is with what was learned of a corpus.

    Raises:
        PluginError: it failed, or answered something else than a plugin of its kind.

    """
    counts = learned.counts.get(loaded.name)
    if not counts:
        return loaded
    where = f"plugin '{loaded.name}': learn"
    try:
        made = learn(counts)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PluginError(f"{where} failed on what was learned: {type(error).__name__}: {error}") from error
    if type(made) is not type(loaded.plugin) or made is loaded.plugin:
        raise PluginError(f"{where} must answer a new {type(loaded.plugin).__name__}, not {type(made).__name__}")
    return replace(loaded, plugin=made)
