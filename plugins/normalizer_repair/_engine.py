"""What `ftfy.fix_text` does, done only where it can make a difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import ftfy
from ftfy import ExplanationStep, TextFixerConfig

from normalizer_repair._badness import UnknownFtfyError
from normalizer_repair._ftfy import encoding_step, is_bad
from normalizer_repair._normal import normalize
from normalizer_repair._scan import (
    CHARACTER_FIXERS,
    character_class,
    check_ftfy,
    quotes,
    replacer,
    scanner,
    tables,
    triggers,
)
from normalizer_repair._width import CJK_PUNCTUATION, is_cjk

#: The name of ``fix_character_width`` where it left the punctuation alone, in a list of steps.
KEEPING = "fix_character_width outside CJK punctuation"

Steps = list[ExplanationStep]


class Segment(NamedTuple):
    """A line (or a part of one that is too long) that needs a closer look, and whether entities are decoded in it."""

    start: int
    end: int
    entities: bool


class Engine:
    """ftfy's fixers for one configuration; with ``keep_cjk``, full-width punctuation stays in lines that are CJK."""

    def __init__(self, config: TextFixerConfig, keep_cjk: bool = False) -> None:
        """Build the expressions for a configuration.

        Raises:
            UnknownFtfyError: the installed ftfy is not one that this package knows.
        """
        check_ftfy()
        self.config = config
        self.keep_cjk = keep_cjk
        #: ftfy passes the options of fix_encoding on only if explanations are asked for.
        self._encoding_config = config if config.explain else TextFixerConfig(explain=False)
        self._encoding_step = encoding_step()
        straight = quotes() if config.uncurl_quotes else {}
        self._soft = {old: new for new, curly in sorted(straight.items()) for old in sorted(curly)}
        soft = frozenset(self._soft)
        #: What is replaced without regard to context: (before, after, the fixer's name).
        self.straight = tuple((old, new, "uncurl_quotes") for old, new in self._soft.items())
        if config.fix_line_breaks:
            self.straight += (("\r\n", "\n", "fix_line_breaks"),)
        self._scan = {entities: scanner(config, entities, soft, keep_cjk) for entities in (True, False)}
        self._fixers = [
            (name, re.compile(f"[{character_class(triggers()[name])}]"))
            for name in CHARACTER_FIXERS
            if getattr(config, name)
        ]
        hard = frozenset[str]().union(*(triggers()[name] for name, _ in self._fixers)) - soft
        self._tables = {name: (trigger, replacer(name)) for name, trigger in self._fixers if name in tables()}
        self._keep = CJK_PUNCTUATION if keep_cjk else frozenset()
        self._hard = re.compile(f"[{character_class(hard)}]" if hard else "(?!)")

    def fix(self, text: str) -> str:
        """Give what ``ftfy.fix_text(text, config)`` gives."""
        done, out = 0, []
        for start, end, entities in self.segments(text):
            if done < start:
                out.append(self.straighten(text[done:start]))
            out.append(self.fix_segment(text[start:end], entities))
            done = end
        if not out:
            return self.straighten(text)
        out.append(self.straighten(text[done:]))
        return "".join(out)

    def straighten(self, text: str) -> str:
        """Make the replacements that need no context: curly quotes, and the ends of lines.

        (``str.replace`` is much faster than a regular expression or ``str.translate``.)
        """
        for old, new, _ in self.straight:
            if old in text:
                text = text.replace(old, new)
        return text

    def segments(self, text: str) -> Iterator[Segment]:
        """Find the segments, in order, in which anything but `straighten` could make a difference."""
        if len(text) > self.config.max_decode_length:
            yield from self._bounded_segments(text)
            return
        boundary = self._entities_end(text)
        for entities, first, stop in ((True, 0, boundary), (False, boundary, len(text))):
            scan, position = self._scan[entities], first
            while position < stop and (hit := scan.search(text, position, stop)):
                start = text.rfind("\n", position, hit.start()) + 1 or position
                position = text.find("\n", hit.start(), stop) + 1 or stop
                yield Segment(start, position, entities)

    def _entities_end(self, text: str) -> int:
        """Find where entities stop being decoded: with "auto", at the first line that holds a ``<``."""
        if self.config.unescape_html != "auto":
            return len(text) if self.config.unescape_html else 0
        tag = text.find("<")
        return len(text) if tag < 0 else text.rfind("\n", 0, tag) + 1

    def _bounded_segments(self, text: str) -> Iterator[Segment]:
        """Do the same for a text in which a line may be longer than ``max_decode_length``, ftfy's limit."""
        limit, position = self.config.max_decode_length, 0
        entities = bool(self.config.unescape_html)
        while position < len(text):
            end = text.find("\n", position) + 1 or len(text)
            cut = end - position > limit
            if cut:
                end = position + limit
            if entities and self.config.unescape_html == "auto" and text.find("<", position, end) >= 0:
                entities = False
            if cut or self._suspect(text, position, end, entities):
                yield Segment(position, end, entities)
            position = end

    def _suspect(self, text: str, start: int, end: int, entities: bool) -> bool:
        return self._scan[entities].search(text, start, end) is not None

    def fix_segment(self, text: str, entities: bool, steps: Steps | None = None) -> str:
        """Give what ``ftfy.fix_and_explain`` gives for one segment; ``steps`` collects its explanation."""
        scan = self._scan[entities].search
        while True:
            before = text
            if entities and "&" in text:
                text = self._apply("unescape_html", text, steps)
            if self.config.fix_encoding:
                text = self._fix_encoding(text, steps)
                if text != before and not scan(text):
                    break
            decoded, text = text, self._fix_characters(text, steps)
            if (text == decoded and not (entities and "&" in text)) or not scan(text):
                break  # another round would begin with what this one ended with
            if text == before:
                break
        if steps is not None:
            names = dict.fromkeys(name for old, _, name in self.straight if old in text)
            steps.extend(ExplanationStep("apply", name) for name in names)
        return self.straighten(text)

    def _fix_encoding(self, text: str, steps: Steps | None) -> str:
        while not text.isascii() and is_bad(text):
            before = text
            text, plan = self._encoding_step(text, self._encoding_config)
            if text == before:
                break
            if steps is not None and plan:
                steps.extend(plan)
        return text

    def _fix_characters(self, text: str, steps: Steps | None) -> str:
        """Apply the fixers that look at single characters, in ftfy's order, and normalize."""
        keep = self._keep and is_cjk(text)
        if self._hard.search(text):
            for name, trigger in self._fixers:
                if keep and name == "fix_character_width":
                    text = self._fix_other_widths(text, steps)
                elif trigger.search(text):
                    text = self._apply(name, text, steps)
        elif any(old in text for old in self._soft):
            text = self._apply("uncurl_quotes", text, steps)
        form = self.config.normalization
        if form is not None and not text.isascii():
            before, text = text, normalize(form, text)
            if steps is not None and text != before:
                steps.append(ExplanationStep("normalize", form))
        return text

    def _fix_other_widths(self, text: str, steps: Steps | None) -> str:
        """Do what ``fix_character_width`` does, to all but the punctuation of Chinese and Japanese."""
        trigger, replace = self._tables["fix_character_width"]
        fixed = trigger.sub(lambda match: match[0] if match[0] in self._keep else replace(match), text)
        if steps is not None and fixed != text:
            steps.append(ExplanationStep("apply", KEEPING))
        return fixed

    def _apply(self, name: str, text: str, steps: Steps | None) -> str:
        table = self._tables.get(name)
        fixed: str = table[0].sub(table[1], text) if table else ftfy.FIXERS[name](text)
        if steps is not None and fixed != text:
            steps.append(ExplanationStep("apply", name))
        return fixed


class PlainEngine(Engine):
    """ftfy as it is, for a version of it that this package does not know: every line is looked at."""

    def __init__(self, config: TextFixerConfig, keep_cjk: bool = False) -> None:
        """Take a configuration."""
        self.config = config
        self.keep_cjk = keep_cjk
        self.straight = ()

    def segments(self, text: str) -> Iterator[Segment]:
        """Give all segments."""
        return self._bounded_segments(text)

    def _suspect(self, text: str, start: int, end: int, entities: bool) -> bool:
        return True

    def straighten(self, text: str) -> str:
        """Leave the text alone."""
        return text

    def fix_segment(self, text: str, entities: bool, steps: Steps | None = None) -> str:
        """Give what ``ftfy.fix_and_explain`` gives for one segment; ``steps`` collects its explanation."""
        config = self.config if entities else self.config._replace(unescape_html=False)
        if self.keep_cjk and is_cjk(text):
            config = config._replace(fix_character_width=False)
        fixed, explanation = ftfy.fix_and_explain(text, config)
        if steps is not None:
            steps.extend(explanation or ())
        return fixed


@lru_cache(maxsize=32)
def engine(config: TextFixerConfig, keep_cjk: bool = False) -> Engine:
    """Give the engine for a configuration; ftfy as it is where the installed version is unknown."""
    try:
        return Engine(config, keep_cjk)
    except UnknownFtfyError:
        return PlainEngine(config, keep_cjk)


def configured(config: TextFixerConfig | None, options: dict[str, object]) -> TextFixerConfig:
    """Make one configuration of a configuration and options, as ftfy's functions do.

    Raises:
        ValueError: an option does not exist.
    """
    return (TextFixerConfig(explain=False) if config is None else config)._replace(**options)  # type: ignore[arg-type]


def fix_text(text: str, config: TextFixerConfig | None = None, **options: object) -> str:
    """Give exactly what ``ftfy.fix_text(text, config, **options)`` gives, many times faster.

    Args:
        text: any string, lone surrogates and all.
        config: ftfy's configuration; its defaults if None.
        options: any of its fields by name.

    Raises:
        ValueError: an option does not exist.
        UnicodeError: ``text`` is bytes.
    """
    if isinstance(text, bytes):
        raise UnicodeError("text is bytes; decode it first, for example with normalizer_repair.decode")
    return engine(configured(config, options)).fix(text)
