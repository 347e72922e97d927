"""Assert what a plugin does to a text, with a message that shows every change."""

from __future__ import annotations

import difflib
import inspect

from normalizer.document import Document
from normalizer.items import Item
from normalizer.ledger import explain
from normalizer.pipeline import Pipeline
from normalizer.testing.sound import assert_sound


def assert_changes(plugin: object, before: str | bytes | Item | Document, after: str, *others: object) -> Document:
    """Assert that a plugin on its own makes one text of another.

    Args:
        plugin: the plugin, as a class or an object.
        before: the text (or HTML, or bytes, or a document) that goes in; an `Item` brings its address along.
        after: the clean text that must come out; the same text says that nothing may change.
        *others: plugins that run with it, such as one that it requires.

    Returns:
        The document, to look further at: ``removed``, ``people``, fields.

    Raises:
        AssertionError: another text came out, the plugin failed, or the document is not sound; the message shows
            the difference and each change with its rule and reason.

    """
    plugins = [made() if inspect.isclass(made) else made for made in (plugin, *others)]
    document = Pipeline(plugins=plugins).clean(before)
    for failure in document.failures:
        raise AssertionError(f"{failure.plugin} failed in {failure.stage}: {failure.error}: {failure.message}")
    if document.text != after:
        raise AssertionError(_difference(document, after))
    assert_sound(document)
    return document


def _difference(document: Document, wanted: str) -> str:
    lines = difflib.unified_diff(
        wanted.splitlines(), document.text.splitlines(), "wanted", "what came out", lineterm="", n=1
    )
    shown = ["the clean text is not the one that was wanted", *lines]
    if wanted.splitlines() == document.text.splitlines():
        shown.append(f"(they differ in line ends: {wanted!r} and {document.text!r})")
    return "\n".join([*shown, "", *describe_changes(document)])


def describe_changes(document: Document) -> list[str]:
    """Give a line for each change of a document's text: where, what, who and why."""
    changes = explain(document)
    if not changes:
        return ["nothing was changed"]
    lines = ["what was changed:"]
    for change in changes:
        why = f" - {change.reason}" if change.reason else ""
        lines.append(
            f"  {change.received[0]}:{change.received[1]} {_short(change.before)} -> {_short(change.after)}"
            f"  {change.plugin}: {change.rule}{why}"
        )
    return lines


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
