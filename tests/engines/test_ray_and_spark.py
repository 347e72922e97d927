"""The same function on Ray Data and on Spark, where they are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from normalizer.config import Config
from normalizer.engines.arrow import BatchCleaner, schema

from .test_arrow import story

PLUGIN = Path(__file__).parent / "puppet.py"


@pytest.fixture
def cleaner() -> BatchCleaner:
    disable = ("article", "boilerplate", "names", "repair")
    return BatchCleaner(config=Config(plugin_files=(str(PLUGIN),), disable=disable))


def articles() -> pa.Table:
    acts = ["nothing", "raise", "exit", *["nothing"] * 37]
    return pa.table({"id": [f"{n:02}" for n in range(len(acts))], "text": [story(act) for act in acts]})


def check(table: pa.Table, cleaner: BatchCleaner) -> None:
    found = table.sort_by("id").to_pylist()
    assert [row["status"] for row in found] == ["cleaned", "cleaned", "failed", *["cleaned"] * 37]
    assert found[2]["plugin"] == "puppet"
    assert found == cleaner(articles()).to_pylist()


def test_one_function_for_a_table_and_for_batches(cleaner: BatchCleaner) -> None:
    check(pa.Table.from_batches(cleaner.partition(articles().to_batches(max_chunksize=7))), cleaner)


@pytest.mark.filterwarnings("ignore")
def test_ray(cleaner: BatchCleaner) -> None:
    ray: Any = pytest.importorskip("ray", reason="Ray is not installed")
    ray_data: Any = pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        data = ray_data.from_arrow(articles()).map_batches(cleaner, batch_format="pyarrow", batch_size=10)
        tables = [ray.get(one) for one in data.to_arrow_refs()]
    finally:
        ray.shutdown()
    check(pa.concat_tables(tables).cast(schema()), cleaner)


@pytest.mark.filterwarnings("ignore")
def test_spark(cleaner: BatchCleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    sql: Any = pytest.importorskip("pyspark.sql", reason="Spark is not installed")
    types: Any = pytest.importorskip("pyspark.sql.pandas.types")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    session = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = session.createDataFrame(articles().to_pandas()).repartition(3)
        cleaned = frame.mapInArrow(cleaner.partition, types.from_arrow_schema(schema()))
        rows = [row.asDict(recursive=True) for row in cleaned.collect()]
    finally:
        session.stop()
    check(pa.Table.from_pylist(rows, schema=schema()), cleaner)
