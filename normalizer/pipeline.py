"""One document through the stages. A plugin that fails costs its own changes, never the document."""

from __future__ import annotations

import copy
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer import intake
from normalizer._version import __version__
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
from normalizer.config import Config, from_mapping, from_settings
from normalizer.dates import read_date
from normalizer.document import Document, Failure, MadeBy, Source
from normalizer.errors import InvalidChangeError, PluginWarning
from normalizer.fields import is_iso8601
from normalizer.ordering import order
from normalizer.plugins import Hook, declared, hooks, load_all

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

#: More changes than this in one answer are taken for a plugin that does not end.
MAX_CHANGES = 2_000_000

#: How often the stages are repeated where a late one, such as `find_people`, changes the text that earlier ones saw.
MAX_ROUNDS = 4

_TEXT_STAGES: dict[str, tuple[type[Change], ...]] = {
    "clean_text": (Edit, Replace),
    "clean_blocks": (Drop, Split, Merge, Retag, Edit, Replace, Set, Flag),
    "describe": (Set,),
    "find_people": (Link,),
    "finish": (Edit, Replace, Drop, Split, Merge, Retag, Set, Link, Flag),
}
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")

#: What a file's name says of its content.
MEDIA_TYPES = {
    ".html": intake.HTML,
    ".htm": intake.HTML,
    ".xhtml": intake.HTML,
    ".txt": intake.TEXT,
    ".text": intake.TEXT,
}

#: Given the names of a plugin and a stage, makes what surrounds the call.
Guard = Callable[[str, str], AbstractContextManager[object]]


_NOTHING = nullcontext()


def _unguarded(plugin: str, stage: str) -> AbstractContextManager[object]:
    return _NOTHING


class Call(Struct, frozen=True):
    """One call of a plugin: how long it took (seconds of processor time) and how much it changed.

    ``changes`` counts the changes that were applied: 0 where the plugin failed. ``failure`` says how it failed, "" if
    it did not. A stage may run more than once (see `Pipeline.run`), and each run is a call.
    """

    plugin: str
    stage: str
    seconds: float
    changes: int
    failure: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """A record to clean, with what is known of it. Only ``content`` is needed."""

    content: str | bytes
    id: str | None = None
    url: str | None = None
    #: "text/html" or "text/plain"; found out if not given.
    media_type: str | None = None
    #: What the sender declared, for bytes.
    charset: str | None = None
    #: The publication date in ISO 8601, if the record states it.
    date: str | None = None
    file: str | None = None
    record: int | None = None
    #: Where the record begins in its file, in bytes after decompression.
    offset: int | None = None
    #: The record as it came in, for the quarantine, where that is more than ``content``.
    raw: bytes | None = None


class Pipeline:
    """Plugins in their order, ready to clean many documents.

    Args:
        config: a `Config`, a mapping of the same shape, or None for the defaults. (The command line reads
            ``normalizer.toml``; a program says what it wants.)
        settings: short form, such as ``["names.rewrite=never"]``.
        plugins: exactly these plugin objects instead of the installed ones.
        guard: makes a context manager that surrounds each plugin call, to limit it; it is given the plugin's name
            and the stage.

    Raises:
        ConfigError: the configuration names something unknown or of the wrong type.
        PluginError: a plugin did not load or can't be ordered.

    """

    def __init__(
        self,
        config: Config | Mapping[str, object] | None = None,
        *,
        settings: Iterable[str] = (),
        plugins: Iterable[object] | None = None,
        guard: Guard | None = None,
    ) -> None:
        if not isinstance(config, Config):
            config = from_mapping(config or {}, "config")
        self.config = config.merged(from_settings(settings, "settings"))
        if plugins is None:
            self.plugins = load_all(self.config)
        else:
            self.plugins = order([declared(p) for p in plugins], self.config.order)
        self._hooks = hooks(self.plugins)
        self.guard: Guard = guard or _unguarded

    def clean(
        self,
        content: str | bytes | Item | Document,
        *,
        id: str | None = None,
        url: str | None = None,
        media_type: str | None = None,
        charset: str | None = None,
        date: str | None = None,
    ) -> Document:
        """Clean one article.

        Args:
            content: HTML or text; as bytes, it is decoded; an `Item` brings what is known of it along, so that the
                other arguments are not looked at; a `Document` is cleaned further.
            id: the document's identifier; default: the first 16 digits of the content's SHA-256.
            url: where the article was found.
            media_type: "text/html" or "text/plain"; default: found out.
            charset: the encoding that the sender declared, for bytes.
            date: the publication date, if known from elsewhere; ISO 8601 is best.

        Raises:
            InputError: the bytes are no text.

        """
        if isinstance(content, Document | Item):
            return self.run(content)[0]
        item = Item(content=content, id=id, url=url, media_type=media_type, charset=charset, date=date)
        return self.run(item)[0]

    def clean_many(
        self, items: Iterable[str | bytes | Item | Document], *, give_up_after: int | None = None
    ) -> Iterator[Document]:
        """Clean articles one after the other, as they are asked for: memory does not grow with their number.

        Args:
            items: the articles.
            give_up_after: leave a plugin out from here on once it has failed on so many documents in a row, with a
                `PluginWarning`; default: never. What becomes of an article then depends on those before it, always in
                the same way for the same articles in the same order.

        Raises:
            InputError: an item's bytes are no text. Use `run` on each item to go on after such an item.

        """
        pipeline = self
        in_a_row: Counter[str] = Counter()
        for item in items:
            document, calls = pipeline.run(item)
            failed = {call.plugin: call.failure for call in calls if call.failure}
            for name in dict.fromkeys(call.plugin for call in calls):
                in_a_row[name] = in_a_row[name] + 1 if name in failed else 0
                if in_a_row[name] == give_up_after:
                    pipeline = pipeline._without(name)
                    warnings.warn(
                        f"plugin '{name}' failed on {give_up_after} documents in a row (the last time with "
                        f"{failed[name]}) and is left out from here on",
                        PluginWarning,
                        stacklevel=2,
                    )
            yield document

    def _without(self, name: str) -> Pipeline:
        """Give this pipeline without a plugin."""
        other = copy.copy(self)
        other.plugins = [one for one in self.plugins if one.name != name]
        other._hooks = {stage: [hook for hook in found if hook.plugin != name] for stage, found in self._hooks.items()}
        return other

    def run(self, item: str | bytes | Item | Document) -> tuple[Document, list[Call]]:
        """Clean one article, and tell how long each plugin took and how much it changed.

        Raises:
            InputError: the item's bytes are no text.

        """
        run = _Run(self._hooks, self.guard)
        if isinstance(item, Document):
            document = item
        else:
            document = run.read(item if isinstance(item, Item) else Item(content=item), self.config.keep_source)
        for _ in range(MAX_ROUNDS):
            judged = document.text
            for stage in _TEXT_STAGES:
                for hook in self._hooks[stage]:
                    document = run.step(document, stage, hook)
                if stage == "clean_blocks":
                    judged = document.text
            # Earlier stages must have seen the text as it is now, or cleaning once more would change it.
            if document.text == judged:
                break
        return self._signed(document, run.failures), run.calls

    def _signed(self, document: Document, failures: list[Failure]) -> Document:
        made_by = MadeBy(
            normalizer=__version__,
            plugins={one.name: one.version for one in self.plugins},
            options={one.name: _plain(one.options) for one in self.plugins if one.options},
        )
        once = tuple(dict.fromkeys((*document.failures, *failures)))
        return replace(document, made_by=made_by, failures=once)


def _plain(options: dict[str, object]) -> dict[str, object]:
    """Give options in the types that JSON has."""
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(options, enc_hook=str))
    return plain


class _Run:
    """The state of one document's way through the stages: failures and timings beside the document itself."""

    def __init__(self, stages: dict[str, list[Hook]], guard: Guard) -> None:
        self.hooks = stages
        self.guard = guard
        self.failures: list[Failure] = []
        self.calls: list[Call] = []

    # -- from the item to a document of blocks -----------------------------------------------------------------

    def read(self, item: Item, keep_source: bool) -> Document:
        text, source = self._decoded(item)
        text, entries = intake.well_formed(text)
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
            self.failures.append(Failure("host", "extract", "InvalidChangeError", _message(error)))
            return document

    def _decoded(self, item: Item) -> tuple[str, Source]:
        content = item.content
        if isinstance(content, str):
            media_type = item.media_type or intake.media_type_of(content)
            return content, intake.describe_source(content, media_type, file=item.file, record=item.record)
        intake.check_not_binary(content)
        decoded = self._decode(data=content, charset=item.charset, media_type=item.media_type or "")
        if decoded is None:
            decoded = intake.decode_plainly(content, item.charset)
        source = intake.describe_source(
            content,
            item.media_type or intake.media_type_of(decoded.text),
            encoding=decoded.encoding,
            encoding_confidence=float(decoded.confidence),
            replaced=decoded.replaced,
            file=item.file,
            record=item.record,
        )
        return decoded.text, source

    def _cuts(self, source: str, url: str | None) -> tuple[SourceCut, ...]:
        found: list[SourceCut] = []
        for hook in self.hooks["clean_html"]:
            # A soup for each plugin: what one does to its soup must not reach the next.
            known = {"soup": lambda: _soup(source), "url": lambda: url}
            answer = self._call(
                hook,
                "clean_html",
                lambda h=hook, k=known: [  # type: ignore[misc]
                    _source_cut(cut, h.plugin, source) for cut in h.function(*(k[a]() for a in h.arguments)) or ()
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
            failed = Failure(hook.plugin, stage, type(error).__name__, _message(error))
            failure = f"{failed.error}: {failed.message}"
            self.failures.append(failed)
            return None
        finally:
            self.calls.append(Call(hook.plugin, stage, time.process_time() - began, changes, failure))


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
    if answer is None:
        return []
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise InvalidChangeError(f"{stage} must answer changes (a list, or yield them), not {type(answer).__name__}")
    changes = list(islice(answer, MAX_CHANGES + 1))
    if len(changes) > MAX_CHANGES:
        raise InvalidChangeError(f"{stage} answered more than {MAX_CHANGES:,} changes")
    allowed = _TEXT_STAGES[stage]
    for change in changes:
        if type(change) not in allowed:
            names = ", ".join(kind.__name__ for kind in allowed)
            raise InvalidChangeError(f"{stage} takes {names}, not {type(change).__name__}")
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


def _source_cut(cut: object, plugin: str, source: str) -> SourceCut:
    """Find where the tag of a cut begins in the source."""
    if not isinstance(cut, Cut):
        raise InvalidChangeError(f"clean_html takes Cut, not {type(cut).__name__}")
    line, column = getattr(cut.tag, "sourceline", None), getattr(cut.tag, "sourcepos", None)
    if line is None or column is None:
        raise InvalidChangeError("Cut: the tag is not from the soup that was given")
    start = 0
    for _ in range(line - 1):
        start = source.index("\n", start) + 1
    start += column
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


_default: Pipeline | None = None


def clean(
    content: str | bytes | Document,
    *,
    id: str | None = None,
    url: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    date: str | None = None,
    settings: Iterable[str] = (),
) -> Document:
    """Clean one article with the installed plugins. For many, or for a configuration, make a `Pipeline`.

    Args:
        content: HTML or text; as bytes, it is decoded; a `Document` is cleaned further.
        id: the document's identifier; default: the first 16 digits of the content's SHA-256.
        url: where the article was found.
        media_type: "text/html" or "text/plain"; default: found out.
        charset: the encoding that the sender declared, for bytes.
        date: the publication date in ISO 8601, if known from elsewhere.
        settings: such as ``["names.rewrite=never"]``.

    Raises:
        InputError: the bytes are no text.
        ConfigError, PluginError: a setting is wrong, or a plugin did not load.

    """
    global _default  # noqa: PLW0603 - the plugins are loaded once for all calls without settings
    if settings:
        pipeline = Pipeline(settings=settings)
    else:
        pipeline = _default = _default or Pipeline()
    return pipeline.clean(content, id=id, url=url, media_type=media_type, charset=charset, date=date)
