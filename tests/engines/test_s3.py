"""Input in S3, on a server of its own, where moto and s3fs are installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from normalizer import batch

CONFIG = {"disable": ["article", "boilerplate", "names", "repair"]}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    moto: Any = pytest.importorskip("moto.server", reason="moto is not installed")
    s3fs: Any = pytest.importorskip("s3fs", reason="s3fs is not installed")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.mkdir("crawl")
    yield system
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.filterwarnings("ignore")
def test_a_bucket_is_read_like_a_folder(bucket: Any, tmp_path: Path) -> None:
    lines = [f'{{"id": "{n}", "text": "Story {n} is told here."}}\n' for n in range(50)]
    (tmp_path / "crawl" / "deep").mkdir(parents=True)
    for name, part in (("a.jsonl", lines[:20]), ("deep/b.jsonl", lines[20:])):
        (tmp_path / "crawl" / name).write_text("".join(part), "utf-8")
        bucket.pipe(f"crawl/{name}", "".join(part).encode())
    there = batch.run(["s3://crawl"], tmp_path / "there", config=CONFIG)
    here = batch.run([tmp_path / "crawl"], tmp_path / "here", config=CONFIG)
    assert there.steady() == here.steady()
    assert (tmp_path / "there" / "documents.jsonl").read_bytes() == (tmp_path / "here" / "documents.jsonl").read_bytes()
