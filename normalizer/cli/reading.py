"""Options of commands that read many articles: what to read, with how many processes, within what limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from normalizer.batch import Limits, Options
from normalizer.batch.pool import MakeCrew, Pool
from normalizer.batch.records import Sample
from normalizer.formats import Fields, ReadOptions
from normalizer.formats.fields import chosen_fields

_F = TypeVar("_F", bound=Callable[..., Any])
_LIMITS = Limits()


def _option(flag: str, **more: Any) -> Callable[[_F], _F]:
    """Make an option whose default is shown."""
    return click.option(flag, show_default=True, **more)


_LIMIT_OPTIONS = (
    _option(
        "--plugin-seconds",
        type=click.FloatRange(0.01),
        default=_LIMITS.plugin_seconds,
        help="Processor time that a plugin may take for one document.",
    ),
    _option(
        "--document-seconds",
        type=click.FloatRange(1),
        default=_LIMITS.document_seconds,
        help="Processor time that a document may take.",
    ),
    _option(
        "--wall-seconds",
        type=click.FloatRange(0.1),
        default=_LIMITS.wall_seconds,
        help="Wall-clock time that a document may take: for what hangs without computing.",
    ),
    _option(
        "--memory", type=click.IntRange(0), default=_LIMITS.memory, help="MiB that a document may take [0: no limit]."
    ),
)
_FIELD_OPTIONS = tuple(
    click.option(
        f"--{name}-field",
        multiple=True,
        metavar="NAME",
        help=f"Field of a record that holds its {name} [{', '.join(getattr(Fields(), name))}].",
    )
    for name in ("text", "html", "id", "url", "date")
)
_READING = (
    click.option("--from", "reader", metavar="FORMAT", help="Input format of all files [by their names]."),
    *_FIELD_OPTIONS,
    click.option("--charset", help="The encoding that was declared for text and HTML files."),
    _option(
        "--max-bytes",
        type=click.IntRange(1),
        default=ReadOptions().max_bytes,
        help="A record of more bytes is not read.",
    ),
    click.option("--limit", type=click.IntRange(0), help="Stop after so many records."),
    click.option(
        "--sample", type=click.FloatRange(0, 1), metavar="SHARE", help="Take this share of the records: 0.01 for 1 %."
    ),
    click.option("--seed", type=int, default=0, help="Another sample of the same share.", show_default=True),
    click.option("--follow-links", is_flag=True, help="Follow symbolic links within folders."),
    click.option("--workers", type=click.IntRange(1), help="Number of processes [one for each processor]."),
    click.option("--engine", type=click.Choice(["dask"]), help="Clean on a Dask cluster instead of processes here."),
    click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster [one of processes on this machine]."),
    *_LIMIT_OPTIONS,
    click.option("--debug", is_flag=True, help="Let plugins write to standard error."),
)


def reading(command: _F) -> _F:
    """Add the options; the command gets them as one ``options``, and the engine as ``crew``."""

    @wraps(command)
    def with_options(
        *args: Any,
        reader: str | None,
        charset: str | None,
        max_bytes: int,
        limit: int | None,
        sample: float | None,
        seed: int,
        follow_links: bool,
        workers: int | None,
        engine: str | None,
        scheduler: str | None,
        plugin_seconds: float,
        document_seconds: float,
        wall_seconds: float,
        memory: int,
        debug: bool,
        **rest: Any,
    ) -> Any:
        chosen = {name: rest.pop(f"{name}_field") for name in Fields.__struct_fields__}
        options = Options(
            reader=reader,
            read=ReadOptions(chosen_fields(chosen), charset, max_bytes),
            limit=limit,
            sample=None if sample is None else Sample(sample, seed),
            follow_links=follow_links,
            workers=workers,
            limits=Limits(plugin_seconds, document_seconds, wall_seconds, memory),
            noisy=debug,
        )
        return command(*args, options=options, crew=_crew(engine, scheduler), **rest)

    made: Any = with_options
    for option in reversed(_READING):
        made = option(made)
    return made  # type: ignore[no-any-return]


def _crew(engine: str | None, scheduler: str | None) -> MakeCrew:
    if engine is None:
        if scheduler is not None:
            raise click.UsageError("--scheduler is of an engine; add --engine dask")
        return Pool
    from normalizer.engines.dask import DaskEngine  # noqa: PLC0415 - only needed here

    return DaskEngine(scheduler)
