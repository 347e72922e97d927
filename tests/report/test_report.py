"""Reports as files: what is counted, which documents are shown, and that nothing gets out of its place."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup

from normalizer import Pipeline
from normalizer.cli import main
from normalizer.errors import InputError, LedgerError
from normalizer.report import build, listing, overview
from normalizer.report.build import document_report, run_report
from normalizer.report.outputs import outputs
from normalizer.report.sample import Sample, rank

from .articles import EVIL, FERRY, TRAM, documents, pipeline, written


def soup_of(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def words(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return run_report([written(tmp_path_factory.mktemp("run"), documents())], {"tidy": 1.5, "straighten": 0.25})


def test_the_run_page_counts_over_all_documents(page: str) -> None:
    soup = soup_of(page)
    tiles = dict(zip(words(soup, ".tile dt"), words(soup, ".tile dd:not(.note)"), strict=True))
    assert (tiles["Cleaned"], tiles["Flagged"], tiles["With a failed plugin"]) == ("3", "1", "1")
    assert tiles["People"] == "1"
    plugins = {row[0].split()[-1]: row for row in map(cells, soup.select("#plugins-title + div tbody tr"))}
    assert plugins["straighten"][1:4:2] == ["3", ""] and plugins["tidy"][-2] == "1.50 s"
    assert ["comment_form", "tidy", "4"] in [row[:3] for row in map(cells, soup.select("#classes-title + table tr"))]
    people = [cells(row) for row in soup.select("#people-title + table tbody tr")]
    assert people == [["Anna Lindt", "2", "1", "Anna Lindt ×1, Anna Lint ×1"]]
    sites = [cells(row) for row in soup.select("#sites-title ~ table tbody tr")]
    assert [row[:2] for row in sites] == [["quay.example", "2"]]
    assert "2024" in soup.select_one("#dates-title ~ .axis").get_text()


def cells(row) -> list[str]:
    return [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]


def test_suspicious_documents_come_first_and_lead_to_their_pages(page: str) -> None:
    soup = soup_of(page)
    links = soup.select("#documents tbody a")
    assert [link["href"] for link in links] == ["#d0", "#d1", "#d2"]
    assert all(soup.select_one(f"article{link['href']}") for link in links)
    assert "failure: broken in finish: ValueError" in soup.select_one("#documents tbody tr").get_text(" ")
    assert "ambiguous: Captain" in soup.select("#documents tbody tr")[1].get_text(" ")


def test_every_value_of_the_filters_is_one_of_a_row(page: str) -> None:
    soup = soup_of(page)
    has = " ".join(row["data-has"] for row in soup.select("#documents tbody tr")).split()
    options = [option["value"] for option in soup.select("#filters option") if option["value"]]
    assert options and set(options) == set(has)


def test_nothing_of_a_document_is_markup(page: str) -> None:
    soup = soup_of(page)
    assert len(soup.find_all("script")) == 1 and len(soup.find_all("style")) == 1
    assert not soup.select("img, iframe, object, embed, link, base, form[action], [onerror], [onload], [style]")
    assert {link["href"][0] for link in soup.select("a[href]")} == {"#"}
    for text in EVIL:
        if "\u202e" not in text:
            assert text in soup.select_one(".texts").get_text()
    assert "\\u202e" in soup.select_one(".texts tbody").get_text(), "what reorders text is written out on the left"
    assert "{{ 7 * 7 }}" in page and "{% raw %}" in page


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(page: str) -> None:
    soup = soup_of(page)
    policy = soup.select_one("meta[http-equiv]")["content"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("style", "script"):
        code = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r"url\(|@import|https?://", soup.style.string + soup.script.string)


def test_pages_can_be_read_by_machines_that_read_aloud(page: str) -> None:
    soup = soup_of(page)
    assert soup.html["lang"] == "en" and soup.title.get_text()
    identifiers = [tag["id"] for tag in soup.select("[id]")]
    assert len(identifiers) == len(set(identifiers))
    for tag in soup.select("a[href^='#']"):
        assert tag["href"][1:] in identifiers, tag
    for tag in soup.select("[aria-labelledby]"):
        assert tag["aria-labelledby"] in identifiers
    for tag in soup.select("svg"):
        assert tag.get("aria-hidden") == "true" or tag.get("aria-label")
    for tag in soup.select("table"):
        assert tag.select("thead th[scope=col]")
    for tag in soup.select("button, summary"):
        assert tag.get_text(strip=True) or tag["aria-label"]
    for tag in soup.select("input, select"):
        assert tag.find_parent("label")


def test_the_same_documents_give_the_same_bytes(tmp_path: Path, page: str) -> None:
    again = run_report([written(tmp_path / "run0", documents())], {"tidy": 1.5, "straighten": 0.25})
    assert again.replace("run0", "") == re.sub(r"run\d", "", page)


def test_the_document_page_has_it_all() -> None:
    ferry = documents()[0]
    soup = soup_of(document_report(ferry))
    right = "".join(cell.get_text() for cell in soup.select(".texts td.r"))
    assert right == ferry.text.replace("\n", "")
    assert words(soup, "ins.m") == ["'", "Anna Lindt"]
    assert soup.select_one(".gone del").get_text() == "By Ines Moreau"
    link = soup.select_one(".gone del a")["href"]
    assert "says who wrote it" in soup.select_one(f"tr{link}").get_text(" ")
    assert "Ines Moreau" in soup.select_one(".fields").get_text(" ")
    assert "read from" not in words(soup, ".fields")[0] and "By Ines Moreau" in words(soup, ".fields .evidence")
    assert "as received: Anna Lindt, Anna Lint" in words(soup, ".people li")[0]
    assert "Eve <i>Moran</i>" in words(soup, ".people li")[1]


def many(number: int, size: int) -> list:
    clean = pipeline().clean
    filler = "The ferry left the quay at six in the evening. " * size
    return [
        clean(f"Story number {n}\n\n{filler}\n\n{'Captain' if n % 50 == 0 else 'Someone'} said {n}.\n", id=f"story-{n}")
        for n in range(number)
    ]


def test_the_sample_stays_within_its_bytes_and_takes_the_suspicious_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = many(250, 4)
    monkeypatch.setattr(build, "PAGES", 200_000)
    monkeypatch.setattr(overview, "_KEPT", 100_000)
    page = run_report([written(tmp_path / "run", found)])
    soup = soup_of(page)
    shown = words(soup, "#documents tbody td.t small")
    assert 10 < len(shown) < 100 and len(page.encode()) < 200_000 + 100_000
    assert set(shown[:5]) == {f"story-{n}" for n in range(0, 250, 50)}
    assert dict(zip(words(soup, ".tile dt"), words(soup, ".tile dd:not(.note)"), strict=True))["Cleaned"] == "250"
    turned = soup_of(run_report([written(tmp_path / "turned", found[::-1])]))
    assert words(turned, "#documents tbody td.t small") == shown


def test_the_limit_of_a_file_is_under_five_megabytes() -> None:
    assert listing.PAGES < 4_500_000


def test_the_best_of_a_stream_do_not_depend_on_its_order() -> None:
    items = [(rank(n % 7, f"id {n}"), bytes(10 + n % 13)) for n in range(300)]
    kept = []
    for order in (items, items[::-1], sorted(items)):
        sample = Sample(500)
        for place, data in order:
            sample.add(place, data)
        kept.append(sample.best())
    assert kept[0] == kept[1] == kept[2]
    assert sum(map(len, kept[0])) <= 500 and len(kept[0]) > 10


def test_a_document_of_any_size_has_a_page(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} isn't short: " + "x\u2019" * 60 for n in range(150))
    page = run_report([written(tmp_path / "run", [pipeline().clean(text, id="long")])])
    assert len(page.encode()) < 1_000_000
    assert "more characters" in soup_of(page).select_one(".main > .more").get_text()


def test_outputs_are_read_compressed_as_parquet_and_as_shards(tmp_path: Path) -> None:
    zstandard, parquet = pytest.importorskip("zstandard"), pytest.importorskip("pyarrow.parquet")
    import pyarrow

    from normalizer.formats.arrow import batch_of

    found = documents()
    lines = [one.to_json().encode() + b"\n" for one in found]
    for name, data in (
        ("documents.jsonl", b"".join(lines)),
        ("documents.jsonl.gz", b"".join(map(gzip.compress, lines))),
        ("documents.jsonl.zst", b"".join(map(zstandard.compress, lines))),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_bytes(data)
        assert list(outputs([folder])) == found == list(outputs([folder / name]))
    (tmp_path / "parquet").mkdir()
    parquet.write_table(pyarrow.Table.from_batches([batch_of(found)]), tmp_path / "parquet" / "documents.parquet")
    assert list(outputs([tmp_path / "parquet"])) == found
    shards = [written(tmp_path / "shards" / f"part-{n}", [one]) for n, one in enumerate(found)]
    assert list(outputs([tmp_path / "shards"])) == found == list(outputs(shards))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("other.txt", b"", "no structured documents here"),
        ("documents.jsonl", b'{"no": "document"}\n', "documents.jsonl, line 1: this is not a structured document"),
        ("documents.jsonl.gz", gzip.compress(b"x" * 100, mtime=0)[:-9], "documents.jsonl.gz"),
        ("documents.parquet", b"PAR1", "documents.parquet"),
        (".run/state.sqlite", b"", "not finished"),
    ],
)
def test_what_is_no_output_is_refused_with_the_reason(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / "out" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(InputError, match=re.escape(said)):
        list(outputs([tmp_path / "out"]))
    with pytest.raises(InputError, match="no such folder"):
        outputs([tmp_path / "nowhere"])


def test_an_altered_document_is_named(tmp_path: Path) -> None:
    one = documents()[0]
    altered = msgspec.structs.replace(one, text=one.text.replace("It's", "It*s"))
    with pytest.raises(LedgerError, match="document 'ferry'"):
        run_report([written(tmp_path / "run", [altered])])


def test_run_report_explain_and_diff_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(FERRY, "utf-8")
    (tmp_path / "in" / "b.txt").write_text(TRAM, "utf-8")
    (tmp_path / "in" / "c.txt").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, status: int) -> pytest.CaptureResult[str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        result = capsys.readouterr()
        assert (ended.value.code or 0) == status, result.err
        return result

    log = call("run", "in", "--output", "one", "--report", "--log-json", "--workers", "1", status=1).err
    soup = soup_of((tmp_path / "one" / "report.html").read_text("utf-8"))
    tiles = dict(zip(words(soup, ".tile dt"), words(soup, ".tile dd:not(.note)"), strict=True))
    assert (tiles["Records in"], tiles["Cleaned"], tiles["Quarantined"]) == ("3", "2", "1")
    assert "c.txt" in soup.select_one("#quarantine-title ~ table").get_text()
    assert "Processor time" in soup.select_one("#plugins-title + div").get_text()
    (tmp_path / "run.log").write_text(log, "utf-8")
    call("report", "one", "-o", "again.html", status=0)
    assert "Processor time" not in soup_of((tmp_path / "again.html").read_text("utf-8")).table.get_text()
    call("report", "one", "-o", "again.html", "--log", "run.log", status=0)
    assert "Processor time" in (tmp_path / "again.html").read_text("utf-8")
    assert "no line tells" in call("report", "one", "--log", "in/a.txt", status=2).err
    call("explain", "in/a.txt", "--html", "a.html", status=0)
    assert "The night ferry returns" in soup_of((tmp_path / "a.html").read_text("utf-8")).h1.get_text()
    assert "leave --plugin-only" in call("explain", "in/a.txt", "--html", "a.html", "--json", status=2).err
    assert "--to jsonl" in call("run", "in", "--output", "two", "--report", "--to", "jsonld", status=2).err
    assert call("diff", "one", "one", status=0).out == "2 documents are the same, 0 changed, 0 gone, 0 added\n"


def test_counts_of_the_run_itself_are_taken_from_its_summary(tmp_path: Path) -> None:
    folder = written(tmp_path / "run", documents())
    counts = {
        "records": 10,
        "documents": 3,
        "quarantined": 4,
        "skipped": 2,
        "dropped": 1,
        "reasons": {"empty": 5, "image": 2},
    }
    (folder / "summary.json").write_text(json.dumps(counts), "utf-8")
    soup = soup_of(run_report([folder]))
    tiles = dict(zip(words(soup, ".tile dt"), words(soup, ".tile dd:not(.note)"), strict=True))
    assert (tiles["Records in"], tiles["Dropped"], tiles["Quarantined"]) == ("10", "3", "4")
    assert "5 empty" in words(soup, "#quarantine-title ~ p .chip")


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    soup = soup_of(run_report([written(tmp_path / "run", [])]))
    assert soup.select_one("#documents tbody").get_text(strip=True) == "None."


def test_carriage_returns_and_odd_characters_stay_what_they_are() -> None:
    document = Pipeline(plugins=[]).clean("one \x0b two\r\n\r\nthree \u202e four \ud83d", media_type="text/plain")
    page = document_report(document)
    right = "".join(cell.get_text() for cell in soup_of(page).select(".texts td.r"))
    assert right == document.text.replace("\n", "")
    assert "\\u202e" in soup_of(page).select_one(".texts td").find_next("td").find_next("td").get_text()
    assert page.encode("utf-8")
