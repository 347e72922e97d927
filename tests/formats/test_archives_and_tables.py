"""CSV, Parquet, WARC, tar and ZIP: good records come out, broken ones are named, nothing is lost or unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Config, Item
from normalizer.batch import run
from normalizer.errors import InputError
from normalizer.formats import BadRecord, ReadOptions, Skipped
from normalizer.formats.builtin import formats
from normalizer.formats.streams import opened

from ..batch.helpers import BUNDLED, documents, quarantine

KNOWN = formats([])
PAGE = b"<html><body><p>The ferry is back.</p></body></html>"


def read(name: str, data: bytes, options: ReadOptions | None = None) -> list[Item | BadRecord | Skipped]:
    return list(KNOWN.readers[name].read(io.BufferedReader(io.BytesIO(data)), options or ReadOptions()))


def kinds(found: list[Item | BadRecord | Skipped]) -> list[str]:
    return [one.reason if isinstance(one, BadRecord | Skipped) else "item" for one in found]


def test_csv_rows_are_records_with_their_line_and_raw_form() -> None:
    data = b'\xef\xbb\xbfid,text\r\n1,"one\r\nmore"\r\n2\r\n\r\n3,caf\xe9\r\n4,four\r\n'
    found = read("csv", data)
    assert kinds(found) == ["item", "wrong-columns", "not-utf8", "item"]
    first, _, third, last = found
    assert isinstance(first, Item)
    assert (first.id, first.content, first.record, first.raw) == ("1", "one\r\nmore", 2, b'1,"one\r\nmore"\r\n')
    assert isinstance(third, BadRecord)
    assert third.raw == b"3,caf\xe9\r\n"
    assert isinstance(last, Item)
    assert data[last.offset :] == last.raw


def test_a_quote_that_is_not_closed_keeps_the_rest() -> None:
    (bad,) = read("csv", b'id,text\n1,"never closed\n2,two\n')
    assert isinstance(bad, BadRecord)
    assert (bad.reason, bad.raw) == ("not-csv", b'1,"never closed\n2,two\n')


def test_tabs() -> None:
    (item,) = read("tsv", b"id\ttext\n1\ta, b\n")
    assert isinstance(item, Item)
    assert item.content == "a, b"


def test_parquet_rows_are_records() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.table({"id": ["a", "b"], "text": ["one", None], "other": [1, 2]}), out)
    found = read("parquet", out.getvalue())
    assert kinds(found) == ["item", "missing-field"]


def warc(body: bytes, kind: str = "response", length: int | None = None) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/\r\nWARC-Record-ID: <urn:x:1>\r\n"
    return (
        head.encode() + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body + b"\r\n\r\n"
    )


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress])
def test_what_must_be_sought_in_is_read_compressed_and_from_a_pipe_too(
    squeeze: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": ["The ferry is back."] * 3}), table)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("one.html", PAGE)
    for name, data, records in (("table.parquet", table.getvalue(), 3), ("pages.zip", archive.getvalue(), 1)):
        file = tmp_path / f"{name}.packed"
        file.write_bytes(squeeze(data))
        with file.open("rb") as raw:
            stream, _ = opened(raw)
            found = list(KNOWN.readers[name.partition(".")[2]].read(stream, ReadOptions()))
        assert kinds(found) == ["item"] * records


def test_a_bomb_that_must_be_sought_in_is_stopped_before_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalizer.formats.streams.MAX_COPY", 5_000_000)
    stream, _ = opened(io.BytesIO(gzip.compress(random.Random(1).randbytes(3_000_000) * 2)))
    with pytest.raises(InputError) as error:
        list(KNOWN.readers["zip"].read(stream, ReadOptions()))
    assert error.value.reason == "too-long"


def test_warc_responses_that_are_articles_come_out() -> None:
    html = "Content-Type: text/html; charset=iso-8859-2"
    records = [
        warc(b"software: x", "warcinfo"),
        warc(answer(PAGE, html)),
        warc(answer(gzip.compress(PAGE), html, "Content-Encoding: gzip")),
        warc(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Ab\r\n0\r\n\r\n"),
        warc(answer(b"gone", html, status="404 Not Found")),
        warc(answer(b"\x89PNG", "Content-Type: image/png")),
        warc(answer(PAGE, html, "Content-Encoding: br")),
        warc(answer(PAGE[:-5], html).replace(b"Content-Length: 46", b"Content-Length: 51")),
    ]
    found = read("warc", b"".join(records))
    assert kinds(found) == [
        "warc-warcinfo",
        "item",
        "item",
        "item",
        "warc-other-status",
        "warc-other-media",
        "bad-http",
        "bad-http",
    ]
    first, second, third = found[1:4]
    assert isinstance(first, Item) and isinstance(second, Item) and isinstance(third, Item)
    assert (first.content, first.url, first.charset, first.id) == (PAGE, "https://a.example/", "iso-8859-2", "urn:x:1")
    assert (second.content, third.content) == (PAGE, b"<p>Ab")
    assert first.raw == records[1][:-4]


def test_a_warc_record_with_a_wrong_length_does_not_take_the_next_with_it() -> None:
    good = warc(answer(PAGE))
    assert kinds(read("warc", good + warc(answer(PAGE), length=-5) + good)) == ["item", "bad-header", "item"]
    assert kinds(read("warc", good + warc(answer(PAGE), length=10**12) + good)) == ["item", "truncated"]
    assert kinds(read("warc", good + good[:-40])) == ["item", "truncated"]


@given(st.binary(max_size=300), st.sampled_from(["warc", "csv", "tar", "zip", "jsonl", "json", "html"]))
def test_any_bytes_are_records_bad_records_or_a_bad_file(data: bytes, name: str) -> None:
    from normalizer import InputError

    try:
        found = read(name, b"WARC/1.0\r\n" + data if name == "warc" else data)
    except InputError as error:
        assert error.reason
    else:
        assert all(isinstance(one, Item | BadRecord | Skipped) for one in found)


def test_members_of_archives_are_read_where_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with tarfile.open(folder / "a.tar.gz", "w:gz") as archive:
        for name, data in (("../x.txt", b"Outside."), ("b.jsonl.gz", gzip.compress(b'{"text": "Inside."}\nbad\n'))):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with zipfile.ZipFile(folder / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("/c.html", "<p>Zipped.</p>")
        archive.writestr("d.png", b"\x89PNG")
        archive.writestr("bomb.txt", bytes(1 << 22))
    (folder / "broken.zip").write_bytes(b"PK\x03\x04")
    summary = run([folder], tmp_path / "out", config=Config(disable=BUNDLED), workers=1)
    assert [(one["id"], one["text"]) for one in documents(tmp_path / "out")] == [
        ("a.tar.gz!../x.txt", "Outside."),
        ("a.tar.gz!b.jsonl.gz:1", "Inside."),
        ("b.zip!/c.html", "<p>Zipped.</p>"),
    ]
    assert [(row["file"], row["reason"]) for row in quarantine(tmp_path / "out")] == [
        ("a.tar.gz!b.jsonl.gz", "not-json"),
        ("a.tar.gz!link.txt", "not-a-file"),
        ("b.zip!bomb.txt", "decompression-bomb"),
        ("broken.zip", "corrupt"),
    ]
    assert (summary.records, summary.documents, summary.quarantined, summary.skipped) == (8, 3, 4, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
