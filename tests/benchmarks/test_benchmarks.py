"""The benchmark command runs on what is shipped, and says what it should; how long things take is not looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.measure import exponent, ratio, spread
from benchmarks.results import Result, Table, f1_score, write
from benchmarks.suites import SHIPPED, SUITES
from benchmarks.suites.extraction import words_score

TABLES = {
    "extraction": {"All pages", "F1 by type of page"},
    "metadata": {"Pages on which the field is right, of those that have it"},
    "pipeline": {"From HTML to JSON, with metadata", "From text to JSON", "Text: shares of the plugins' time"},
    "repair": {"Repair beside ftfy"},
    "boilerplate": {"All documents", "Ours by lang", "Ours by variant"},
    "names": {"Pairs of names", "Mentions in documents"},
    "batch": {"Peak of resident memory"},
    "startup": {"Start-up"},
    "ledger": {"A document of 30 blocks"},
    "scaling": {"Documents", "Corpora"},
}


def call(*arguments: str) -> str:
    outcome = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_on_the_shipped_data(suite: str, tmp_path: Path) -> None:
    shown = call(suite, "--repetitions", "1", "--limit", "4", "--output", str(tmp_path))
    found = json.loads((tmp_path / "results.json").read_text("utf-8"))
    (result,) = found["results"]
    assert result["suite"] == suite
    assert {table["title"] for table in result["tables"]} >= TABLES[suite]
    for table in result["tables"]:
        assert f"### {table['title']}" in shown
        assert table["rows"]
        for row in table["rows"]:
            for value in row.values():
                if isinstance(value, dict):
                    assert 0 < value["low"] <= value["median"] <= value["high"]
    assert shown.split("\n", 1)[0] in (tmp_path / "results.md").read_text("utf-8")
    if suite in {"extraction", "boilerplate"}:
        scores = result["tables"][0]["rows"][0]
        assert scores.get("F1", scores.get("line F1")) > 0.9
    if suite == "repair":
        assert all(row["different"] == row["not undone"] == 0 for row in result["tables"][0]["rows"])


def test_data_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("un cafÃ©\n“late”\n", "utf-8")
    assert f"1 of 1 texts of {tmp_path.name}" in call(
        "repair", "--repetitions", "1", "--limit", "1", "--data", f"repair={tmp_path}"
    )


def test_records_with_their_language_are_encoded_as_it_is_written(tmp_path: Path) -> None:
    lines = [["Le café de l’hôtel est fermé depuis mardi, à cause du vent.", "c"]] * 12
    record = {"id": "one", "lang": "fr", "lines": lines}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    shown = call("repair", "--repetitions", "1", "--limit", "1", "--data", f"repair={tmp_path}")
    assert f"1 of 1 texts of {tmp_path.name}" in shown
    table = shown[shown.index("### Right by encoding") :]
    found = {line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if line.endswith("000 |")}
    assert found >= {"utf-8", "cp1252", "mac-roman"}
    assert not found & {"cp1251", "gb18030", "euc-kr"}


@pytest.mark.parametrize("value", ["repair", "nothing=.", "repair=/no/such/folder"])
def test_what_is_no_folder_is_refused(value: str) -> None:
    outcome = CliRunner().invoke(main, ["repair", "--data", value])
    assert outcome.exit_code == 2


def test_the_suites_are_listed_and_documented() -> None:
    listed = call("--list")
    page = (SHIPPED.parents[1] / "docs" / "benchmarks.md").read_text("utf-8")
    for suite in SUITES:
        assert suite in listed
        assert f"`{suite}`" in page
    for option in main.params:
        if option.opts[0].startswith("--"):
            assert option.opts[0] in page


def test_a_peer_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.suites.metadata.PEERS", {"trafilatura": "no_such_module"})
    shown = call("metadata", "--repetitions", "1")
    assert "without trafilatura: module no_such_module is not installed" in shown


def test_pictures(tmp_path: Path) -> None:
    table = Table("Bars & <b>", ["tool", "F1"], [["ours", 0.9], ["theirs", 0.8]], chart="F1")
    assert "names-1.svg" in write([Result("names", "made up", [table])], tmp_path)
    drawing = (tmp_path / "names-1.svg").read_text("utf-8")
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "Bars &amp; &lt;b&gt;: F1" in drawing
    assert (drawing.count(">ours<"), drawing.count(">0.9<"), drawing.count("<rect ")) == (1, 1, 3)


@pytest.mark.parametrize("power", [0.5, 1, 2])
def test_exponents(power: float) -> None:
    sizes = [10, 20, 40, 80]
    assert exponent(sizes, [3e-4 * size**power for size in sizes]) == pytest.approx(power)


def test_ratios_are_of_runs_side_by_side() -> None:
    assert ratio([2, 30, 8], [1, 10, 2]) == (2, 3, 4)
    assert str(spread([0.5, 1.25, 200])) == "1.25 (0.5-200)"


def test_scores() -> None:
    assert f1_score(0, 0, 0) == (1, 1, 1)
    assert words_score("one two two", "two three") == (0.5, pytest.approx(1 / 3), pytest.approx(0.4))


def test_shipped_gold_is_in_the_pages() -> None:
    for file in (SHIPPED / "pages" / "ground-truth").glob("*.json"):
        html = (SHIPPED / "pages" / "html" / f"{file.stem}.html").read_text("utf-8")
        text = re.sub(r"\s+", " ", html)
        for paragraph in json.loads(file.read_text("utf-8"))["ground_truth"]["main_content"].split("\n\n"):
            assert paragraph in text
