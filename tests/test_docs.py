"""The documentation's code runs, and what the README promises is so."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import types
from pathlib import Path
from typing import get_args

import pytest

import normalizer
from normalizer import Change, Config, Pipeline, changes, restore
from normalizer.cli import COMMANDS, main
from normalizer.config import from_mapping
from normalizer.hookspecs import HOOKS
from normalizer.testing import assert_sound

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BUNDLED = ("article", "boilerplate", "names", "repair")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


#: Libraries that the documentation shows and that need not be there; CI has them.
OPTIONAL = {"datasets", "itemadapter", "pandas", "polars", "pyarrow"}
#: Commands that are shown and not run here, with the reason.
NOT_RUN = {
    "--engine dask": "tests/engines starts clusters",
    "/shard-*": "tests/engines joins them",
    "s3://": "there is no network",
}
FOR_PEOPLE = (
    "pip install",
    "python benchmarks/",
    "python tools/",
    "python -m benchmarks",
    "python -m pytest",
    "scripts/",
)


def blocks(language: str) -> list[object]:
    return [
        pytest.param(match[2], id=f"{page.name}-{number}")
        for page in PAGES
        for number, match in enumerate(BLOCK.finditer(page.read_text("utf-8")), 1)
        if match[1] == language
    ]


def pages_with(pattern: re.Pattern[str]) -> list[object]:
    return [pytest.param(page, id=page.name) for page in PAGES if pattern.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", pages_with(re.compile("^```python$", re.MULTILINE)))
def test_python_in_the_documentation_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page run one after the other, as a reader would try them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    module = types.ModuleType("documentation")
    monkeypatch.setitem(sys.modules, "documentation", module)
    missing = set()
    for match in BLOCK.finditer(page.read_text("utf-8")):
        if match[1] != "python":
            continue
        try:
            exec(compile(match[2], f"{page.name}, {match[2][:40]!r}", "exec"), vars(module))
        except ImportError as error:
            cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
            if cause.name not in OPTIONAL:
                raise
            missing.add(cause.name)
    if missing:
        pytest.skip(f"not all of it ran without {', '.join(sorted(missing))} (dependency group 'integrations')")


@pytest.mark.parametrize("code", blocks("toml"))
def test_toml_in_the_documentation_is_valid(code: str) -> None:
    values = tomllib.loads(code)
    if "project" not in values:
        from_mapping(values, "documentation")


COMMAND = re.compile(r"^    ((?:[A-Z_]+=\S+ )*article-normalizer .*)$", re.MULTILINE)


@pytest.mark.parametrize("page", pages_with(COMMAND))
def test_commands_in_the_documentation_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = prepare(tmp_path)
    monkeypatch.chdir(folder)
    for line in COMMAND.findall(page.read_text("utf-8")):
        if page.name == "commands.md" or any(part in line for part in NOT_RUN):
            continue
        for number in range(1, 9) if "$i" in line else [0]:
            status = call(line.replace("$i", str(number)), monkeypatch)
            assert status == 0, f"{page.name}: {line.strip()}"


def prepare(folder: Path) -> Path:
    """Put the files there that the documentation's commands name."""
    (folder / "crawl").mkdir()
    for name in ("page.html", "crawl/1.html", "crawl/2.html"):
        shutil.copy(ROOT / "examples" / "articles" / "harbour-bridge.html", folder / name)
    shutil.copy(ROOT / "examples" / "articles" / "geneva-talks.txt", folder / "article.txt")
    feed = (ROOT / "examples" / "articles" / "feed.jsonl").read_bytes()
    (folder / "dump.jsonl.gz").write_bytes(gzip.compress(feed))
    documents = [normalizer.clean("It rained.\n\nLeave a Reply", id=name) for name in ("ferry", "rain")]
    (folder / "document.json").write_text(documents[0].to_json(), "utf-8")
    (folder / "documents.jsonl").write_text("\n".join(document.to_json() for document in documents), "utf-8")
    for name, code in (
        ("adverts", "Adverts"),
        ("my_package", "Adverts"),
        ("my_plugin", "Mine"),
        ("subscribers", "Subscribers"),
    ):
        (folder / f"{name}.py").write_text(PLUGIN.replace("NAME", code), "utf-8")
    return folder


PLUGIN = '''
from normalizer import Drop, hookimpl, plugin


@plugin
class NAME:
    """Drop a line."""

    beginnings: tuple[str, ...] = ("photo credit",)

    @hookimpl
    def clean_blocks(self, document):
        for block in document.blocks:
            if block.text.lower().startswith(self.beginnings):
                yield Drop(block, rule="line")
'''


def expanded(word: str) -> list[str]:
    """Expand a pattern as a shell does."""
    return sorted(map(str, Path().glob(word))) or [word] if "*" in word else [word]


def call(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a command as a shell would, in this process; give its exit status."""
    words = shlex.split(line, comments=True)
    with monkeypatch.context() as patch:
        while "=" in words[0]:
            patch.setenv(*words.pop(0).split("=", 1))
        arguments = [one for word in words[1:] for one in expanded(word)]
        for one in ("cleaned", "books"):
            shutil.rmtree(one, ignore_errors=True)
        if arguments[0] == "merge" and not Path("part-1").exists():
            for number in (1, 2):
                call(f"article-normalizer run crawl/ --output part-{number} --shard {number}/2", monkeypatch)
        if arguments[0] == "check":
            arguments += ["--only", "declared"]  # tests/contract runs all of them
        with pytest.raises(SystemExit) as ended:
            main(arguments)
    return int(ended.value.code or 0)


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_what_is_shown_is_either_run_or_no_code() -> None:
    """No block escapes by its language, and no command by its form."""
    for page in PAGES:
        text = page.read_text("utf-8")
        languages = re.findall(r"^```(\S+)\n.*?^```$", text, re.MULTILINE | re.DOTALL)
        known = {"python", "toml", "text", "json", "{include}", "{literalinclude}"}
        assert {language.partition(" ")[0] for language in languages} <= known, page.name
        outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        if page.name in ("hooks.md", "commands.md"):
            continue
        for line in re.findall(r"(?<=\n\n)    (?! )(.+)", outside):
            assert COMMAND.match(f"    {line}") or line.startswith(FOR_PEOPLE), f"{page.name}: {line}"


def test_the_parts_that_are_made_from_the_code_are_what_it_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "docs_reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_hook_change_command_option_setting_and_field_is_documented() -> None:
    plugins, hooks, commands, options, configuration, documents = (
        (ROOT / "docs" / f"{name}.md").read_text("utf-8")
        for name in ("plugins", "hooks", "commands", "options", "configuration", "documents")
    )
    for command in COMMANDS:
        assert f"\n## {command}\n\n    article-normalizer {command} " in commands, command
    for hook in HOOKS:
        assert f"`{hook}`" in plugins, hook
        assert f"<!-- made from the code: hook {hook} -->" in hooks, hook
    for change in (
        *get_args(Change),
        changes.Cut,
        changes.Decoded,
        changes.Extraction,
        changes.Found,
        changes.SourceCut,
    ):
        assert f"<!-- made from the code: change {change.__name__} -->" in hooks, change
    for name in BUNDLED:
        assert f"<!-- made from the code: options {name} -->" in options, name
    for setting in Config.__struct_fields__:
        assert f"{setting} = " in configuration or f"[{setting}." in configuration, setting
    for field in normalizer.Document.__struct_fields__:
        assert f"`{field}`" in documents or field == "schema", field


def test_every_page_is_in_the_site() -> None:
    listed = set((ROOT / "docs" / "index.rst").read_text("utf-8").split())
    for page in (ROOT / "docs").glob("*.md"):
        assert page.stem in listed, f"add {page.stem} to docs/index.rst"


def article(name: str) -> str:
    return (ROOT / "examples" / "articles" / name).read_text("utf-8")


def test_the_readmes_example_becomes_what_it_shows() -> None:
    text = article("geneva-talks.txt")
    document = normalizer.clean(text)
    assert_sound(document, text)
    assert document.title == "Top diplomats meet in Geneva for ninety minutes of talks"
    assert document.published == "2022-01-21T18:05"
    assert document.authors == ("Maria Keller",)
    assert document.photo_credits == ("AFP",)
    assert [person.name for person in document.people] == [
        "Antony Blinken",
        "Sergey Lavrov",
        "Sergei Ryabkov",
        "Tony Blair",
    ]
    first, last = document.text.split("\n\n")[0], document.text.split("\n\n")[-1]
    assert first == document.title
    assert last.endswith("Sergey Lavrov returned to Moscow the same evening.")
    assert "Anthony" not in document.text and "Tony Blair" in document.text
    assert "\u2019" not in document.text and "It's clear" in document.text
    for bullet in ("Written answers", "The two ministers", "Experts would"):
        assert bullet in document.text
    for gone in (
        "Go to home page",
        "21 January 2022 18:05 / Updated 3 years ago",
        "Photo credit: AFP",
        "Leave a Reply",
    ):
        assert gone in {block.text for block in document.removed}
    rewritten = {(one.before, one.after) for one in normalizer.explain(document) if one.plugin == "names"}
    assert rewritten >= {("Anthony Blinken", "Antony Blinken"), ("Sergei Lavrov", "Sergey Lavrov")}


def test_the_html_example_becomes_an_article() -> None:
    html = article("harbour-bridge.html")
    document = Pipeline({"keep_source": True}).clean(html, url="https://courier.example/2024/03/07/harbour-bridge")
    assert_sound(document)
    assert restore(document, source=True) == html
    assert (document.title, document.authors) == ("Old harbour bridge to reopen in May", ("Ines Moreau",))
    assert (document.published, document.language) == ("2024-03-07T09:30:00+01:00", "en")
    assert document.publisher == "The Quay Courier"
    kinds = [block.kind for block in document.blocks]
    assert kinds.count("list_item") == 3 and "quote" in kinds and "heading" in kinds
    for gone in ("Barge captain", "Share on Facebook", "Privacy", "At last!", "Sport"):
        assert gone not in document.text
        assert any(gone in block.text for block in document.removed), gone
    comment = next(block for block in document.removed if "At last!" in block.text)
    assert comment.class_ == "comment"
    for block in (*document.blocks, *document.removed):
        start, end = block.span
        words = re.findall(r"\w+", block.text)
        assert words[0] in html[start:end] and words[-1] in html[start:end]
