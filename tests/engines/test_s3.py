"""Input and output in S3, on a server of its own, where moto and s3fs are installed."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from normalizer import batch
from normalizer.batch.shards import merge
from normalizer.config import from_mapping

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
    # What earlier servers of this process held is there still.
    urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
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


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_reads_from_a_bucket_and_writes_to_one(bucket: Any, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    from normalizer.engines.dask import DaskEngine
    from normalizer.engines.shards import run_shards

    for number in range(3):
        lines = [f'{{"id": "{number}-{n}", "text": "Story {n} of {number} is told."}}\n' for n in range(20)]
        bucket.pipe(f"crawl/{number}.jsonl", "".join(lines).encode())
    bucket.mkdir("cleaned")
    here = batch.run(["s3://crawl"], tmp_path / "here", config=CONFIG)
    there = batch.run(["s3://crawl"], "s3://cleaned/one", config=CONFIG, crew=DaskEngine(), workers=1)
    assert there.steady() == here.steady()
    expected = (tmp_path / "here" / "documents.jsonl").read_bytes()
    assert bucket.cat_file("cleaned/one/documents.jsonl") == expected

    def shards() -> batch.Summary:
        config, options = from_mapping(CONFIG, "test"), batch.Options(workers=2)
        return run_shards(["s3://crawl"], "s3://cleaned/many", 3, config=config, options=options)

    assert shards().steady() == here.steady()
    bucket.get("cleaned/many", str(tmp_path / "many"), recursive=True)
    merge(sorted((tmp_path / "many").iterdir()), tmp_path / "whole")
    assert (tmp_path / "whole" / "documents.jsonl").read_bytes() == expected
    made = {name: about["LastModified"] for name, about in bucket.find("cleaned/many", detail=True).items()}
    bucket.rm("cleaned/many/shard-00002-of-00003", recursive=True)
    assert shards().steady() == here.steady()
    again = {name: about["LastModified"] for name, about in bucket.find("cleaned/many", detail=True).items()}
    assert set(again) == set(made)
    assert all(made[name] == again[name] for name in made if "shard-00002" not in name)
