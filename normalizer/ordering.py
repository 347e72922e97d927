"""Order plugins within a stage: what they require, what the user wants, what they wish, and their names."""

from __future__ import annotations

import graphlib
import heapq
from collections.abc import Sequence
from itertools import pairwise

from normalizer.config import did_you_mean
from normalizer.declaration import Loaded
from normalizer.errors import PluginError


def order(loaded: Sequence[Loaded], wished: Sequence[str] = ()) -> list[Loaded]:
    """Order plugins by what they require, by the user's wish and by their own wishes; ties go by name.

    Args:
        loaded: the plugins that are on.
        wished: names in the order that the user wants; it wins over ``after`` and ``before``. Names that are not on
            are passed over.

    Raises:
        PluginError: something required is missing, or the order goes in a circle.

    """
    by_name = {one.name: one for one in loaded}
    providers: dict[str, set[str]] = {}
    for one in loaded:
        for capability in (one.name, *one.declaration.provides):
            providers.setdefault(capability, set()).add(one.name)
    named = [name for name in dict.fromkeys(wished) if name in by_name]
    ranks = {name: rank for rank, name in enumerate(named)}
    graph: dict[str, set[str]] = {name: set() for name in by_name}
    for earlier, later in pairwise(named):
        graph[later].add(earlier)
    for one in loaded:
        for need in one.declaration.requires:
            if need not in providers:
                raise PluginError(
                    f"plugin '{one.name}' requires '{need}', which no plugin that is on provides"
                    f"{did_you_mean(need, providers)}; enable one, or --disable {one.name}"
                )
            graph[one.name] |= providers[need] - {one.name}
        own = one.declaration
        wishes = [(name, one.name) for other in own.after for name in providers.get(other, ())]
        wishes += [(one.name, name) for other in own.before for name in providers.get(other, ())]
        for first, second in wishes:
            overruled = first in ranks and second in ranks and ranks[first] > ranks[second]
            if first != second and not overruled:
                graph[second].add(first)
    return [by_name[name] for name in _sorted(graph)]


def _sorted(graph: dict[str, set[str]]) -> list[str]:
    sorter = graphlib.TopologicalSorter(graph)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise PluginError(
            f"the plugins' order goes in a circle: {circle} (see their after, before and requires, and "
            f"'order' in the configuration; 'article-normalizer plugins --graph' shows them)"
        ) from None
    ready: list[str] = []
    result = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, name)
        name = heapq.heappop(ready)
        sorter.done(name)
        result.append(name)
    return result
