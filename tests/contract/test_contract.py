"""The contract suite passes a right plugin, and catches each wrong one with a message that says what to do."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from normalizer import Item, plugin
from normalizer.errors import PluginError
from normalizer.testing import CHECKS, PluginContract, Subject, check

from . import wrong


class TestRight(PluginContract):
    plugin = wrong.Right
    examples = ("Rain fell!!!\n\nAdvertisement\n\nThe end.",)


class TestRightFromAMethod(PluginContract):
    def plugin(self) -> wrong.Right:  # type: ignore[override]
        return wrong.Right(label="Anzeige")


class TestRightOnPages(PluginContract):
    plugin = wrong.CutsRightly
    examples = ('<html><p class="banner">Ad</p><p>It rained all day.</p></html>',)


class TestRightOnPagesOfOneSite(PluginContract):
    plugin = wrong.CutsOnOneSite
    examples = (Item(content=TestRightOnPages.examples[0], url="https://quay.example/1"),)


def test_a_plugin_for_one_site_needs_an_example_with_an_address() -> None:
    (problem,) = check(Subject(wrong.CutsOnOneSite, examples=TestRightOnPages.examples), "acts").problems
    assert "leaves all 1 examples as they are" in problem.what
    assert "Item(content=..., url=...)" in problem.advice


@pytest.mark.parametrize(
    ("plugin", "name", "what", "advice"),
    [
        (wrong.NeedsABlock, "odd-input", "describe raises IndexError", "a document may have no blocks"),
        (wrong.ReadsNumbers, "odd-input", "raises ValueError.* on .*category No", "use isdecimal"),
        (wrong.GrowsDots, "idempotent", "changes again by the rule grows-dots: dots", "one that the rule leaves alone"),
        (wrong.HalvesSpaces, "idempotent", "changes again by the rule halves-spaces: hyphens", "match whole runs"),
        (wrong.TossesCoins, "deterministic", "differently when it does so again", "no random number"),
        (wrong.GoesThroughASet, "deterministic", "differently in another process", "sort a set"),
        (wrong.KeepsALambda, "pickles", "can't be pickled", "lambdas and models out of the object"),
        (wrong.CountsInTheDocument, "valid-changes", "is not within the block", "count from the block's start"),
        (wrong.Overlaps, "valid-changes", "two changes overlap", "one change for a stretch of text"),
        (wrong.ComparesAll, "linear", "times as long for 8 times the text", "no loop over all blocks within"),
        (wrong.RemembersDocuments, "stateless", "global 'SEEN'", "keep nothing between documents"),
        (wrong.SharesAList, "stateless", "class attribute '_lengths'", "keep nothing between documents"),
        (wrong.SaysNothing, "declared", "has no docstring", "One line that says what it does"),
        (wrong.SaysNothing, "declared", "clean_blocks is not marked as a hook", "put @hookimpl above it"),
        (wrong.SaysNothing, "declared", "'limit' has no type", "write limit: int = 3"),
        (wrong.WritesIntoTheDocument, "undoable", "after cleaning", "a document is an immutable value"),
        (wrong.CutsItsOwnSoup, "valid-changes", "not from the soup that was given", "parse no soup of your own"),
        (wrong.Prints, "quiet", "it prints 'cleaning sample", "remove the print"),
    ],
)
def test_a_wrong_plugin_is_caught_with_advice(plugin: type, name: str, what: str, advice: str) -> None:
    problems = check(Subject(plugin), name).problems
    fitting = [problem for problem in problems if re.search(what, problem.what)]
    assert fitting, problems
    assert any(advice in problem.advice for problem in fitting), fitting


@pytest.mark.parametrize(
    ("made", "what", "advice"),
    [
        (wrong.CountingWriter, "'counting' writes .* differently", "count no documents"),
        (wrong.TitleWriter, "'title' raises AttributeError", "fields that are None"),
        (wrong.PacksWithTheClock, "'clock' makes another file of the same lines", "write no clock"),
        (wrong.PacksAtLeastOne, "'one' raises StopIteration.* on no documents", "with none at all"),
        (wrong.EncodesManyLines, "'lines' encodes .* in more or less than one line", "give one line of JSON"),
        (wrong.TrustingReader, "'trusting' raises .* on a line break", "yield a BadRecord"),
        (wrong.PlainReader, "'plain-reader' yields bytes on a line break", "yield Item, BadRecord or Skipped"),
        (dict, "writers must give objects with", "the attributes of Reader and Writer"),
    ],
)
def test_a_wrong_format_is_caught_with_advice(
    made: type, what: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong.BringsFormats, "_formats", (made,))
    (problem,) = check(Subject(wrong.BringsFormats), "formats").problems
    assert re.search(what, problem.what), problem
    assert advice in problem.advice


def test_a_pattern_that_does_not_end_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalizer.testing.subject.CALL_SECONDS", 0.3)
    (problem, *_) = check(Subject(wrong.BacktracksForEver), "linear").problems
    assert "does not end within" in problem.what
    assert "neighbouring repeats" in problem.advice


def test_examples_that_are_left_alone_are_told() -> None:
    (problem,) = check(Subject(wrong.Right, examples=["Nothing to do."]), "acts").problems
    assert "leaves all 1 examples as they are" in problem.what


def test_a_plugin_that_cuts_is_tried_with_one_that_reads_pages() -> None:
    subject = Subject(wrong.CutsRightly, examples=TestRightOnPages.examples)
    assert [gone.text for gone in subject.outcomes[0].document.removed if gone.plugin == "cuts-rightly"] == ["Ad"]


def test_a_missing_requirement_is_told() -> None:
    made = plugin(requires=["blocks"])(type("Needy", (wrong.Right,), {"__doc__": "Need.", "__module__": __name__}))
    problems = check(Subject(made), "declared").problems
    assert any("requires 'blocks'" in p.what and "companions" in p.advice for p in problems)
    assert "requires 'blocks'" in check(Subject(made), "idempotent").problems[0].what
    with pytest.raises(PluginError):
        Subject(made).pipeline()


def test_a_subclass_without_a_plugin_says_so() -> None:
    class TestNothing(PluginContract):
        pass

    with pytest.raises(AssertionError, match="write plugin = YourPlugin"):
        TestNothing().test_it_is_declared()


def test_a_failing_check_fails_the_test_with_the_advice() -> None:
    class TestPrints(PluginContract):
        plugin = wrong.Prints

    with pytest.raises(AssertionError, match="What to do: remove the print"):
        TestPrints().test_it_prints_nothing()


def test_every_check_is_a_test_of_the_suite_and_says_what_it_checks() -> None:
    source = inspect.getsource(PluginContract)
    for name, function in CHECKS.items():
        assert f'_check("{name}")' in source
        assert function.__doc__


def test_every_check_is_documented() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "plugins.md").read_text("utf-8")
    for name in CHECKS:
        assert f"| `{name}` |" in page
