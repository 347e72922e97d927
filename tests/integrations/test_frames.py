"""`clean_batch` from the libraries in which people hold their articles: each is one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import normalizer
from normalizer import Config, Document
from normalizer.engines.arrow import BatchCleaner, clean_batch
from normalizer.formats.arrow import document_of

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (dependency group 'dev')")

ARTICLES = {
    "id": ["ferry", "rain", "nothing"],
    "text": [
        "The night ferry returns\n\nIt\u2019s back after two years, with forty people on board.\n\nLeave a Reply",
        "Rain at last\n\nIt rained all day in Lindholm, for the first time since the ice broke in March.",
        None,
    ],
    "url": ["https://quay.example/ferry", "https://quay.example/rain", None],
    "rank": [1, 2, 3],
}


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed (dependency group 'integrations')")


def assert_cleaned(rows: list[dict[str, Any]]) -> None:
    """The rows are those of `ARTICLES`, in order, with the documents that the library itself makes."""
    assert [row["status"] for row in rows] == ["cleaned", "cleaned", "failed"]
    assert rows[2]["reason"] == "missing-field"
    for number, row in enumerate(rows[:2]):
        own = normalizer.Pipeline().clean(
            normalizer.Item(content=ARTICLES["text"][number], id=ARTICLES["id"][number], url=ARTICLES["url"][number])
        )
        assert (row["id"], row["text"], row["language"], row["url"]) == (own.id, own.text, own.language, own.url)
    assert rows[0]["removed"][0]["text"] == "Leave a Reply"


def test_pandas() -> None:
    pandas = library("pandas")
    frame = pandas.DataFrame(ARTICLES)
    cleaned = clean_batch(pyarrow.Table.from_pandas(frame)).to_pandas()
    assert_cleaned(cleaned.to_dict("records"))
    # The rows keep their places, so that what came in can stand beside what came out.
    assert frame.join(cleaned[["status"]]).loc[2, ["rank", "status"]].tolist() == [3, "failed"]


def test_polars() -> None:
    polars = library("polars")
    frame = polars.DataFrame(ARTICLES)
    cleaned = polars.from_arrow(clean_batch(frame.to_arrow()))
    assert_cleaned(cleaned.to_dicts())
    assert frame.select("rank").hstack(cleaned.select("status")).row(2) == (3, "failed")


def test_a_document_comes_back_from_a_row_of_polars() -> None:
    polars = library("polars")
    row = polars.from_arrow(clean_batch(polars.DataFrame(ARTICLES).to_arrow())).row(0, named=True)
    document = document_of(row)
    assert isinstance(document, Document)
    assert normalizer.restore(document) == ARTICLES["text"][0]


@pytest.mark.parametrize("processes", [None, 2])
def test_datasets(processes: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = library("datasets")
    dataset = datasets.Dataset.from_dict(ARTICLES).with_format("arrow")
    cleaned = dataset.map(
        clean_batch, batched=True, batch_size=2, remove_columns=dataset.column_names, num_proc=processes
    )
    assert_cleaned(cleaned.with_format(None).to_list())


def test_a_configuration_goes_along() -> None:
    datasets = library("datasets")
    dataset = datasets.Dataset.from_dict(ARTICLES).with_format("arrow")
    keep = BatchCleaner(config=Config(disable=("boilerplate",)))
    cleaned = dataset.map(keep, batched=True, remove_columns=dataset.column_names)
    assert cleaned.with_format(None)[0]["text"].endswith("Leave a Reply")
