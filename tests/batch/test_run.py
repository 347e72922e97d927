"""The main job: what goes in, what comes out, what is said, and with which exit status."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import normalizer
from normalizer import Config, Document
from normalizer.batch import Summary, run

from .helpers import BUNDLED, article, call, contents, documents, puppet, quarantine, rows, write_lines

PLAIN = Config(disable=BUNDLED)


def test_files_folders_and_lines_come_out_in_one_order(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text("Second.", "utf-8")
    (folder / "sub" / "c.html").write_text("<p>Fourth.</p>", "utf-8")
    (folder / "style.css").write_text("p {}", "utf-8")
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "x", "text": "First."}\n'))
    write_lines(folder / "sub" / "a.jsonl", {"body": "Third.", "url": "https://a.example/3", "date": "2024-05-06"})
    result = call(folder, "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert result.stdout == b""
    assert b"4 records in: 4 cleaned, 0 quarantined" in result.stderr
    out = documents(tmp_path / "out")
    assert [one["id"] for one in out] == ["x", "b.txt", "sub/a.jsonl:1", "sub/c.html"]
    assert out[2]["url"] == "https://a.example/3"
    assert out[2]["published"] == "2024-05-06"
    assert (out[2]["source"]["file"], out[2]["source"]["record"]) == ("sub/a.jsonl", 1)
    assert sorted(contents(tmp_path / "out")) == [
        "documents.jsonl",
        "manifest.json",
        "quarantine.jsonl",
        "summary.json",
    ]


def test_standard_input_and_named_fields(tmp_path: Path) -> None:
    line = json.dumps({"story": "It rained.", "text": "not this", "key": 7, "where": "https://b.example"}).encode()
    options = ("--text-field", "story", "--id-field", "key", "--url-field", "where", "--quiet")
    result = call("-", "-o", tmp_path / "out", *options, stdin=line)
    assert (result.returncode, result.stderr) == (0, b"")
    (only,) = documents(tmp_path / "out")
    assert (only["id"], only["url"], only["text"]) == ("7", "https://b.example", "It rained.")


def test_every_record_is_cleaned_or_in_the_quarantine_with_what_came_in(tmp_path: Path) -> None:
    bad = [
        b"not json",
        b'{"text": "caf\xe9"}',
        b"[1]",
        b'{"text": 5}',
        b'{"id": "no-text"}',
        b'{"text": "  "}',
        b'{"text": NaN}',
        b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"id": ["x"], "text": "t"}',
        b"\0" * 40,
    ]
    file = write_lines(tmp_path / "in.jsonl", {"text": "One."}, *bad, {"text": "Two."})
    result = call(file, "-o", tmp_path / "out")
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert [one["text"] for one in documents(tmp_path / "out")] == ["One.", "Two."]
    held = quarantine(tmp_path / "out")
    assert [row["reason"] for row in held] == [
        "not-json",
        "not-utf8",
        "not-an-object",
        "wrong-type",
        "missing-field",
        "empty",
        "not-json",
        "not-json",
        "wrong-type",
        "not-json",
    ]
    assert [row["record"] for row in held] == list(range(2, 12))
    assert all(row["file"] == "in.jsonl" and row["message"] for row in held)
    assert {row["plugin"] for row in held} <= {"jsonl", "text"}
    import base64

    received = [row["text"].encode() if "text" in row else base64.b64decode(row["base64"]) for row in held]
    assert received == bad
    data = file.read_bytes()
    assert all(data[row["offset"] :].startswith(raw) for row, raw in zip(held, bad, strict=True))


def test_odd_files_are_reported_and_cost_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("Fine.", "utf-8")
    (folder / "empty.txt").touch()
    (folder / "nul.txt").write_bytes(bytes(500))
    write_lines(folder / "nothing.jsonl", {"text": "\0"})
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "up").symlink_to("..")
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Whole."}\n' * 3)[:-8])
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(1 << 40)
    (folder / "\x1b[31mred\udcff.txt").write_text("Named oddly.", "utf-8")
    result = call(folder, "-o", tmp_path / "out", "--max-bytes", 100_000)
    assert result.returncode == 1
    assert b"\x1b[31m" not in result.stderr
    assert {one["text"] for one in documents(tmp_path / "out")} == {"Fine.", "Whole.", "Named oddly."}
    assert {row["file"]: row["reason"] for row in quarantine(tmp_path / "out")} == {
        "empty.txt": "empty",
        "nul.txt": "empty",
        "nothing.jsonl": "empty",
        "picture.html": "binary",
        "pipe.txt": "not-a-file",
        "loop.txt": "link",
        "zero.txt": "link",
        "up": "link",
        "cut.jsonl.gz": "truncated",
        "huge.txt": "too-long",
    }


def test_identifiers_are_unique_and_never_file_names(tmp_path: Path) -> None:
    ids = ["../../x", "/etc/x", "same", "same", "x" * 5000, "", None, "nul\0", "\ud800", "same~in.jsonl:4"]
    write_lines(tmp_path / "in.jsonl", *({"id": one, "text": "Text."} for one in ids))
    assert call(tmp_path / "in.jsonl", "-o", tmp_path / "out").returncode == 0
    found = [one["id"] for one in documents(tmp_path / "out")]
    assert found[:4] == ["../../x", "/etc/x", "same", "same~in.jsonl:4"]
    assert len(set(found)) == len(ids)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]


def test_wrong_usage_has_status_2_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", "utf-8")
    out = tmp_path / "out"
    for arguments, message in (
        (["nowhere.txt", "-o", out], b"no such file or folder"),
        ([tmp_path / "*.pdf", "-o", out], b"no such file or folder"),
        ([tmp_path / "a.txt"], b"--output"),
        ([tmp_path / "a.txt", "-o", out, "--from", "jsnol"], b"did you mean 'json"),
        ([tmp_path / "a.txt", "-o", out, "--to", "docx"], b"no output format 'docx'"),
        ([tmp_path / "a.txt", "-o", tmp_path / "a.txt"], b"this is a file"),
        ([tmp_path / "a.txt", "-o", out, "--disable", "nmes"], b"did you mean 'names'"),
        ([tmp_path / "a.txt", "-o", out, "--workers", "0"], b"--workers"),
    ):
        result = call(*arguments)
        assert result.returncode == 2, arguments
        assert message in result.stderr
        assert b"Traceback" not in result.stderr
        assert not out.exists()


def test_output_that_is_there_is_kept_unless_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", "utf-8")
    assert call(tmp_path / "a.txt", "-o", tmp_path / "out").returncode == 0
    before = contents(tmp_path / "out")
    refused = call(tmp_path / "a.txt", "-o", tmp_path / "out")
    assert refused.returncode == 2
    assert b"--overwrite" in refused.stderr
    assert contents(tmp_path / "out") == before
    (tmp_path / "a.txt").write_text("Other.", "utf-8")
    assert call(tmp_path / "a.txt", "-o", tmp_path / "out", "--overwrite").returncode == 0
    assert documents(tmp_path / "out")[0]["text"] == "Other."


def test_the_same_bytes_for_any_number_of_workers_and_order_of_inputs(tmp_path: Path) -> None:
    plugin = puppet(tmp_path)
    write_lines(tmp_path / "b.jsonl", *({"id": str(n), "text": article() + f" {n}"} for n in range(90)), b"bad")
    (tmp_path / "a.txt").write_text(article(), "utf-8")
    outputs = []
    for number, (workers, names) in enumerate([(1, "ab"), (2, "ba"), (4, "ab")]):
        inputs = [tmp_path / ("a.txt" if name == "a" else "b.jsonl") for name in names]
        out = tmp_path / f"out{number}"
        assert call(*inputs, "-o", out, "--plugin", plugin, "--workers", workers).returncode == 1
        outputs.append(contents(out))
    assert outputs[0] == outputs[1] == outputs[2]
    summary = json.loads(outputs[0]["summary.json"])
    assert (summary["records"], summary["documents"], summary["quarantined"]) == (92, 91, 1)
    assert summary["changes"] == {"puppet": {"advert": {"times": 91, "removed": 91 * 18, "added": 0}}}
    manifest = json.loads(outputs[0]["manifest.json"])
    for file in manifest["outputs"]:
        assert hashlib.sha256(outputs[0][file["name"]]).hexdigest() == file["sha256"]


def test_the_library_does_the_same(tmp_path: Path) -> None:
    write_lines(tmp_path / "in.jsonl", {"text": "One."}, b"bad", {"text": "Two."})
    seen: list[int] = []
    summary = run([tmp_path / "in.jsonl"], tmp_path / "out", config=PLAIN, workers=1, progress=lambda p: seen.append(1))
    assert (summary.records, summary.documents, summary.quarantined) == (3, 2, 1)
    assert summary.reasons == {"not-json": 1}
    for line in (tmp_path / "out" / "documents.jsonl").read_bytes().splitlines():
        document = Document.from_json(line)
        assert normalizer.restore(document) == document.text
    assert summary + Summary() == summary
    assert (summary + summary).records == 6


def test_a_dry_run_lists_and_a_log_is_json(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Text.", "utf-8")
    (tmp_path / "in" / "b\x1b[2J.txt").symlink_to("a.txt")
    (tmp_path / "in" / "c.png").touch()
    listed = call(tmp_path / "in", "--dry-run")
    assert listed.returncode == 0
    assert listed.stdout.decode().splitlines() == [
        "1 files to read, 5 bytes",
        "  a.txt: 5 bytes",
        "  b\\x1b[2J.txt: a symbolic link is not followed (--follow-links changes that)",
        "  ignored: 1 files .png",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    logged = call(tmp_path / "in", "-o", tmp_path / "out", "--log-json")
    end = json.loads(logged.stderr.splitlines()[-1])
    assert (end["event"], end["records"], end["documents"], end["quarantined"]) == ("end", 2, 1, 1)


def test_limit_takes_the_first_records(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "in.jsonl", *({"text": str(n)} for n in range(9)))
    assert run([file], tmp_path / "out", config=PLAIN, limit=4, workers=2).records == 4
    assert [one["text"] for one in documents(tmp_path / "out")] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("name", ["gz", "zst"])
def test_compressed_output_holds_the_same(tmp_path: Path, name: str) -> None:
    if name == "zst":
        pytest.importorskip("zstandard")
    file = write_lines(tmp_path / "in.jsonl", *({"text": f"Number {n}. " * 30} for n in range(40)))
    run([file], tmp_path / "plain", config=PLAIN, workers=1)
    run([file], tmp_path / "packed", config=PLAIN, workers=2, compress=name)
    packed = tmp_path / "packed" / f"documents.jsonl.{name}"
    # A run reads what a run wrote.
    run([packed], tmp_path / "again", config=PLAIN, workers=1)
    assert [one["text"] for one in documents(tmp_path / "again")] == [
        one["text"] for one in documents(tmp_path / "plain")
    ]


def test_json_ld_is_an_article_of_schema_org(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "in.jsonl", {"id": "a", "text": "Rain.", "date": "2024-05-06"})
    run([file], tmp_path / "out", config=PLAIN, workers=1, writer="jsonld")
    (only,) = rows(tmp_path / "out" / "documents.jsonld.jsonl")
    assert only == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": "a",
        "datePublished": "2024-05-06",
        "articleBody": "Rain.",
    }


def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    file = write_lines(tmp_path / "in.jsonl", *({"text": "word " * 2000} for _ in range(20)))

    def small_files(most: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    for most in (9_000, 60_000):
        result = call(file, "-o", tmp_path / "out", preexec_fn=lambda most=most: small_files(most))
        assert result.returncode == 1
        assert b"the run is not complete" in result.stderr
        assert b"Traceback" not in result.stderr
        assert not (tmp_path / "out").exists()


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_lines = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(["id", "text", "html", "url", "date", "x"]), _values, max_size=5).map(
        lambda record: json.dumps(record).encode()
    ),
    st.text(min_size=1, max_size=60).map(lambda text: json.dumps({"text": text}).encode()),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_lines, max_size=12))
def test_whatever_comes_in_the_counts_add_up(tmp_path: Path, lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b" ").replace(b"\x1f\x8b", b"") for line in lines]
    file = write_lines(tmp_path / "in.jsonl", b'{"text": "first"}', *lines)
    summary = run([file], tmp_path / "out", config=PLAIN, overwrite=True, workers=1)
    expected = 1 + sum(bool(line.strip()) for line in lines)
    assert summary.records == expected == summary.documents + summary.quarantined
    assert len(rows(tmp_path / "out" / "documents.jsonl")) == summary.documents
    assert len(rows(tmp_path / "out" / "quarantine.jsonl")) == summary.quarantined


def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("Text.", "utf-8")
    (tmp_path / "in" / "closed").chmod(0)
    assert run([tmp_path / "in"], tmp_path / "out", config=PLAIN).reasons == {"unreadable-folder": 1}
