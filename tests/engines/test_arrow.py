"""Arrow in, Arrow out: one row for each row, and no row ever raises."""

from __future__ import annotations

import os
import threading
from datetime import date

import pyarrow as pa
import pytest

from normalizer import Pipeline, PluginError, hookimpl, plugin, restore
from normalizer.batch import Limits
from normalizer.engines import cleaner
from normalizer.engines.arrow import clean_batch, schema
from normalizer.formats.arrow import document_of

from .puppet import Puppet


def story(act: str = "nothing") -> str:
    return f"The river rose in the night.\n\nADVERT Buy boats\n\nIn the morning DO {act}. it fell."


def rows(table: pa.Table | pa.RecordBatch) -> list[dict[str, object]]:
    found: list[dict[str, object]] = table.to_pylist()
    return found


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(plugins=[Puppet()])


def test_a_row_for_each_row(pipeline: Pipeline) -> None:
    table = pa.table({"text": [story(), "", None, story("again")], "id": ["a", "b", "c", None], "other": [1, 2, 3, 4]})
    cleaned = clean_batch(table, pipeline)
    assert isinstance(cleaned, pa.Table)
    assert cleaned.schema == schema()
    found = rows(cleaned)
    assert [row["status"] for row in found] == ["cleaned", "failed", "failed", "cleaned"]
    assert [row["reason"] for row in found] == [None, "empty", "missing-field", None]
    assert found[0]["text"] == "The river rose in the night.\n\nIn the morning DO nothing. it fell."
    told = ("status", "reason", "error", "plugin")
    document = document_of({name: value for name, value in found[0].items() if name not in told})
    assert restore(document) == story()
    assert document == pipeline.clean(story(), id="a")


def test_a_batch_is_answered_with_a_batch(pipeline: Pipeline) -> None:
    batch = pa.RecordBatch.from_pydict({"html": ["<p>The river rose.</p>"], "date": [date(2024, 5, 1)]})
    cleaned = clean_batch(batch, Pipeline({"disable": ["names"]}))
    assert isinstance(cleaned, pa.RecordBatch)
    assert rows(cleaned)[0]["published"] == "2024-05-01"
    assert clean_batch(pa.table({"text": pa.array([], pa.string())}), pipeline).num_rows == 0


def test_faults_cost_their_own_row(pipeline: Pipeline) -> None:
    acts = ["nothing", "raise", "exit", "eat", "nothing"]
    table = pa.table({"text": [story(act) for act in acts], "id": [f"{n}" for n in range(5)]})
    found = rows(clean_batch(table, pipeline, limits=Limits(plugin_seconds=120, document_seconds=240, memory=400)))
    assert [row["status"] for row in found] == ["cleaned", "cleaned", "failed", "cleaned", "cleaned"]
    assert [len(row["failures"] or ()) for row in found] == [0, 1, 0, 1, 0]  # type: ignore[arg-type]
    assert (found[2]["id"], found[2]["reason"], found[2]["plugin"]) == ("2", "crash", "puppet")


def test_a_row_does_not_depend_on_its_batch(pipeline: Pipeline) -> None:
    texts = [story(str(n)) for n in range(40)]
    whole = clean_batch(pa.table({"text": texts}), pipeline)
    parts = [clean_batch(pa.table({"text": texts[n : n + 7]}), pipeline) for n in range(0, 40, 7)]
    assert whole.combine_chunks() == pa.concat_tables(parts).combine_chunks()


def test_it_works_in_threads(pipeline: Pipeline) -> None:
    found: dict[int, str] = {}

    def work(number: int) -> None:
        table = pa.table({"text": [story(f"{number}-{row}") for row in range(20)]})
        found[number] = str(clean_batch(table, pipeline)["text"][0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"DO {number}-0." in found[number] for number in range(4)] == [True] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_starts_its_own(pipeline: Pipeline) -> None:
    clean_batch(pa.table({"text": [story()]}), pipeline)
    assert cleaner._cleaners
    child = os.fork()
    if child == 0:
        os._exit(1 if cleaner._cleaners else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert clean_batch(pa.table({"text": [story()]}), pipeline).num_rows == 1


def test_a_pipeline_that_can_not_be_handed_over_is_refused() -> None:
    @plugin
    class Local:
        """Do nothing."""

        @hookimpl
        def finish(self) -> None:
            """Do nothing."""

    with pytest.raises(PluginError, match="can't be handed to another process"):
        clean_batch(pa.table({"text": [story()]}), Pipeline(plugins=[Local()]))
