"""``article-normalizer run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from normalizer.batch import Limits, Options, run
from normalizer.batch.job import planned
from normalizer.batch.pool import Stopped
from normalizer.cli.options import configuration
from normalizer.cli.progress import Display, log, show_plan, show_summary
from normalizer.cli.terminal import visible
from normalizer.config import Config
from normalizer.formats import Fields, ReadOptions

_LIMITS = Limits()

#: What the exit statuses mean; also in docs/batch.md.
EPILOG = (
    "Exit status: 0 all records were cleaned; 1 some went to the quarantine, or the output can't be written; 2 wrong "
    "usage or configuration; 130 stopped by a signal (the same command goes on from there)."
)


def _fields(command: Any) -> Any:
    for name in ("date", "url", "id", "html", "text"):
        default = getattr(Fields(), name)
        command = click.option(
            f"--{name}-field",
            multiple=True,
            metavar="NAME",
            help=f"Field of a record that holds its {name} [{', '.join(default)}].",
        )(command)
    return command


@click.command(short_help="Clean many articles: files, folders, JSON Lines, standard input", epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to.  [required]")
@click.option("--from", "reader", metavar="FORMAT", help="Input format of all files [by their names].")
@click.option("--to", "writer", metavar="FORMAT", default="jsonl", show_default=True, help="Output format.")
@click.option("--compress", type=click.Choice(["gz", "zst"]), help="Compress the documents.")
@_fields
@click.option("--charset", help="The encoding that was declared for text and HTML files.")
@click.option("--limit", type=click.IntRange(0), help="Stop after so many records.")
@click.option("--shard", metavar="I/N", help="Clean only the I-th of N parts of the input, cut between files.")
@click.option("--follow-links", is_flag=True, help="Follow symbolic links within folders.")
@click.option("--overwrite", is_flag=True, help="Replace the output of an earlier run.")
@click.option("--keep-source", is_flag=True, help="Keep the HTML in the documents.")
@click.option("--workers", type=click.IntRange(1), help="Number of processes [one for each processor].")
@click.option(
    "--plugin-seconds",
    type=click.FloatRange(0.01),
    default=_LIMITS.plugin_seconds,
    show_default=True,
    help="Processor time that a plugin may take for one document.",
)
@click.option(
    "--document-seconds",
    type=click.FloatRange(1),
    default=_LIMITS.document_seconds,
    show_default=True,
    help="Processor time that a document may take.",
)
@click.option(
    "--wall-seconds",
    type=click.FloatRange(0.1),
    default=_LIMITS.wall_seconds,
    show_default=True,
    help="Wall-clock time that a document may take: for what hangs without computing.",
)
@click.option(
    "--memory",
    type=click.IntRange(0),
    default=_LIMITS.memory,
    show_default=True,
    help="MiB that a document may take; 0 for no limit.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(1),
    default=ReadOptions().max_bytes,
    show_default=True,
    help="A record of more bytes is not read.",
)
@click.option("--dry-run", is_flag=True, help="Only list what would be read.")
@click.option("--log-json", is_flag=True, help="Write progress and summary as lines of JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--debug", is_flag=True, help="Let plugins write to standard error.")
@configuration
def command(
    inputs: tuple[str, ...],
    output: Path | None,
    config: Config,
    keep_source: bool,
    quiet: bool,
    debug: bool,
    charset: str | None,
    max_bytes: int,
    **given: Any,
) -> int:
    """Clean many articles.

    INPUT is a file (.txt, .html, .htm, .json, .jsonl, .ndjson, each also .gz, .bz2, .xz, .zst), a folder (all such
    files below it), a pattern, or - for standard input. The output folder gets documents.jsonl (one structured
    document a line, in the order of the input), quarantine.jsonl (what could not be cleaned: the record as it came in,
    and the reason), summary.json and manifest.json. A run that was interrupted goes on when the same command is given
    again.
    """
    options = Options(
        reader=given["reader"],
        writer=given["writer"],
        compress=given["compress"],
        workers=given["workers"],
        limit=given["limit"],
        follow_links=given["follow_links"],
        shard=_shard(given["shard"]),
        overwrite=given["overwrite"],
        noisy=debug,
        read=ReadOptions(_chosen_fields(given), charset, max_bytes),
        limits=Limits(given["plugin_seconds"], given["document_seconds"], given["wall_seconds"], given["memory"]),
    )
    config = config.merged(Config(keep_source=keep_source))
    if given["dry_run"]:
        show_plan(planned(inputs, config, options))
        return 0
    if output is None:
        raise click.MissingParameter(param_type="option", param_hint="'--output'")
    display = Display(quiet=quiet, as_json=given["log_json"])
    try:
        with display:
            summary = run(
                inputs,
                output,
                config=config,
                options=options,
                progress=None if quiet else display.show,
            )
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
    return 1 if summary.quarantined else 0


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    number, _, of = text.partition("/")
    if not (number.isascii() and number.isdigit() and of.isascii() and of.isdigit()):
        raise click.BadParameter(f"'{visible(text)}' is not of the form I/N, such as 1/8", param_hint="--shard")
    return int(number), int(of)


def _chosen_fields(given: dict[str, Any]) -> Fields:
    """Give the fields; naming one for the text means that no other is looked at, and the same for HTML."""
    chosen = {name: given[f"{name}_field"] for name in Fields.__struct_fields__}
    fields = msgspec.structs.replace(Fields(), **{name: names for name, names in chosen.items() if names})
    if chosen["text"] and not chosen["html"]:
        return msgspec.structs.replace(fields, html=())
    if chosen["html"] and not chosen["text"]:
        return msgspec.structs.replace(fields, text=())
    return fields
