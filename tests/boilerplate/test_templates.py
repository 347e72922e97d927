"""Site templates: lines that stand on many pages of a site are learned in one pass and go in the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Document, Pipeline, batch
from normalizer.learned import Learned, read
from normalizer_article import Article
from normalizer_boilerplate import Boilerplate
from normalizer_boilerplate.templates import Templates, count_lines, site_of, worth_keeping

from .articles import BODY

#: Lines that no cue, place or shape gives away.
SLOGAN, HINT = "Harbour Times brings the sea to your table", "Ask our crew about it: room 12, any morning"
CONFIG = {"disable": ["names"]}


def page(number: int) -> str:
    """Give the text of one page of a site; its paragraphs are its own."""
    own = [f"In the year {word} {line}" for word, line in zip(_word(number), BODY, strict=False)]
    hint = HINT.replace("12", str(number))
    return "\n\n".join([f"The story of the {_word(number)[0]} boat", *own[:2], SLOGAN, *own[2:], hint])


def _word(number: int) -> list[str]:
    """Give six words that no other number has."""
    return [f"{chr(97 + number // 26)}{chr(97 + number % 26)}{end}" for end in ("bo", "ru", "li", "mi", "no", "va")]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [
        {"id": str(number), "url": f"https://www.harbour.example/{number}", "text": page(number)} for number in range(8)
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def documents(folder: Path) -> list[Document]:
    return [Document.from_json(line) for line in (folder / "documents.jsonl").read_bytes().splitlines()]


def test_lines_of_the_site_stay_in_one_pass_and_go_in_two(corpus: Path, tmp_path: Path) -> None:
    batch.run([corpus], tmp_path / "one", config=CONFIG)
    assert all(SLOGAN in document.text for document in documents(tmp_path / "one"))
    batch.run([corpus], tmp_path / "two", config=CONFIG, options=batch.Options(two_pass=True))
    for number, document in enumerate(documents(tmp_path / "two")):
        gone = {block.text: block for block in document.removed}
        assert set(gone) == {SLOGAN, HINT.replace("12", str(number))}
        assert gone[SLOGAN].rule == "site-template"
        assert gone[SLOGAN].reason == "The line stands on 8 of 8 pages of harbour.example."
        assert gone[SLOGAN].confidence == 0.99
        assert not document.failures


def test_what_was_learned_serves_other_pages_of_the_site_only(corpus: Path, tmp_path: Path) -> None:
    batch.learn([corpus], tmp_path / "learned", config=CONFIG)
    pipeline = Pipeline(CONFIG | {"learned": str(tmp_path / "learned")})
    assert SLOGAN not in pipeline.clean(page(20), url="https://harbour.example/new").text
    assert SLOGAN in pipeline.clean(page(20), url="https://other.example/new").text
    assert SLOGAN in pipeline.clean(page(20)).text


def test_only_what_repeats_is_stored(corpus: Path, tmp_path: Path) -> None:
    batch.learn([corpus], tmp_path / "learned", config=CONFIG)
    counts = read(tmp_path / "learned").counts["boilerplate"]
    assert counts["harbour.example"] == 8
    assert len(counts) == 3
    assert all(len(key) < 40 for key in counts)


def test_what_is_learned_of_two_parts_adds_up(tmp_path: Path) -> None:
    for part in range(2):
        rows = [{"id": str(n), "url": "http://harbour.example", "text": page(n)} for n in range(4 * part, 4 * part + 4)]
        (tmp_path / f"{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    batch.learn([tmp_path / "0.jsonl"], tmp_path / "0", config=CONFIG)
    batch.learn([tmp_path / "1.jsonl"], tmp_path / "1", config=CONFIG, add=[tmp_path / "0"])
    batch.learn([tmp_path / "0.jsonl", tmp_path / "1.jsonl"], tmp_path / "all", config=CONFIG)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "all").read_bytes()


def with_counts(counts: dict[str, int], **options: object) -> Pipeline:
    plugins = [Article(), Boilerplate(**options)]  # type: ignore[arg-type]
    return Pipeline(plugins=plugins, learned=Learned(counts={"boilerplate": counts}))


def counted(*pages: list[str]) -> dict[str, int]:
    total: dict[str, int] = {}
    for lines in pages:
        for key, count in count_lines("harbour.example", lines).items():
            total[key] = total.get(key, 0) + count
    return total


@pytest.mark.parametrize(
    ("pages", "on", "short", "long"),
    [
        (2, 2, False, False),
        (4, 2, False, False),
        (3, 3, True, True),
        (5, 1, False, False),
        (5, 2, True, True),
        (20, 2, True, True),
        (21, 2, False, False),
        (31, 3, True, False),
        (151, 3, False, False),
        (40, 4, True, True),
    ],
)
def test_how_often_a_line_must_stand_on_a_site(pages: int, on: int, short: bool, long: bool) -> None:
    lines = [SLOGAN, " and ".join([SLOGAN] * 3)]
    counts = counted(*(lines for _ in range(on)), *([f"Line {_word(n)[0]}"] for n in range(pages - on)))
    templates = Templates(counts)
    found = [templates.look_up("harbour.example", [line, *BODY])[0] is not None for line in lines]
    assert found == [short, long]


def test_lines_of_the_site_go_even_where_they_are_nearly_all_of_the_page() -> None:
    menu = [f"{word} {SLOGAN}" for word in _word(2)]
    pipeline = with_counts(counted(*(menu for _ in range(9))))
    document = pipeline.clean("\n\n".join([*menu, BODY[0]]), url="https://harbour.example/x")
    assert document.text == BODY[0]
    assert not document.flags
    doubtful = pipeline.clean("\n\n".join([*menu, "Leave a Reply", "Advertisement"]), url="https://harbour.example/y")
    assert doubtful.text == "Leave a Reply\n\nAdvertisement"
    assert [flag.rule for flag in doubtful.flags] == ["too-much", "cue", "cue"]


def test_what_stands_under_a_heading_of_the_site_goes_with_it() -> None:
    menu, teaser = ["Related stories", SLOGAN], "Storm tears down the old lighthouse"
    pipeline = with_counts(counted(*(menu for _ in range(9))))
    address = "https://harbour.example/x"
    document = pipeline.clean("\n\n".join([*BODY, menu[0], teaser, menu[1]]), url=address)
    assert document.text == "\n\n".join(BODY)
    assert teaser in pipeline.clean("\n\n".join([*BODY, teaser]), url=address).text


def test_article_at_several_addresses_is_no_template() -> None:
    others = [[f"{word} {line}" for line in BODY] + [SLOGAN] for word in _word(3)]
    templates = Templates(counted([*BODY, SLOGAN], [*BODY, SLOGAN], *others))
    assert [bool(found) for found in templates.look_up("harbour.example", [*BODY, SLOGAN])] == [False] * 6 + [True]


def test_classes_to_keep_and_flag_mode_hold_for_templates() -> None:
    counts = counted(*([SLOGAN] for _ in range(9)))
    url, text = "https://harbour.example/x", page(1)
    kept = with_counts(counts, keep=("navigation",)).clean(text, url=url)
    assert SLOGAN in kept.text
    flagged = with_counts(counts, mode="flag").clean(text, url=url)
    assert flagged.text == text
    texts = {block.id: block.text for block in flagged.blocks}
    assert [texts[flag.block or ""] for flag in flagged.flags if flag.rule == "site-template"] == [SLOGAN]
    assert SLOGAN in with_counts(counts, min_confidence=1.0).clean(text, url=url).text


def test_a_site_is_well_known_from_twenty_pages_on() -> None:
    for pages, known in ((19, False), (20, True)):
        templates = Templates(counted(*([SLOGAN] for _ in range(pages))))
        assert templates.knows("harbour.example") is known
        assert not templates.knows("other.example")


def test_learning_leaves_the_plugin_as_it_is() -> None:
    plugin = Boilerplate()
    other = plugin.learn(counted([SLOGAN], [SLOGAN], [SLOGAN]))
    assert other is not plugin
    plain = Pipeline(plugins=[Article(), plugin]).clean(page(1), url="http://harbour.example")
    assert SLOGAN in plain.text


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Harbour.example:8080/a?b=c", "harbour.example"),
        ("http://news.harbour.example", "news.harbour.example"),
        ("harbour.example/a", ""),
        ("http://[bad", ""),
        (None, ""),
    ],
)
def test_site_of_an_address(url: str | None, site: str) -> None:
    assert site_of(url) == site


@given(st.lists(st.tuples(st.sampled_from(["a.example", "b.example"]), st.lists(st.text(max_size=30)))))
def test_counts_of_any_lines_add_up_and_keep_their_order(pages: list[tuple[str, list[str]]]) -> None:
    total: dict[str, int] = {}
    for site, lines in pages:
        for key, count in count_lines(site, lines).items():
            total[key] = total.get(key, 0) + count
    kept = list(worth_keeping(sorted(total.items())))
    assert kept == sorted(kept)
    assert all(count > 1 for _, count in kept)
    for site, lines in pages:
        found = Templates(dict(kept)).look_up(site, lines)
        assert found == Templates(total).look_up(site, lines)
