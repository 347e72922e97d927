"""Fixtures for pytest: write ``pytest_plugins = ["normalizer.testing.fixtures"]`` in the top ``conftest.py``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from normalizer.document import Document
from normalizer.pipeline import Pipeline
from normalizer.testing.documents import make_document as _make_document
from normalizer.testing.samples import ODD, categories, in_context


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """`normalizer.testing.make_document`."""
    return _make_document


@pytest.fixture
def clean_with() -> Callable[..., Document]:
    """Clean a text with the plugin objects given, and nothing else: ``clean_with("text", Mine())``."""

    def clean(content: str | bytes | Document, *plugins: object) -> Document:
        return Pipeline(plugins=plugins).clean(content)

    return clean


@pytest.fixture(params=[*ODD, *(f"category {name}" for name in categories())])
def odd_text(request: pytest.FixtureRequest) -> str:
    """Each odd text of the contract suite in turn, then a text for each Unicode category."""
    name: str = request.param
    return ODD[name] if name in ODD else in_context(categories()[name.removeprefix("category ")])
