"""``article-normalizer names``: make, check and import authority files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from normalizer import Config, Pipeline
from normalizer.commands import UserError, articles, configuration, visible, write
from normalizer_names.agreement import full_names
from normalizer_names.authority import AuthorityError, Entry, bundled, check, import_people, load, parse
from normalizer_names.authority import write as as_lines
from normalizer_names.corpus import Survey, learn


@click.group(name="names")
def names() -> None:
    """Make, check and import files of people: who is known under which names."""


_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write; it must not exist [standard output]."
)


@names.command(name="learn")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_OUTPUT
@click.option(
    "--min-documents", type=click.IntRange(1), default=2, show_default=True, help="Leave out people of fewer documents."
)
@click.option("--known", is_flag=True, help="Also list people who are in the bundled file.")
@configuration
def learn_command(
    inputs: tuple[str, ...], output: Path | None, min_documents: int, known: bool, config: Config
) -> None:
    """Learn who is named in a corpus, for a person to review.

    INPUT is what run takes. Each person is a line of JSON with the most frequent form as canonical name, the other
    spellings as aliases, and how often each of them stands in how many documents as note. Delete what is wrong, join
    what belongs together, and use the file with --set names.authority=FILE.
    """
    _free(output)
    counted, left_out = Survey(), 0
    for document in articles(inputs, _pipeline(config), output):
        if document is None:
            left_out += 1
        else:
            counted.count(full_names(document))
    people = learn(counted, load(_own_file(config)), min_documents)
    if not known:
        listed = {entry.canonical for entry in bundled()}
        people = tuple(entry for entry in people if entry.canonical not in listed)
    _write(output, people)
    if left_out:
        click.echo(f"{left_out:,} records could not be read and were left out; 'run' says why", err=True)
    _exit(failed=bool(left_out))


def _own_file(config: Config) -> str:
    return str(config.plugins.get("names", {}).get("authority", ""))


def _pipeline(config: Config) -> Pipeline:
    pipeline = Pipeline(config)
    if not any(one.name == "names" for one in pipeline.plugins):
        raise UserError("the plugin 'names' is off; leave out --disable names")
    return pipeline


@names.command(name="check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Check a file of people: lines that are not valid, names that two people claim, aliases that say nothing new.

    Exit status 0 if all is well, 1 if there is something to repair.
    """
    problems: list[str] = []
    entries: list[Entry] = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        try:
            entries.extend(parse([line], str(file), first=number))
        except AuthorityError as error:
            problems.append(str(error))
    problems.extend(f"{file}: {problem}" for problem in check(entries))
    problems.extend(f"{file}: {remark}" for remark in _claimed_by_bundled(entries))
    for problem in problems:
        click.echo(visible(problem))
    click.echo(f"{len(entries):,} people, {_number(len(problems), 'problem')}", err=True)
    _exit(failed=bool(problems))


def _claimed_by_bundled(entries: list[Entry]) -> Iterator[str]:
    """Say which names the bundled file gives to someone of another canonical name whom this file also has."""
    bundled_people = load(None)
    own = {entry.canonical for entry in entries}
    for entry in entries:
        for name in entry.aliases:
            other = bundled_people.find(name)
            if other is not None and other.canonical != entry.canonical and other.canonical in own:
                yield f"{name!r} names {entry.canonical!r} here and {other.canonical!r} in the bundled file"


@names.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@_OUTPUT
def import_command(file: Path, output: Path | None) -> None:
    """Make a file of people from CSV or JSON Lines.

    CSV has a header with canonical and alias (a pair a line) or aliases (separated by ; or |), and perhaps id and note;
    JSON Lines have the same fields. What is written is checked as by 'names check'.
    """
    _free(output)
    try:
        people = import_people(_text(file), str(file))
    except AuthorityError as error:
        raise UserError(str(error)) from None
    problems = check(people)
    for problem in problems:
        click.echo(visible(f"{file}: {problem}"), err=True)
    _write(output, people)
    _exit(failed=bool(problems))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise UserError(f"{file}: can't be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(f"{file}, line {line}: not UTF-8; save the file as UTF-8") from None


def _free(output: Path | None) -> None:
    if output is not None and output.exists():
        raise UserError(f"{output} exists; choose another name or delete it")


def _write(output: Path | None, people: tuple[Entry, ...]) -> None:
    if output is None:
        write(as_lines(people))
        return
    try:
        output.write_text(as_lines(people), "utf-8")
    except OSError as error:
        raise UserError(f"{output}: can't be written ({error.strerror})") from None
    counts = Counter(bool(entry.aliases) for entry in people)
    several = _number(counts[True], "person", "people")
    click.echo(visible(f"{len(people):,} people, {several} under several names, written to {output}"), err=True)


def _exit(failed: bool) -> None:
    click.get_current_context().exit(1 if failed else 0)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
