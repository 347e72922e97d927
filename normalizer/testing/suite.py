"""The contract suite in the form that pytest (or unittest) collects from a subclass."""

from __future__ import annotations

from typing import ClassVar

from normalizer.items import Item
from normalizer.testing.contract import check
from normalizer.testing.subject import Subject


class PluginContract:
    """Subclass this in a test module, and name the plugin: each check of the contract becomes a test.

        class TestMine(PluginContract):
            plugin = Mine
            examples = ("Rain fell.\\n\\nAdvertisement\\n\\nThe end.",)

    ``plugin`` is the class, an object of it, or a method that makes one. ``examples`` are articles with which the
    plugin should have something to do (texts, pages, bytes, or an `Item` for one with an address); without any, the
    checks use what they find in its options and code.
    ``companions`` are plugins that run with it, such as one that it requires.
    """

    plugin: object = None
    examples: tuple[str | bytes | Item, ...] = ()
    companions: tuple[object, ...] = ()

    _subjects: ClassVar[dict[type, Subject]] = {}

    def _check(self, name: str) -> None:
        __tracebackhide__ = True
        if self.plugin is None:
            raise AssertionError(f"{type(self).__name__} names no plugin. What to do: write plugin = YourPlugin in it.")
        subject = self._subjects.get(type(self))
        if subject is None:
            subject = Subject(self.plugin, examples=self.examples, companions=self.companions)
            self._subjects[type(self)] = subject
        report = check(subject, name)
        if report.problems:
            told = "\n".join(f"- {problem}" for problem in report.problems)
            raise AssertionError(f"{subject.loaded.name} breaks the contract: {report.meaning}\n{told}")

    def test_it_is_declared(self) -> None:
        """It declares its hooks, its options with types, and says in a docstring what it does."""
        self._check("declared")

    def test_it_acts_on_the_examples(self) -> None:
        """It has something to do with at least one of the examples."""
        self._check("acts")

    def test_odd_input_raises_nothing(self) -> None:
        """It raises nothing on odd texts, every Unicode category, empty documents, odd pages and bytes."""
        self._check("odd-input")

    def test_it_answers_valid_changes(self) -> None:
        """It answers only changes that the host can apply."""
        self._check("valid-changes")

    def test_its_formats_are_sound(self) -> None:
        """Its readers yield records and bad records for any bytes, its writers give the same bytes again."""
        self._check("formats")

    def test_it_prints_nothing(self) -> None:
        """It writes nothing to standard output."""
        self._check("quiet")

    def test_what_it_did_can_be_undone(self) -> None:
        """It proposes changes, and never alters the document that it is given."""
        self._check("undoable")

    def test_it_is_idempotent(self) -> None:
        """Cleaning what it has cleaned changes nothing."""
        self._check("idempotent")

    def test_it_is_deterministic(self) -> None:
        """The same input gives the same bytes, in every process."""
        self._check("deterministic")

    def test_it_pickles(self) -> None:
        """It can be pickled, so that workers can be given it."""
        self._check("pickles")

    def test_it_keeps_no_state(self) -> None:
        """It keeps nothing between documents."""
        self._check("stateless")

    def test_its_time_is_linear(self) -> None:
        """Its time grows in proportion to the length of the text."""
        self._check("linear")

    def test_it_copes_with_huge_documents(self) -> None:
        """It copes with one huge block, very many blocks, and a huge page."""
        self._check("huge")
