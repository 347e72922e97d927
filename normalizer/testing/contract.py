"""The contract between host and plugins as checks. Each names what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from normalizer.document import Document
from normalizer.errors import InvalidChangeError, NormalizerError
from normalizer.testing import declaration, formats, growth, processes, state
from normalizer.testing.assertions import describe_changes
from normalizer.testing.problem import Problem
from normalizer.testing.samples import Sample
from normalizer.testing.sound import assert_sound
from normalizer.testing.subject import Caught, Outcome, Subject, TimeLimitError

__all__ = ["CHECKS", "Problem", "Report", "check"]

#: How many problems of one check are told; a defect often shows in many samples.
TOLD = 3


class Report(Struct, frozen=True):
    """What one check found; no problems means that it passed."""

    check: str
    meaning: str
    problems: tuple[Problem, ...]


def check(subject: Subject, name: str) -> Report:
    """Run one check of `CHECKS`."""
    function = CHECKS[name]
    meaning = (function.__doc__ or "").partition("\n")[0]
    try:
        problems = tuple(islice(function(subject), TOLD))
    except NormalizerError as error:
        problems = (Problem(str(error), "declare the plugin as the message says; then the check can run"),)
    return Report(name, meaning, problems)


def acts(subject: Subject) -> Iterator[Problem]:
    """It has something to do with at least one of the author's examples."""
    tried = [outcome for outcome in subject.outcomes if outcome.sample.name.startswith("example ")]
    if tried and not any(_acted(outcome, subject.loaded.name) for outcome in tried):
        yield Problem(
            f"the plugin leaves all {len(tried)} examples as they are, so the other checks prove little",
            "give examples that hold what the plugin is for, or mend what it looks for; for a plugin that asks for the "
            "url, an example is an Item(content=..., url=...)",
        )


def _acted(outcome: Outcome, name: str) -> bool:
    """Whether a plugin changed, flagged, linked or cut something, or has decoded or read the document."""
    answered = {"decode", "extract"} - {caught.stage for caught in outcome.caught}
    return any(call.plugin == name and (call.changes or call.stage in answered) for call in outcome.calls)


def raises_nothing(subject: Subject) -> Iterator[Problem]:
    """It raises nothing on odd texts, every Unicode category, empty documents, odd pages and bytes."""
    seen = set()
    for outcome in subject.outcomes:
        for caught in outcome.caught:
            error = caught.error
            place = (caught.stage, type(error), caught.where)
            if isinstance(error, InvalidChangeError | TimeLimitError) or place in seen:
                continue
            seen.add(place)
            yield Problem(f"{_failed(caught)} on {outcome.sample.name}", _advice(error))


def _failed(caught: Caught) -> str:
    where = f" ({caught.where})" if caught.where else ""
    return f"{caught.stage} raises {type(caught.error).__name__}: {caught.error}{where}"


def _advice(error: BaseException) -> str:
    advice = {
        IndexError: "a document may have no blocks and a text no such word: test before you index",
        ValueError: "str.isdigit() is true for '\u00b2', which int() refuses: use isdecimal(), or a pattern of [0-9]",
        KeyError: "use dict.get(), and leave alone what you don't know",
        RecursionError: "use a loop in place of the recursion: a page may nest deeply",
        UnicodeError: "text may hold any character: say what becomes of those that the encoding lacks (errors=...)",
        AttributeError: "something may be None here, such as title or a match: test it first",
        TypeError: "something may be None here, such as title or a block's span: test it first",
        SystemExit: "raise nothing that ends the process; answer no changes instead",
    }
    fitting = [text for kind, text in advice.items() if isinstance(error, kind)]
    return fitting[0] if fitting else "see that the plugin copes with such a document; it may answer no changes"


def answers_valid_changes(subject: Subject) -> Iterator[Problem]:
    """It answers only changes that the host can apply."""
    seen = set()
    for outcome in subject.outcomes:
        for caught in outcome.caught:
            if isinstance(caught.error, InvalidChangeError) and caught.stage not in seen:
                seen.add(caught.stage)
                yield Problem(
                    f"the host refuses what {caught.stage} answers on {outcome.sample.name}: {caught.error}",
                    _advice_on_change(str(caught.error)),
                )


def _advice_on_change(message: str) -> str:
    advice = {
        "span ": "positions in Edit, Split and Link count from the block's start: use block.text, not document.text",
        "overlap": "answer one change for a stretch of text: join changes that touch, leave dropped blocks alone",
        "earlier state": "take blocks from the document that the hook is given, and keep none from call to call",
        "is not at position": "positions in Replace count in document.text: add block.start to those of a block",
        "within one block": "a Replace must not reach across two blocks: answer a Merge, or one change a block",
        "dropped twice": "answer one Drop for a block",
        "from the soup": "cut a tag of the soup that clean_html is given; parse no soup of your own",
        "must answer": "yield changes, or return a list of them, or None",
        "takes ": "answer only the kinds of change that the stage takes, or implement another stage",
    }
    fitting = [text for part, text in advice.items() if part in message]
    return fitting[0] if fitting else "answer what the message asks for; docs/plugins.md lists the fields of a change"


def prints_nothing(subject: Subject) -> Iterator[Problem]:
    """It writes nothing to standard output, where cleaned documents go."""
    for outcome in subject.outcomes:
        if outcome.printed:
            yield Problem(
                f"it prints {outcome.printed[:60]!r} on {outcome.sample.name}",
                "remove the print, or write to the log with the module logging",
            )
            return


def leaves_the_document_alone(subject: Subject) -> Iterator[Problem]:
    """What it did can be undone: it proposes changes, and never alters the document that it is given."""
    for outcome in subject.outcomes:
        received = outcome.sample.content if isinstance(outcome.sample.content, str) else None
        is_text = outcome.document.source.media_type == "text/plain"
        try:
            assert_sound(outcome.document, received if is_text else None)
        except (AssertionError, NormalizerError) as error:
            yield Problem(
                f"after cleaning {outcome.sample.name}: {error}",
                "a document is an immutable value: answer Edit, Drop, Set, ... and let the host apply them",
            )


def is_idempotent(subject: Subject) -> Iterator[Problem]:
    """Cleaning what it has cleaned changes nothing."""
    pipeline = subject.pipeline()
    for outcome in subject.outcomes:
        once = outcome.document
        again = pipeline.run(once)[0]
        if (again.text, again.blocks, again.removed) != (once.text, once.blocks, once.removed):
            yield _not_idempotent(outcome, "the cleaned document", again, len(once.ledger))
            continue
        fresh = subject.run(Sample("", once.text), pipeline).document
        if fresh.text != once.text:
            yield _not_idempotent(outcome, "the cleaned text, given as a new article,", fresh, 0)


def _not_idempotent(outcome: Outcome, what: str, again: Document, known: int) -> Problem:
    steps = [step for step in again.ledger[known:] if step.stage not in ("decode", "extract")]
    rules = sorted({f"{step.plugin}: {entry.rule}" for step in steps for entry in step.entries})
    shown = describe_changes(again)[1:][-1:] if again.ledger else []
    return Problem(
        f"{what} of {outcome.sample.name} changes again"
        + (f" by the rule {', '.join(rules[:3])}" if rules else "")
        + (f"; for example{shown[0].removeprefix(' ')}" if shown else ""),
        "make the rule's result one that the rule leaves alone: match whole runs, and what is already as wanted is "
        "no match",
    )


#: Name to check, in the order in which they help most.
CHECKS: dict[str, Callable[[Subject], Iterator[Problem]]] = {
    "declared": declaration.is_declared,
    "acts": acts,
    "odd-input": raises_nothing,
    "valid-changes": answers_valid_changes,
    "formats": formats.has_sound_formats,
    "quiet": prints_nothing,
    "undoable": leaves_the_document_alone,
    "idempotent": is_idempotent,
    "deterministic": processes.is_deterministic,
    "pickles": processes.pickles,
    "stateless": state.keeps_no_state,
    "linear": growth.is_linear,
    "huge": growth.copes_with_huge_documents,
}
