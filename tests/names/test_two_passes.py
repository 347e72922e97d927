"""Two passes: all documents of a corpus agree on one form of each name."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Document, Pipeline, restore
from normalizer.batch import run
from normalizer.learned import Learned
from normalizer_names import Names

TEXTS = [
    "John Brandvold won the race. Brandvold thanked all.",
    "“I am glad,” said John Brandvold.",
    "Johnny Brandvold left early, he said.",
    "José Martínez Hallet sang.\n\nJosé Martínez Hallet left.",
    "Jose Martinez Hallet came late.",
    "Mike Wallace spoke.",
    "Michael Wallace spoke.",
    "Serhiy Brandvoldenko won.",
    "Sergey Brandvoldenko lost.",
    "Tony Blinken came.",
]


def counts(texts: list[str], plugin: Names) -> Counter[str]:
    pipeline = Pipeline(plugins=[plugin])
    total: Counter[str] = Counter()
    for text in texts:
        found, failures = pipeline.survey(pipeline.clean(text))
        assert failures == []
        total.update(found["names"])
    return total


def second_pass(texts: list[str], plugin: Names) -> list[Document]:
    pipeline = Pipeline(plugins=[plugin])
    kept = dict(pipeline.keep("names", sorted(counts(texts, plugin).items())))
    informed = Pipeline(plugins=[plugin], learned=Learned(counts={"names": kept}))
    return [informed.clean(text) for text in texts]


def test_the_most_frequent_form_of_the_corpus_is_everyones() -> None:
    documents = second_pass(TEXTS, Names())
    texts = [document.text for document in documents]
    assert texts[2] == "John Brandvold left early, he said."
    assert texts[4] == "José Martínez Hallet came late."
    (entry,) = documents[2].ledger[-1].entries
    assert entry.rule == "corpus"
    assert [restore(document) for document in documents] == TEXTS


def test_people_of_a_common_surname_and_of_two_languages_stay_apart() -> None:
    texts = [document.text for document in second_pass(TEXTS, Names())]
    assert texts[5:9] == TEXTS[5:9]


def test_the_authority_stands_before_the_corpus() -> None:
    texts = [document.text for document in second_pass(["Tony Blinken came."] * 3, Names())]
    assert texts == ["Antony Blinken came."] * 3


def test_a_second_pass_over_what_it_made_changes_nothing() -> None:
    plugin = Names()
    pipeline = Pipeline(plugins=[plugin])
    kept = dict(pipeline.keep("names", sorted(counts(TEXTS, plugin).items())))
    informed = Pipeline(plugins=[plugin], learned=Learned(counts={"names": kept}))
    for text in TEXTS:
        once = informed.clean(text)
        assert informed.clean(once).text == informed.clean(once.text).text == once.text


def test_only_what_may_matter_is_kept() -> None:
    plugin = Names()
    kept = dict(plugin.keep(iter(sorted(counts([*TEXTS, "Oleg Tarn came."], plugin).items()))))
    assert set(kept) == {
        "John Brandvold", "Johnny Brandvold", "José Martínez Hallet", "Jose Martinez Hallet",
    }  # fmt: skip


def test_learning_leaves_the_plugin_as_it_was() -> None:
    plugin = Names()
    other = plugin.learn({"John Brandvold": 2, "Johnny Brandvold": 1})
    text = "Johnny Brandvold left."
    assert Pipeline(plugins=[plugin]).clean(text).text == text
    assert Pipeline(plugins=[other]).clean(text).text == "John Brandvold left."
    assert Pipeline(plugins=[pickle.loads(pickle.dumps(other))]).clean(text).text == "John Brandvold left."


def test_one_document_may_know_better_than_the_corpus() -> None:
    plugin = Names().learn({"John Brandvold": 9, "Johnny Brandvold": 1})
    text = "John Brandvold raced Johnny Brandvold, his son."
    assert Pipeline(plugins=[plugin]).clean(text).text == text


@settings(max_examples=40, deadline=None)
@given(st.permutations(TEXTS))
def test_the_order_of_the_documents_does_not_matter(texts: list[str]) -> None:
    usual = {text: document.text for text, document in zip(TEXTS, second_pass(TEXTS, Names()), strict=True)}
    assert {text: document.text for text, document in zip(texts, second_pass(texts, Names()), strict=True)} == usual


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(TEXTS)), "utf-8")
    return file


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_in_two_passes(corpus: Path, workers: int) -> None:
    output = corpus.parent / "out"
    run([corpus], output, config={"disable": ["boilerplate"]}, two_pass=True, workers=workers)
    lines = (output / "documents.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert texts[2] == "John Brandvold left early, he said."
    assert texts[4] == "José Martínez Hallet came late."
    assert texts[5:9] == TEXTS[5:9]


def test_the_content_of_the_authority_file_is_part_of_what_run_it_is(corpus: Path) -> None:
    people = corpus.parent / "people.jsonl"
    seen = []
    for name in ("Mia Brandvold", "Ria Brandvold"):
        people.write_text(json.dumps({"canonical": name, "aliases": ["Johnny Brandvold"]}) + "\n", "utf-8")
        config = {"plugins": {"names": {"authority": str(people)}}, "disable": ["boilerplate"]}
        output = corpus.parent / name
        run([corpus], output, config=config, workers=1)
        seen.append(json.loads((output / "manifest.json").read_text("utf-8"))["input files"])
    assert seen[0] != seen[1]
