"""The rows that the model reads, and how the page is read around them."""

from __future__ import annotations

import gc
import random

import pytest

from normalizer_article import context, extract, extract_html, features, model
from normalizer_article.walker import read_page

PAGE = """<body><nav><a href=/>Home</a></nav><main class="post"><h1>Rain</h1><p>It rained all day in Lindholm, for
the first time since the ice broke in March, and nobody minded.</p></main>
<div class="comments"><p>First!</p></div></body>"""


def test_a_row_written_out_has_the_columns_that_are_named() -> None:
    seen = features.page_rows(read_page(PAGE), features.Hints(), model.load().weights)
    columns = [dict(zip(features.NAMES, features.flat(row), strict=True)) for row in seen.rows]
    assert [column["in_main"] for column in columns] == [1.0, 1.0, 0.0]
    assert [column["chars"] for column in columns][::2] == [len("Rain"), len("First!")]
    assert columns[1]["since_h1"] == 1


def test_columns_that_are_said_to_be_whole_hold_integers() -> None:
    """A tree compares them with integers, so a fraction would go the wrong way."""
    seen = features.page_rows(read_page(PAGE), features.Hints(), model.load().weights)
    for row in seen.rows:
        columns = dict(zip(features.NAMES, features.flat(row), strict=True))
        assert set(columns) >= features.WHOLE
        assert {type(columns[name]) for name in features.WHOLE} == {int}


def test_copies_and_declared_texts_are_counted() -> None:
    text = "It rained all day in Lindholm."
    page = read_page(f"<h1>Rain</h1><p>{text}</p><nav><p>{text}</p></nav><p>{text}</p>")
    seen = features.page_rows(page, features.Hints(longest=99), model.load().weights)
    columns = [dict(zip(features.NAMES, features.flat(row), strict=True)) for row in seen.rows]
    assert [column["copies"] for column in columns] == [0, 0, 2]
    assert [column["repeats"] for column in columns] == [1, 3, 3]
    assert columns[0]["page_declared"] == pytest.approx(4.605, abs=0.001)


def test_blocks_of_a_navigation_are_not_looked_at() -> None:
    page = read_page(PAGE)
    seen = features.page_rows(page, features.Hints(), model.load().weights)
    assert [page.blocks[i].text.split()[0] for i in seen.wanted] == ["Rain", "It", "First!"]
    assert [group >= 0 for group in seen.groups] == [False, True, True, True]


def test_trees_give_the_same_walked_through_and_compiled() -> None:
    draw = random.Random(1)

    def value(column: str) -> float:
        drawn = draw.choice((0.0, 1.0, draw.uniform(-1, 1), draw.uniform(0, 300)))
        return int(drawn) if column in features.WHOLE else drawn

    parts = {**features.PARTS, "context": context.NAMES}
    for stage, names in ((model.load()._first, features.PARTS), (model.load()._second, parts)):
        rows = [
            [draw.getrandbits(40) if part in features.BITS else tuple(map(value, parts[part])) for part in names]
            for _ in range(200)
        ]
        walked = stage.walked(rows)
        assert stage.compiled()(rows) == walked
        assert len(set(walked)) > 50


def test_a_page_gets_the_same_chances_once_the_trees_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    made = model.load.__wrapped__()
    page = read_page(PAGE)
    monkeypatch.setattr(made._first, "_many", 4)
    first = made.chances(page, features.Hints())
    assert made._first._compiled is None
    assert made.chances(page, features.Hints()) == first
    assert made._first._compiled is not None


@pytest.mark.parametrize("running", [True, False])
def test_the_garbage_collector_is_left_as_it_was(running: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    was = gc.isenabled()
    (gc.enable if running else gc.disable)()
    try:
        extract_html(PAGE)
        assert gc.isenabled() is running
        monkeypatch.setattr(extract, "read_page", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            extract_html(PAGE)
        assert gc.isenabled() is running
    finally:
        (gc.enable if was else gc.disable)()
