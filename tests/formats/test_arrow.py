"""Documents as rows of a table: nothing is lost on the way there and back."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Document, Pipeline, restore

pyarrow = pytest.importorskip("pyarrow")

from normalizer.formats.arrow import JSON_COLUMNS, batch_of, document_of, row_of, schema  # noqa: E402

PAGE = (
    "<html lang=en><title>Rain</title><nav>Home</nav><article><h1>Rain in the \u2018night\u2019</h1>"
    "<p>By Ines Moreau</p><p>It rained &amp; rained, said Ana Silva. Silva stayed.</p></article></html>"
)
PIPELINE = Pipeline({"keep_source": True})


def test_a_column_for_each_field_of_a_document() -> None:
    assert tuple(schema().names) == Document.__struct_fields__
    assert all(schema().field(name).type == pyarrow.string() for name in (*JSON_COLUMNS, "text", "published"))
    assert schema().field("text").nullable is False
    assert schema().field("title").nullable is True


def test_a_document_of_html_comes_back_equal() -> None:
    document = PIPELINE.clean(PAGE, id="a", url="https://a.example/")
    assert document.ledger and document.removed
    (row,) = batch_of([document]).to_pylist()
    assert document_of(row) == document
    assert restore(document_of(row), source=True) == PAGE


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_text_comes_back_equal(texts: list[str]) -> None:
    documents = [PIPELINE.clean(text, id=str(number)) for number, text in enumerate(texts)]
    assert [document_of(row) for row in batch_of(documents).to_pylist()] == documents


def test_a_row_of_another_shape_is_refused_by_name() -> None:
    row = row_of(PIPELINE.clean("Rain.", id="a"))
    with pytest.raises(msgspec.ValidationError, match=r"\$\.text"):
        document_of({**row, "text": 5})
