"""What no article is as long as stays as it is, and says why."""

from __future__ import annotations

import pytest

from normalizer import Pipeline
from normalizer_boilerplate import Boilerplate


def test_a_document_of_too_many_blocks_stays_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The ferry was late on Monday, the harbour master said, and nobody knew why.\n\nLeave a Reply"
    pipeline = Pipeline(plugins=[Boilerplate()])
    assert pipeline.clean(text).removed
    monkeypatch.setattr("normalizer_boilerplate.plugin.MAX_BLOCKS", 1)
    document = pipeline.clean(text)
    assert document.text == text
    assert "too-many-blocks" in document.to_json()
    assert pipeline.clean(document) == document
