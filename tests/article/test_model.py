"""The rows that the model reads, and how the page is read around them."""

from __future__ import annotations

import gc

import pytest

from normalizer_article import extract, extract_html, features, model
from normalizer_article.boxes import read_page

PAGE = """<body><nav><a href=/>Home</a></nav><main class="post"><h1>Rain</h1><p>It rained all day in Lindholm, for
the first time since the ice broke in March, and nobody minded.</p></main>
<div class="comments"><p>First!</p></div></body>"""


def test_a_row_written_out_has_the_columns_that_are_named() -> None:
    seen = features.page_rows(read_page(PAGE), features.Hints(), model.load().weights)
    columns = [dict(zip(features.NAMES, features.flat(row), strict=True)) for row in seen.rows]
    assert [column["in_main"] for column in columns] == [1.0, 1.0, 0.0]
    assert [column["any_comment"] for column in columns] == [0.0, 0.0, 1.0]
    assert columns[1]["chars_before"] == len("Rain")
    assert columns[1]["since_h1"] == 1


def test_blocks_of_a_navigation_are_not_looked_at() -> None:
    page = read_page(PAGE)
    seen = features.page_rows(page, features.Hints(), model.load().weights)
    assert [page.blocks[i].text.split()[0] for i in seen.wanted] == ["Rain", "It", "First!"]
    assert [group >= 0 for group in seen.groups] == [False, True, True, True]


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
