"""``article-normalizer clean``."""

from __future__ import annotations

from typing import Literal

import click

from normalizer.cli.options import configuration, item_of, known_of_article, naming
from normalizer.cli.terminal import visible, write
from normalizer.config import Config
from normalizer.pipeline import Pipeline
from normalizer.render import to_markdown, to_text


@click.command(short_help="Clean one article and print it.")
@click.argument("file")
@click.option("--format", "shape", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@known_of_article
@click.option("--keep-source", is_flag=True, help="Keep the HTML in the JSON, so that it can be restored, too.")
@configuration
def command(
    file: str,
    shape: Literal["text", "json", "markdown"],
    url: str | None,
    charset: str | None,
    media_type: str | None,
    keep_source: bool,
    config: Config,
) -> None:
    """Clean one article and print it. FILE is HTML or text; - reads standard input."""
    item = item_of(file, url=url, charset=charset, media_type=media_type)
    pipeline = Pipeline(config.merged(Config(keep_source=keep_source)))
    with naming(file):
        document = pipeline.clean(item)
    for failure in document.failures:
        click.echo(
            visible(
                f"Warning: plugin '{failure.plugin}' failed in {failure.stage}: {failure.error}: {failure.message}"
            ),
            err=True,
        )
    if shape == "json":
        write(document.to_json() + "\n")
    else:
        write(to_markdown(document) if shape == "markdown" else to_text(document))
