"""The documentation's code runs, and what the README promises is so."""

from __future__ import annotations

import re
import sys
import tomllib
import types
from pathlib import Path

import pytest

import normalizer
from normalizer import Pipeline, restore
from normalizer.cli import COMMANDS
from normalizer.config import from_mapping
from normalizer.hookspecs import HOOKS
from normalizer.testing import assert_sound

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[object]:
    return [
        pytest.param(match[2], id=f"{page.name}-{number}")
        for page in PAGES
        for number, match in enumerate(BLOCK.finditer(page.read_text("utf-8")), 1)
        if match[1] == language
    ]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_in_the_documentation_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = types.ModuleType("documentation")
    monkeypatch.setitem(sys.modules, "documentation", module)
    exec(compile(code, "documentation", "exec"), vars(module))


@pytest.mark.parametrize("code", blocks("toml"))
def test_toml_in_the_documentation_is_valid(code: str) -> None:
    values = tomllib.loads(code)
    if "project" not in values:
        from_mapping(values, "documentation")


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_hook_and_field_is_documented() -> None:
    readme, plugins, documents = (
        (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/plugins.md", "docs/documents.md")
    )
    for command in COMMANDS:
        assert f"article-normalizer {command}" in readme, command
    for stage in HOOKS:
        assert f"`{stage}`" in plugins, stage
    for field in normalizer.Document.__struct_fields__:
        assert f"`{field}`" in documents or field == "schema", field


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
    shown = [line.split("|")[0].strip().rstrip(" .") for line in README_BEFORE.splitlines()]
    for line in filter(None, shown):
        assert line in text.replace("\n", " "), f"the README shows a line that the article does not have: {line}"
    assert f"{len(document.removed)} blocks" in README_BEFORE


README_BEFORE = (ROOT / "README.md").read_text("utf-8").split("```")[1]


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
