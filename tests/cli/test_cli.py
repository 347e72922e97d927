"""The commands for one document, run as a user runs them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from normalizer.cli import COMMANDS
from normalizer.document import Document

NOTHING = {"NORMALIZER_DISABLE": "article,boilerplate,names,repair"}
PLUGIN = '''
from normalizer import Document, Drop, Edit, hookimpl, plugin

@plugin
class Tidy:
    """Drop ads, and straighten apostrophes."""
    label: str = "AD"

    @hookimpl
    def clean_text(self, document: Document):
        for block in document.blocks:
            for i, c in enumerate(block.text):
                if c == "\\u2019":
                    yield Edit(block, i, i + 1, "'", rule="apostrophe", reason="a plain one will do")

    @hookimpl
    def clean_blocks(self, document: Document):
        for block in document.blocks:
            if block.text.startswith(self.label):
                yield Drop(block, rule="advert", reason="starts with the label", confidence=0.9)
'''
ARTICLE = "It\u2019s raining.\r\n\r\nAD Buy \x1b[31mumbrellas\r\n\r\nThe end.\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidy.py").write_text(PLUGIN, "utf-8")
    (tmp_path / "article.txt").write_bytes(ARTICLE.encode())
    return tmp_path


def call(folder: Path, *arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None):
    import os

    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "normalizer", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **NOTHING, "COLUMNS": "120", **(env or {})},
    )


def test_clean_prints_the_text(folder: Path) -> None:
    result = call(folder, "clean", "article.txt", "--plugin", "tidy.py")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode() == "It's raining.\n\nThe end.\n"


def test_clean_reads_standard_input_and_prints_markdown(folder: Path) -> None:
    result = call(folder, "clean", "-", "--format", "markdown", stdin=b"# no heading\n\n<b>1*2</b>\n")
    assert result.stdout.decode() == "\\# no heading\n\n\\<b\\>1\\*2\\</b\\>\n"


def test_restore_gives_the_exact_text_back(folder: Path) -> None:
    document = call(folder, "clean", "article.txt", "--plugin", "tidy.py", "--format", "json").stdout
    assert call(folder, "restore", "-", stdin=document).stdout == ARTICLE.encode()


def test_restore_chooses_among_several(folder: Path) -> None:
    lines = b"".join(call(folder, "clean", "-", "--format", "json", stdin=t).stdout for t in (b"one", b"two"))
    (folder / "documents.jsonl").write_bytes(lines)
    refused = call(folder, "restore", "documents.jsonl")
    assert refused.returncode == 2
    assert b"holds 2 documents; choose one with --id" in refused.stderr
    second = json.loads(lines.split(b"\n")[1])["id"]
    assert call(folder, "restore", "documents.jsonl", "--id", second).stdout == b"two"


def test_restore_refuses_an_altered_document(folder: Path) -> None:
    document = json.loads(call(folder, "clean", "article.txt", "--plugin", "tidy.py", "--format", "json").stdout)
    document["text"] = document["text"].replace("It's", "Itxs")
    result = call(folder, "restore", "-", stdin=json.dumps(document).encode())
    assert result.returncode == 2
    assert b"does not fit its ledger" in result.stderr


def test_explain_shows_every_change_with_its_reason_and_escapes_controls(folder: Path) -> None:
    result = call(folder, "explain", "article.txt", "--plugin", "tidy.py")
    shown = result.stdout.decode()
    assert "It[-\u2019-]{+'+}s raining." in shown
    assert "tidy: apostrophe - a plain one will do" in shown
    assert "[-AD Buy \\x1b[31mumbrellas-]" in shown
    assert "tidy: advert - starts with the label [0.90]" in shown
    assert "\x1b[31mumbrellas" not in shown
    assert "milliseconds" in shown


def test_explain_as_json_lists_the_changes(folder: Path) -> None:
    result = call(folder, "explain", "article.txt", "--plugin", "tidy.py", "--json")
    changes = [json.loads(line) for line in result.stdout.splitlines()]
    apostrophe = next(c for c in changes if c["rule"] == "apostrophe")
    assert ARTICLE[slice(*apostrophe["received"])] == apostrophe["before"] == "\u2019"


def test_schema_fits_the_documents(folder: Path) -> None:
    schema = json.loads(call(folder, "schema").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    document = json.loads(call(folder, "clean", "article.txt", "--format", "json").stdout)
    properties = schema["$defs"]["Document"]["properties"]
    assert set(document) == set(properties)


def test_plugins_lists_what_there_is_and_why_one_did_not_load(folder: Path) -> None:
    (folder / "dies.py").write_text("import os\nprint('noise')\nos._exit(3)\n", "utf-8")
    (folder / "raises.py").write_text("raise ValueError('no \\x1b[31mluck')\n", "utf-8")
    options = ["--plugin", "tidy.py", "--plugin", "dies.py", "--plugin", "raises.py", "--set", "tidy.label=X"]
    result = call(folder, "plugins", *options)
    shown = result.stdout.decode()
    assert result.returncode == 1
    assert "tidy.label = 'X'  (str)" in shown
    assert "clean_text, clean_blocks" in shown
    assert "dies.py (dies.py) did not load" in shown
    assert "ValueError: no \\x1b[31mluck" in shown
    assert "--disable" in shown


def test_an_off_plugin_is_not_imported(folder: Path) -> None:
    listed = msgspec.json.decode(call(folder, "plugins", "--json").stdout)
    assert {s["name"]: s["state"] for s in listed}["article"] == "off"


def test_a_failing_plugin_is_a_warning_and_the_text_is_there(folder: Path) -> None:
    (folder / "bad.py").write_text(
        "from normalizer import hookimpl, plugin\n@plugin\nclass Bad:\n    @hookimpl\n"
        "    def clean_text(self, document):\n        raise SystemExit(9)\n",
        "utf-8",
    )
    result = call(folder, "clean", "article.txt", "--plugin", "bad.py")
    assert result.returncode == 0
    assert b"Warning: plugin 'bad' failed in clean_text: SystemExit: 9" in result.stderr
    assert b"The end." in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["clen"], 2, "No command 'clen'; did you mean 'clean'?"),
        (["clean"], 2, "Missing argument 'FILE'"),
        (["clean", "none.txt"], 2, "none.txt: no such file"),
        (["clean", "."], 2, "this is not a file"),
        (["clean", "empty.txt"], 2, "empty.txt: it is empty"),
        (["clean", "binary.txt"], 1, "binary.txt: this is a PDF file, not text or HTML"),
        (["explain", "binary.txt"], 1, "binary.txt: this is a PDF file, not text or HTML"),
        (["clean", "article.txt", "--formt", "json"], 2, "No such option"),
        (["clean", "article.txt", "--disable", "nams"], 2, "no plugin 'nams'; did you mean 'names'?"),
        (["clean", "article.txt", "--plugin", "tidy.py", "--set", "tidy.lable=1"], 2, "did you mean 'label'?"),
        (["clean", "article.txt", "--set", "nonsense"], 2, "is not of the form"),
        (["clean", "article.txt", "--plugin", "none.py"], 2, "none.py: no such file"),
        (
            ["clean", "article.txt", "--config", "bad.toml"],
            2,
            "bad.toml: no setting 'disabel'; did you mean 'disable'?",
        ),
        (["restore", "article.txt"], 2, "article.txt, line 1: this is not a structured document"),
        (["restore", "shape.json"], 2, "missing required field"),
    ],
)
def test_errors_are_worded_for_the_user(folder: Path, arguments: list[str], status: int, message: str) -> None:
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "binary.txt").write_bytes(b"%PDF-1.7 \x00\x01")
    (folder / "bad.toml").write_text("disabel = []\n", "utf-8")
    (folder / "shape.json").write_text('{"id": "x"}', "utf-8")
    result = call(folder, *arguments)
    assert result.returncode == status
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_a_traceback_comes_only_when_asked_for(folder: Path) -> None:
    result = call(folder, "clean", "article.txt", "--plugin", "none.py", "--traceback")
    assert b"Traceback" in result.stderr


def test_a_broken_plugin_breaks_neither_help_nor_its_own_disabling(folder: Path) -> None:
    (folder / "normalizer.toml").write_text("[plugins.tidy]\nlabel = 3\n", "utf-8")
    assert call(folder, "--help").returncode == 0
    broken = call(folder, "clean", "article.txt", "--plugin", "tidy.py")
    assert broken.returncode == 2
    assert b"option 'tidy.label': expected `str`, got `int`" in broken.stderr
    assert call(folder, "clean", "article.txt", "--plugin", "tidy.py", "--disable", "tidy").returncode == 0


def test_help_texts_are_those_of_the_commands() -> None:
    for name, (module, text) in COMMANDS.items():
        command = importlib.import_module(f"normalizer.cli.{module}").command
        assert command.get_short_help_str(200).rstrip(".") == text.rstrip("."), name


def test_documents_of_a_newer_schema_are_refused(folder: Path) -> None:
    document = json.loads(call(folder, "clean", "article.txt", "--format", "json").stdout)
    document["schema"] = 2
    result = call(folder, "restore", "-", stdin=json.dumps(document).encode())
    assert result.returncode == 2
    assert b"schema" in result.stderr


def test_the_module_and_the_document_type_agree(folder: Path) -> None:
    document = call(folder, "clean", "article.txt", "--format", "json").stdout
    assert Document.from_json(document).to_json() == document.decode().strip()


def test_the_graph_of_the_plugins_is_drawn_and_a_circle_is_told(folder: Path) -> None:
    graph = call(folder, "plugins", "--graph", "--plugin", "tidy.py")
    assert graph.returncode == 0, graph.stderr
    assert b"|- clean_text    tidy" in graph.stdout
    (folder / "other.py").write_text(PLUGIN.replace("@plugin", '@plugin(requires=["tidy"])').replace("Tidy", "Other"))
    options = ("--plugin", "tidy.py", "--plugin", "other.py", "--set", 'order=["other", "tidy"]')
    circle = call(folder, "plugins", "--graph", *options)
    assert circle.returncode == 1
    assert b"requires tidy" in circle.stdout
    assert b"goes in a circle" in circle.stderr
