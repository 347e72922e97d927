"""``article-normalizer run``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from normalizer.batch import Options, Progress, Summary, run
from normalizer.batch.job import planned
from normalizer.batch.pool import MakeCrew, Pool, Stopped
from normalizer.batch.remote import is_remote
from normalizer.cli.options import configuration
from normalizer.cli.progress import Display, log, show_plan, show_summary
from normalizer.cli.reading import reading
from normalizer.cli.terminal import visible
from normalizer.cli.writing import writing
from normalizer.config import Config

#: What the exit statuses mean; also in docs/batch.md.
EPILOG = (
    "Exit status: 0 all records were cleaned; 1 some went to the quarantine, or the output can't be written; 2 wrong "
    "usage or configuration, or --give-up-after ended it; 130 stopped by a signal (the same command goes on)."
)


@click.command(short_help="Clean many articles: files, folders, JSON Lines, standard input", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", metavar="FOLDER", help="Folder to write to; s3://... works, too.  [required]")
@writing(writer="jsonl", duplicates="keep")
@click.option("--shard", metavar="I/N", help="Clean only the I-th of N parts of the input, cut between files.")
@click.option(
    "--shards",
    type=click.IntRange(1),
    metavar="N",
    help="With an engine: its workers read and write, in N shards, which 'merge' joins.",
)
@click.option("--two-pass", is_flag=True, help="Learn of the whole input first: site templates, spellings of names.")
@click.option(
    "--give-up-after",
    type=click.IntRange(1),
    metavar="N",
    help="End the run, with an error, once a plugin failed on N documents in a row [never].",
)
@click.option("--overwrite", is_flag=True, help="Replace the output of an earlier run.")
@click.option("--keep-source", is_flag=True, help="Keep the HTML in the documents.")
@click.option("--report", is_flag=True, help="Also write report.html, which shows what happened, to the output folder.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read.")
@click.option("--log-json", is_flag=True, help="Write progress and summary as lines of JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@reading
@configuration
def command(
    inputs: tuple[str, ...],
    output: str | None,
    config: Config,
    keep_source: bool,
    options: Options,
    crew: MakeCrew,
    quiet: bool,
    **given: Any,
) -> int:
    """Clean many articles.

    INPUT is a file (text, HTML, JSON, JSON Lines, CSV, Parquet, WARC, tar, zip, each also .gz, .bz2, .xz, .zst), a
    folder (all such files below it), a pattern, or - for standard input. The output folder gets documents.jsonl (one
    structured document a line, in the order of the input), quarantine.jsonl (what could not be cleaned: the record as
    it came in, and the reason), summary.json and manifest.json. A run that was interrupted goes on when the same
    command is given again.
    """
    options = msgspec.structs.replace(
        options,
        writer=given["writer"],
        compress=given["compress"],
        part_bytes=given["part_bytes"],
        duplicates=given["duplicates"],
        shard=_shard(given["shard"]),
        overwrite=given["overwrite"],
        two_pass=given["two_pass"],
        give_up_after=given["give_up_after"],
    )
    config = config.merged(Config(keep_source=keep_source))
    if given["report"] and given["writer"] not in ("jsonl", "parquet"):
        raise click.UsageError("--report is made from structured documents: --to jsonl or --to parquet")
    if given["report"] and output and is_remote(output):
        raise click.UsageError("--report can't be written to other storage; copy the output, and then call report")
    if given["shards"] and crew is Pool:
        raise click.UsageError("--shards is done by an engine; add --engine dask, or see --shard")
    if given["shards"] and (options.shard or given["report"]):
        raise click.UsageError("--shards goes with neither --shard nor --report (see 'merge', and then 'report')")
    if given["dry_run"]:
        show_plan(planned(inputs, config, options))
        return 0
    if output is None:
        raise click.MissingParameter(param_type="option", param_hint="'--output'")
    display = Display(quiet=quiet, as_json=given["log_json"])
    try:
        with display:
            show = None if quiet else display.show
            if given["shards"]:
                summary = _run_shards(inputs, output, given["shards"], config, options, crew, show)
            else:
                summary = run(inputs, output, config=config, options=options, progress=show, crew=crew)
    except Stopped:
        click.echo("Stopped. The same command goes on from here; --overwrite starts anew.", err=True)
        return 130
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        where = error.filename or output
        message = f"{where}: {error.strerror or error}; the run is not complete"
        raise click.ClickException(visible(message)) from error
    if given["log_json"]:
        log("end", summary, seconds=display.seconds)
    elif not quiet:
        show_summary(summary, output, display.seconds)
    if given["report"]:
        _report(Path(output), summary)
    return 1 if summary.quarantined else 0


def _run_shards(
    inputs: tuple[str, ...],
    output: str,
    shards: int,
    config: Config,
    options: Options,
    crew: MakeCrew,
    show: Callable[[Progress], None] | None,
) -> Summary:
    from normalizer.engines.shards import run_shards  # noqa: PLC0415 - only needed here

    scheduler: str | None = getattr(crew, "scheduler", None)
    return run_shards(inputs, output, shards, config=config, options=options, scheduler=scheduler, progress=show)


def _report(output: Path, summary: Summary) -> None:
    from normalizer.cli.report import NAME  # noqa: PLC0415 - loads the templates
    from normalizer.report.build import run_report, write_page  # noqa: PLC0415

    write_page(output / NAME, run_report([output], summary.seconds))


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    number, _, of = text.partition("/")
    if not (number.isascii() and number.isdigit() and of.isascii() and of.isdigit()):
        raise click.BadParameter(f"'{visible(text)}' is not of the form I/N, such as 1/8", param_hint="--shard")
    return int(number), int(of)
