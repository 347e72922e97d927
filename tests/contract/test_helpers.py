"""The builder, the assertions and the fixtures that plugin authors are given."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from normalizer import Pipeline
from normalizer.testing import assert_changes, assert_sound, make_document
from normalizer.testing.samples import categories

from . import wrong

pytest_plugins = ["normalizer.testing.fixtures"]


def test_a_document_is_built_of_blocks() -> None:
    document = make_document(("heading", "Rain", 2), "It fell.", ("list_item", "one"), title="Rain", url="http://x.org")
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        ("heading", 2, "Rain"),
        ("paragraph", 0, "It fell."),
        ("list_item", 1, "one"),
    ]
    assert document.text == "Rain\n\nIt fell.\n\none"
    assert (document.title, document.url) == ("Rain", "http://x.org")
    assert_sound(document, document.text)


def test_a_built_document_can_be_cleaned_and_restored() -> None:
    document = make_document("Rain!!", "Advertisement", "The end.", gap="\n")
    cleaned = Pipeline(plugins=[wrong.Right()]).clean(document)
    assert cleaned.text == "Rain!\nThe end."
    assert_sound(cleaned, document.text)


def test_no_blocks_make_an_empty_document() -> None:
    assert make_document().text == ""


@pytest.mark.parametrize(("blocks", "gap"), [(("",), "\n"), ((" x",), "\n"), (("x",), "-"), (("x",), "")])
def test_blocks_that_no_document_has_are_refused(blocks: tuple[str, ...], gap: str) -> None:
    with pytest.raises(ValueError, match="white space"):
        make_document(*blocks, gap=gap)


def test_changes_are_asserted_and_the_document_is_answered() -> None:
    document = assert_changes(wrong.Right, "Rain!!\n\nAdvertisement\n\nEnd.", "Rain!\n\nEnd.")
    assert [block.text for block in document.removed] == ["Advertisement"]
    assert_changes(wrong.Right(label="AD"), "AD\n\nEnd.", "End.")


def test_a_wrong_expectation_shows_the_difference_and_each_change() -> None:
    with pytest.raises(AssertionError) as error:
        assert_changes(wrong.Right, "Rain!!\n\nAdvertisement\n\nEnd.", "Rain!!\n\nEnd.")
    message = str(error.value)
    assert "-Rain!!\n" in message and "+Rain!\n" in message
    assert "'!!' -> '!'  right: exclamation" in message
    assert "Advertisement' -> ''" in message and "right: advert" in message


def test_a_plugin_that_fails_fails_the_assertion() -> None:
    with pytest.raises(AssertionError, match="needs-a-block failed in describe: IndexError"):
        assert_changes(wrong.NeedsABlock, "", "")


def test_every_category_is_there_with_characters_of_its_own() -> None:
    found = categories()
    assert len(found) == 30
    for category, characters in found.items():
        assert {unicodedata.category(c) for c in characters} == {category}


def test_the_fixtures_work(make_document, clean_with) -> None:
    assert clean_with(make_document("One!!"), wrong.Right()).text == "One!"


def test_odd_texts_are_a_fixture(odd_text: str, clean_with) -> None:
    assert_sound(clean_with(odd_text, wrong.Right()))


def test_the_suite_does_not_import_pytest() -> None:
    code = "import sys, normalizer.testing, normalizer.cli.check; sys.exit('pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "normalizer", "check", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


ROOT = Path(__file__).parent.parent.parent
FAST = [argument for name in ("declared", "quiet", "idempotent", "pickles", "acts") for argument in ("--only", name)]


def test_the_command_passes_a_right_plugin_given_as_module_and_class(tmp_path: Path) -> None:
    (tmp_path / "example.txt").write_text("Wow!!\n\nMore.", "utf-8")
    done = call(ROOT, "tests.contract.wrong:Right", "--example", str(tmp_path / "example.txt"), *FAST)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "It keeps the contract." in done.stdout


def test_the_command_says_what_to_do_about_a_plugin_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "dots.py").write_text(
        "from normalizer import Edit, hookimpl, plugin\n\n@plugin\nclass Dots:\n    '''Add dots.'''\n\n    @hookimpl\n"
        "    def clean_text(self, document):\n        for b in document.blocks:\n"
        "            yield Edit(b, len(b.text), len(b.text), '.', rule='dots')\n",
        "utf-8",
    )
    done = call(tmp_path, "dots.py", *FAST)
    assert done.returncode == 1, done.stderr
    assert "FAIL idempotent" in done.stdout and "What to do: make the rule's result" in done.stdout
    assert "ok   pickles" in done.stdout


@pytest.mark.parametrize(
    ("plugin", "message"),
    [
        ("boilerplat", "did you mean 'boilerplate'"),
        ("none.py", "no such file"),
        ("no_such_module:X", "No module named 'no_such_module'"),
        ("json:Nothing", "no attribute 'Nothing'"),
    ],
)
def test_a_plugin_that_is_not_there_is_an_error(tmp_path: Path, plugin: str, message: str) -> None:
    done = call(tmp_path, plugin)
    assert done.returncode == 2
    assert message in done.stderr
