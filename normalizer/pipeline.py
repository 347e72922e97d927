"""Plugins in their order, ready to clean many documents."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from normalizer._version import __version__
from normalizer.config import Config, from_mapping, from_settings
from normalizer.corpus import informed, kept, surveyed
from normalizer.declaration import Loaded
from normalizer.document import Document, Failure, MadeBy
from normalizer.errors import PluginWarning
from normalizer.failing import InARow
from normalizer.garbage import paused
from normalizer.items import Call, Item
from normalizer.learned import Learned, read
from normalizer.ordering import order
from normalizer.plugins import declared, hooks, load_all
from normalizer.stages import TEXT_STAGES, Guard, Run, failure_of, unguarded

#: How often the stages are repeated where a late one, such as `find_people`, changes the text that earlier ones saw.
MAX_ROUNDS = 4


class Pipeline:
    """Plugins in their order, ready to clean many documents.

    Args:
        config: a `Config`, a mapping of the same shape, or None for the defaults. (The command line reads
            ``normalizer.toml``; a program says what it wants.)
        settings: short form, such as ``["names.rewrite=never"]``.
        plugins: exactly these plugin objects instead of the installed ones.
        guard: makes a context manager that surrounds each plugin call, to limit it; it is given the plugin's name
            and the stage.
        learned: what was learned of the corpus, instead of the configuration's file.

    Raises:
        ConfigError: the configuration names something unknown or of the wrong type.
        PluginError: a plugin did not load, can't be ordered, or can't use what was learned.

    """

    def __init__(
        self,
        config: Config | Mapping[str, object] | None = None,
        *,
        settings: Iterable[str] = (),
        plugins: Iterable[object] | None = None,
        guard: Guard | None = None,
        learned: Learned | None = None,
    ) -> None:
        if not isinstance(config, Config):
            config = from_mapping(config or {}, "config")
        self.config = config.merged(from_settings(settings, "settings"))
        if plugins is None:
            self.plugins = load_all(self.config)
        else:
            self.plugins = order([declared(p) for p in plugins], self.config.order)
        #: Whether the configuration alone makes this pipeline again, in another process.
        self.is_configured = plugins is None and learned is None
        self._hooks = hooks(self.plugins)
        if learned is None and self.config.learned:
            learned = read(self.config.learned)
        if learned is not None:
            functions = {hook.plugin: hook.function for hook in self._hooks["learn"]}
            self.plugins = [
                informed(one, learned, functions[one.name]) if one.name in functions else one for one in self.plugins
            ]
            self._hooks = hooks(self.plugins)
        self.guard: Guard = guard or unguarded
        self._made_by = _made_by(self.plugins)

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
        in_a_row = InARow(give_up_after)
        for item in items:
            document, calls = pipeline.run(item)
            failed = {call.plugin: call.failure for call in calls if call.failure}
            for name in in_a_row.too_many((call.plugin for call in calls), failed):
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
        other._made_by = _made_by(other.plugins)
        other._hooks = {stage: [hook for hook in found if hook.plugin != name] for stage, found in self._hooks.items()}
        return other

    def run(self, item: str | bytes | Item | Document) -> tuple[Document, list[Call]]:
        """Clean one article, and tell how long each plugin took and how much it changed.

        Raises:
            InputError: the item's bytes are no text.

        """
        with paused():
            return self._run(item)

    def _run(self, item: str | bytes | Item | Document) -> tuple[Document, list[Call]]:
        run = Run(self._hooks, self.guard)
        if isinstance(item, Document):
            document = item
        else:
            document = run.read(item if isinstance(item, Item) else Item(content=item), self.config.keep_source)
        for _ in range(MAX_ROUNDS):
            judged = document.text
            for stage in TEXT_STAGES:
                for hook in self._hooks[stage]:
                    document = run.step(document, stage, hook)
                if stage == "clean_blocks":
                    judged = document.text
            # Earlier stages must have seen the text as it is now, or cleaning once more would change it.
            if document.text == judged:
                break
        return self._signed(document, run.failures), run.calls

    @property
    def surveyors(self) -> dict[str, str]:
        """The plugins that learn of a corpus, with their versions."""
        counting = {hook.plugin for hook in self._hooks["survey"]}
        return {one.name: one.version for one in self.plugins if one.name in counting}

    def survey(self, document: Document) -> tuple[dict[str, dict[str, int]], list[Failure]]:
        """Let the plugins count what a finished document tells of its corpus: pass one of two.

        Returns:
            Plugin to key to count, and the failures of plugins.

        """
        counts: dict[str, dict[str, int]] = {}
        failures: list[Failure] = []
        for hook in self._hooks["survey"]:
            try:
                counts[hook.plugin] = surveyed(document, hook, self.guard(hook.plugin, "survey"))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                failures.append(failure_of(hook.plugin, "survey", error))
        return counts, failures

    def keep(self, plugin: str, counts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Let a plugin choose which of its summed counts, given in order of their keys, are worth keeping.

        Raises:
            PluginError: it failed.

        """
        hook = next((hook for hook in self._hooks["keep"] if hook.plugin == plugin), None)
        return kept(counts, hook, plugin)

    def _signed(self, document: Document, failures: list[Failure]) -> Document:
        once = tuple(dict.fromkeys((*document.failures, *failures)))
        # A document's own: whoever changes its mappings changes no other document's.
        own = self._made_by
        made_by = replace(own, plugins=dict(own.plugins), options=copy.deepcopy(own.options) if own.options else {})
        return replace(document, made_by=made_by, failures=once)


def _made_by(plugins: Iterable[Loaded]) -> MadeBy:
    plugins = tuple(plugins)
    return MadeBy(
        normalizer=__version__,
        plugins={one.name: one.version for one in plugins},
        options={one.name: _plain(one.options) for one in plugins if one.options},
    )


def _plain(options: dict[str, object]) -> dict[str, object]:
    """Give options in the types that JSON has."""
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(options, enc_hook=str))
    return plain


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
