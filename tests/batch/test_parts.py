"""The documents in files: parts of bounded size, tables, folders; nothing is lost, and a kill changes nothing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Config, ConfigError, Document, Pipeline, restore
from normalizer.batch import merge, run
from normalizer.batch.parts import Layout, PartPlace, Parts
from normalizer.batch.shards import Target
from normalizer.formats.folders import FolderOfFiles, folders, safe_name
from normalizer.formats.json_lines import DocumentLines
from normalizer.formats.stored import documents_in

from .helpers import BUNDLED, article, command, environment, puppet, rows, wait_until, write_lines

PLAIN = Config(disable=BUNDLED)
FORMATS = ["jsonl", "parquet", "markdown", "text", "tei"]


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def needs(name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        records = [{"id": f"{name}{n}", "text": f"Report {n} of {name}. " * 9} for n in range(20)]
        write_lines(folder / f"{name}.jsonl", *records, b"bad", {"id": "same", "text": f"From {name}."})
    return folder


@pytest.mark.parametrize("name", ["jsonl", "parquet"])
def test_no_part_is_larger_than_asked_for_and_all_documents_are_there(tmp_path: Path, many: Path, name: str) -> None:
    needs(name)
    run([many], tmp_path / "one", config=PLAIN, workers=1)
    run([many], tmp_path / "parts", config=PLAIN, workers=2, writer=name, part_bytes=25_000)
    parts = sorted((tmp_path / "parts").glob("documents*"))
    assert [part.name for part in parts] == [f"documents-{n:05d}.{name}" for n in range(1, len(parts) + 1)]
    assert len(parts) >= 3
    found = [document for part in parts for document in documents_in(part)]
    assert found == list(documents_in(tmp_path / "one" / "documents.jsonl"))
    if name == "jsonl":
        assert all(part.stat().st_size <= 25_000 for part in parts)
    manifest = json.loads((tmp_path / "parts" / "manifest.json").read_bytes())
    for output in manifest["outputs"]:
        assert hashlib.sha256((tmp_path / "parts" / output["name"]).read_bytes()).hexdigest() == output["sha256"]


@pytest.mark.parametrize("name", FORMATS)
def test_joined_shards_are_one_run_in_any_format(tmp_path: Path, many: Path, name: str) -> None:
    needs(name)
    size = 40_000
    run([many], tmp_path / "whole", config=PLAIN, workers=1, writer=name, part_bytes=size)
    for number in (1, 2):
        run([many], tmp_path / f"{number}", config=PLAIN, workers=2, shard=(number, 2), part_bytes=size)
    merge([tmp_path / "2", tmp_path / "1"], tmp_path / "joined", target=Target(writer=name, part_bytes=size))
    whole, joined = tree(tmp_path / "whole"), tree(tmp_path / "joined")
    assert whole == joined
    assert len(whole) >= 5


def test_a_shard_must_hold_whole_documents(tmp_path: Path, many: Path) -> None:
    with pytest.raises(ConfigError, match="--to markdown to 'merge'"):
        run([many], tmp_path / "out", config=PLAIN, writer="markdown", shard=(1, 2))
    with pytest.raises(ConfigError, match="can't be compressed"):
        run([many], tmp_path / "out", config=PLAIN, writer="tei", compress="gz")


@pytest.mark.parametrize("name", ["parquet", "markdown"])
def test_a_killed_run_writes_the_same_parts(tmp_path: Path, name: str) -> None:
    needs(name)
    plugin = puppet(tmp_path)
    file = write_lines(tmp_path / "in.jsonl", *({"id": f"{n}", "text": article("slow")} for n in range(100)))
    more = ["--to", name, "--part-size", "32K", "--quiet", "--plugin", plugin]

    def started(out: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command(file, "-o", tmp_path / out, *more), env=environment())

    assert started("whole").wait() == 0
    pattern = "documents/*" if name == "markdown" else "documents-*"
    for parts in (1, 2):
        process = started("killed")
        wait_until(lambda p=parts: len(list((tmp_path / "killed" / ".run" / "parts").glob(pattern))) >= p, process)
        process.kill()
        process.wait()
    assert started("killed").wait() in (0, 2)  # 2: the last kill came too late, and the output is there
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")


def test_a_run_that_replaces_another_leaves_none_of_its_parts(tmp_path: Path, many: Path) -> None:
    run([many], tmp_path / "out", config=PLAIN, workers=1, writer="text")
    run([many], tmp_path / "out", config=PLAIN, workers=1, part_bytes=5000, overwrite=True)
    run([many], tmp_path / "out", config=PLAIN, workers=1, overwrite=True)
    assert sorted(tree(tmp_path / "out")) == ["documents.jsonl", "manifest.json", "quarantine.jsonl", "summary.json"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=20), st.integers(1, 60), st.integers(0, 20))
def test_parts_go_on_where_they_were_synced(
    tmp_path_factory: pytest.TempPathFactory, documents: list[bytes], most: int, stop: int
) -> None:
    work = tmp_path_factory.mktemp("work")
    shape = Layout(DocumentLines(), part_bytes=most)
    parts = Parts(work, shape, PartPlace())
    place = PartPlace()
    for number, data in enumerate(documents):
        if number == stop:
            place = parts.sync()
        parts.write(data)
    parts.close()
    again = Parts(work, shape, place)
    for data in documents[stop if place != PartPlace() else 0 :]:
        again.write(data)
    written = [(again.ready / name).read_bytes() for name in again.finish()]
    assert b"".join(written) == b"".join(documents)
    assert all(len(part) <= most or part in documents for part in written)


HOSTILE = [
    *("../../x", "/etc/passwd", "..", ".", "a/b", "a\\b", "a\0b", "CON", "nul.txt", "x" * 500, " ", "\u202e", "A", "a"),
    *("a-2", "~", "-rf", "$(touch x)", "\ud7ff", "a b", "a?b", "a-b", "\n", "e\u0301", "\u00e9", ".hidden", "a:b"),
]


def test_hostile_identifiers_stay_in_the_folder_and_overwrite_nothing(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "in.jsonl", *({"id": one, "text": f"Text {n}."} for n, one in enumerate(HOSTILE)))
    run([file], tmp_path / "out", config=PLAIN, workers=1, writer="text")
    written = list((tmp_path / "out" / "documents" / "00001").iterdir())
    assert len(written) == len({path.name.casefold() for path in written}) == len(HOSTILE)
    assert {path.read_text("utf-8").rpartition("---\n\n")[2] for path in written} == {
        f"Text {n}.\n" for n in range(len(HOSTILE))
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]


@given(st.text())
def test_a_safe_name_is_one_plain_name(identifier: str) -> None:
    name = safe_name(identifier)
    assert name.isascii() and name and not name.startswith((".", "-")) and "/" not in name
    assert Path(name).name == name and len(name) <= 101


def test_a_folder_holds_at_most_so_many_files(tmp_path: Path) -> None:
    shape = Layout(folders()[1], part_documents=2)
    parts = Parts(tmp_path, shape, PartPlace())
    for number in range(5):
        parts.write(shape.writer.encode(Pipeline(PLAIN).clean("Rain.", id=f"n{number}")))
    assert parts.finish() == ["documents/00001", "documents/00002", "documents/00003"]
    assert sorted(tree(parts.ready)) == [
        *("documents/00001/n0.txt", "documents/00001/n1.txt", "documents/00002/n2.txt"),
        *("documents/00002/n3.txt", "documents/00003/n4.txt"),
    ]


class Broken(FolderOfFiles):
    def pack(self, lines: object, target: Path) -> None:
        raise RuntimeError("no")


def test_a_format_that_fails_to_pack_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    parts = Parts(tmp_path, Layout(Broken("broken", ".x", str), part_documents=1), PartPlace())
    parts.write(b"one\n")
    with pytest.raises(OSError, match="'broken' can't be written"):
        parts.finish()
    parts.close()
    assert tree(parts.ready) == {}


UNHOLDABLE = "\x07\x1b\ufffe"
TEI = "{http://www.tei-c.org/ns/1.0}"
PAGE = (
    "<html lang=en><title>Rain &amp; wind</title><article><h1>Rain</h1><p>It rained \u2018all <b>night</b>."
    "<h2>After &lt;it&gt;</h2><ul><li>one<li>two</ul><table><tr><td>a<td>b<tr><td>c<td>d</table><blockquote>Quoted"
    "</blockquote><pre>x = 1</pre></article></html>"
)


def test_tei_is_well_formed_and_holds_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    write_lines(tmp_path / "b.jsonl", {"text": "Bad \x07\x1b[31m & <worse> ]]> \ufffe.", "date": "2024-05-06T10:20"})
    run([tmp_path / "a.html", tmp_path / "b.jsonl"], tmp_path / "out", workers=1, writer="tei")
    run([tmp_path / "a.html", tmp_path / "b.jsonl"], tmp_path / "lines", workers=1)
    held = rows(tmp_path / "lines" / "documents.jsonl")
    for document, name in zip(held, ("a.html", "b.jsonl-1"), strict=True):
        root = ET.parse(tmp_path / "out" / "documents" / "00001" / f"{name}.xml").getroot()
        assert root.tag == f"{TEI}TEI"
        written = " ".join(root.find(f"{TEI}text").itertext()).split()
        assert written == "".join("\ufffd" if c in UNHOLDABLE else c for c in document["text"]).split()
        date = root.find(f".//{TEI}date")
        assert date is None or date.get("when") in ("2024-05-06",)


def test_parquet_restores_what_came_in(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    texts = [
        "It\u2019s late.\n\nLeave a Reply\n",
        "caf\u00c3\u00a9 au lait, she said.\r\n\r\nTwo.",
        "\u0644\u064a\u0644",
    ]
    file = write_lines(tmp_path / "in.jsonl", *({"id": str(n), "text": text} for n, text in enumerate(texts)))
    run([file], tmp_path / "out", workers=1, writer="parquet")
    (part,) = (tmp_path / "out").glob("*.parquet")
    assert part.name == "documents-00001.parquet"
    documents: list[Document] = list(documents_in(part))
    assert [restore(document) for document in documents] == texts
