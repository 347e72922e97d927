"""One document on its way through the stages. A plugin that fails costs its own changes, never the document."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from normalizer import intake
from normalizer.apply import apply, tidy
from normalizer.changes import (
    Change,
    Cut,
    Decoded,
    Drop,
    Edit,
    Extraction,
    Flag,
    Link,
    Merge,
    Replace,
    Retag,
    Set,
    SourceCut,
    Split,
)
from normalizer.dates import read_date
from normalizer.document import Document, Failure, Source
from normalizer.encoding import check_not_binary, decode_plainly, encoded
from normalizer.errors import InvalidChangeError
from normalizer.fields import is_iso8601
from normalizer.plugins import Hook

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

from normalizer.items import Call, Item

#: More changes than this in one answer are taken for a plugin that does not end.
MAX_CHANGES = 2_000_000


#: The stages that work on a document of blocks, with the changes that each takes.
TEXT_STAGES: dict[str, tuple[type[Change], ...]] = {
    "clean_text": (Edit, Replace),
    "clean_blocks": (Drop, Split, Merge, Retag, Edit, Replace, Set, Flag),
    "describe": (Set,),
    "find_people": (Link,),
    "finish": (Edit, Replace, Drop, Split, Merge, Retag, Set, Link, Flag),
}
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")

#: Given the names of a plugin and a stage, makes what surrounds the call.
Guard = Callable[[str, str], AbstractContextManager[object]]


_NOTHING = nullcontext()


def unguarded(plugin: str, stage: str) -> AbstractContextManager[object]:
    """Surround a plugin call with nothing."""
    return _NOTHING


class Run:
    """The state of one document's way through the stages: failures and timings beside the document itself."""

    def __init__(self, stages: dict[str, list[Hook]], guard: Guard) -> None:
        self.hooks = stages
        self.guard = guard
        self.failures: list[Failure] = []
        self.calls: list[Call] = []

    # -- from the item to a document of blocks -----------------------------------------------------------------

    def read(self, item: Item, keep_source: bool) -> Document:
        """Make a document of blocks of what came in: decode, cut, extract.

        Raises:
            InputError: the bytes are no text.
        """
        text, source, storable = self._decoded(item)
        text, entries = intake.well_formed(text, storable=storable)
        if keep_source and source.media_type != intake.TEXT:
            source = replace(source, content=text)
        document = intake.begin(item.id or source.sha256[:16], item.url, source, text, entries)
        cuts = self._cuts(text, item.url) if source.media_type == intake.HTML else ()
        document = self._extracted(document, cuts)
        return self._dated(document, item.date) if item.date else document

    def _dated(self, document: Document, date: str) -> Document:
        """Take the date that the record states; one that can't be read costs nothing but itself."""
        found = None if is_iso8601(date) else read_date(date)
        story = Set("published", found.iso if found else date, "given", date, reason="stated by the record")
        try:
            return apply(document, "host", "extract", [story])
        except InvalidChangeError as error:
            self.failures.append(failure_of("host", "extract", error))
            return document

    def _decoded(self, item: Item) -> tuple[str, Source, bool]:
        """Give the item's text, where it is from, and whether it is known to be storable as it is."""
        content = item.content
        if isinstance(content, str):
            media_type = item.media_type or intake.media_type_of(content)
            data, storable = encoded(content)
            return content, intake.describe_source(data, media_type, file=item.file, record=item.record), storable
        check_not_binary(content)
        decoded = self._decode(data=content, charset=item.charset, media_type=item.media_type or "")
        if decoded is None:
            decoded = decode_plainly(content, item.charset)
        source = intake.describe_source(
            content,
            item.media_type or intake.media_type_of(decoded.text),
            encoding=decoded.encoding,
            encoding_confidence=float(decoded.confidence),
            replaced=decoded.replaced,
            file=item.file,
            record=item.record,
        )
        return decoded.text, source, False

    def _cuts(self, source: str, url: str | None) -> tuple[SourceCut, ...]:
        if not self.hooks["clean_html"]:
            return ()
        lines = [0, *(match.end() for match in re.finditer("\n", source))]
        found: list[SourceCut] = []
        for hook in self.hooks["clean_html"]:
            # A soup for each plugin: what one does to its soup must not reach the next.
            known = {"soup": lambda: _soup(source), "url": lambda: url}
            answer = self._call(
                hook,
                "clean_html",
                lambda h=hook, k=known: [  # type: ignore[misc]
                    _source_cut(cut, h.plugin, source, lines)
                    for cut in h.function(*(k[a]() for a in h.arguments)) or ()
                ],
                len,
            )
            found += answer or ()
        return tuple(found)

    def _extracted(self, document: Document, cuts: tuple[SourceCut, ...]) -> Document:
        known = {
            "source": document.text,
            "media_type": document.source.media_type,
            "url": document.url,
            "cuts": cuts,
        }
        for hook in self.hooks["extract"]:
            laid: Document | None = self._call(
                hook,
                "extract",
                lambda h=hook: _lay(document, h, known, cuts),  # type: ignore[misc]
                lambda laid, h=hook: 0 if laid is None else _entries(laid, h.plugin),  # type: ignore[misc]
            )
            if laid is not None:
                return laid
        return intake.extracted(document, "host", intake.plain_blocks(document.text), ())

    def _decode(self, **known: object) -> Decoded | None:
        """Ask the plugins in turn; the first answer wins."""

        def checked(hook: Hook) -> Decoded | None:
            answer = hook.function(*(known[a] for a in hook.arguments))
            return None if answer is None else _checked_decoding(answer)

        for hook in self.hooks["decode"]:
            answer: Decoded | None = self._call(hook, "decode", lambda h=hook: checked(h))  # type: ignore[misc]
            if answer is not None:
                return answer
        return None

    # -- the stages on the document ----------------------------------------------------------------------------

    def step(self, document: Document, stage: str, hook: Hook) -> Document:
        """Let one plugin propose, and apply what it proposed."""

        def propose() -> tuple[Document, int]:
            answer = hook.function(document) if hook.arguments else hook.function()
            changes = _checked(answer, stage)
            changed = apply(document, hook.plugin, stage, changes)
            return tidy(changed, stage) if changed.text is not document.text else changed, len(changes)

        answer: tuple[Document, int] | None = self._call(hook, stage, propose, lambda answer: answer[1])
        return document if answer is None else answer[0]

    def _call(self, hook: Hook, stage: str, work: Callable[[], Any], count: Callable[[Any], int] = lambda _: 0) -> Any:
        """Do a plugin's work; note the time, the number of changes, and a failure instead of raising it."""
        changes, failure = 0, ""
        began = time.process_time()
        try:
            with self.guard(hook.plugin, stage):
                answer = work()
                changes = count(answer)
                return answer
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            failed = failure_of(hook.plugin, stage, error)
            failure = f"{failed.error}: {failed.message}"
            self.failures.append(failed)
            return None
        finally:
            self.calls.append(Call(hook.plugin, stage, time.process_time() - began, changes, failure))


def failure_of(plugin: str, stage: str, error: BaseException) -> Failure:
    """Make the failure that an error of a plugin is told as."""
    return Failure(plugin, stage, type(error).__name__, _message(error))


def _entries(document: Document, plugin: str) -> int:
    """Count a plugin's entries in a document's ledger."""
    return sum(len(step.entries) for step in document.ledger if step.plugin == plugin)


def _checked_decoding(answer: object) -> Decoded:
    if not isinstance(answer, Decoded):
        raise InvalidChangeError(f"decode must answer Decoded or None, not {type(answer).__name__}")
    try:
        return msgspec.convert(msgspec.structs.asdict(answer), Decoded)
    except msgspec.ValidationError as error:
        raise InvalidChangeError(f"decode: {error}") from None


def _checked(answer: object, stage: str) -> list[Change]:
    """Make a list of a plugin's answer, and see that it holds what the stage takes."""
    if answer is None or (isinstance(answer, tuple | list) and not answer):
        return []
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise InvalidChangeError(f"{stage} must answer changes (a list, or yield them), not {type(answer).__name__}")
    changes = list(islice(answer, MAX_CHANGES + 1))
    if len(changes) > MAX_CHANGES:
        raise InvalidChangeError(f"{stage} answered more than {MAX_CHANGES:,} changes")
    allowed = TEXT_STAGES[stage]
    if not set(map(type, changes)).issubset(allowed):
        wrong = next(type(change).__name__ for change in changes if type(change) not in allowed)
        raise InvalidChangeError(f"{stage} takes {', '.join(kind.__name__ for kind in allowed)}, not {wrong}")
    return changes


def _lay(document: Document, hook: Hook, known: Mapping[str, object], cuts: tuple[SourceCut, ...]) -> Document | None:
    answer = hook.function(*(known[a] for a in hook.arguments))
    if answer is None:
        return None
    if not isinstance(answer, Extraction):
        raise InvalidChangeError(f"extract must answer an Extraction or None, not {type(answer).__name__}")
    return intake.extracted(document, hook.plugin, answer, cuts)


def _soup(source: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - costly, and only needed if a plugin asks for it

    return BeautifulSoup(source, "html.parser")


def _source_cut(cut: object, plugin: str, source: str, lines: Sequence[int]) -> SourceCut:
    """Find where the tag of a cut begins in the source, whose lines begin at ``lines``."""
    if not isinstance(cut, Cut):
        raise InvalidChangeError(f"clean_html takes Cut, not {type(cut).__name__}")
    line, column = getattr(cut.tag, "sourceline", None), getattr(cut.tag, "sourcepos", None)
    if line is None or column is None:
        raise InvalidChangeError("Cut: the tag is not from the soup that was given")
    start = lines[line - 1] + column if line <= len(lines) else len(source)
    if not source.startswith("<", start):
        raise InvalidChangeError("Cut: the tag's place in the source is not known")
    return SourceCut(start, plugin, cut.rule, cut.reason, float(cut.confidence), cut.class_)


def _message(error: BaseException) -> str:
    """Give an error's text in a form that is safe to store and the same in every run."""
    try:
        text = str(error)
    except Exception:
        text = "(its message can't be shown)"
    text = _ADDRESS.sub("0x...", text).encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
    return text if len(text) <= 500 else text[:500] + " ..."
