"""What `ftfy.fix_text` does, done only where it can make a difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import count
from typing import NamedTuple

import ftfy
from ftfy import ExplanationStep, TextFixerConfig

from normalizer_repair._ampersands import levels_to_skip, skip
from normalizer_repair._badness import UnknownFtfyError
from normalizer_repair._ftfy import encoding_step
from normalizer_repair._normal import normalize
from normalizer_repair._scan import (
    CHARACTER_FIXERS,
    character_class,
    check_ftfy,
    is_bad_pattern,
    plain_ascii,
    quotes,
    replacer,
    residue_scanner,
    scanner,
    tables,
    triggers,
    wide_characters,
)
from normalizer_repair._width import CJK_PUNCTUATION, is_cjk

_LINE = re.compile(r"[^\n]+\n?")

#: The name of ``fix_character_width`` where it left the punctuation alone, in a list of steps.
KEEPING = "fix_character_width outside CJK punctuation"
#: The action of a step that stands for many rounds of unescaping ampersands; its parameter says how many.
SKIPPED = "unescape ampersands"

Steps = list[ExplanationStep]


class Segment(NamedTuple):
    """A line (or a part of one that is too long) that needs a closer look, and whether entities are decoded in it."""

    start: int
    end: int
    entities: bool


_DEFAULTS = TextFixerConfig(explain=False)

#: A text is mostly ASCII if its UTF-8 form is no longer than this times its length.
_LITTLE = 1.03

#: Replacements that need no context: (before, after, fixer).
Straight = tuple[tuple[str, str, str], ...]


class Scanners(dict[bool, re.Pattern[str]]):
    """A scanner for text in which entities are decoded, and one for other text, each compiled when it is needed."""

    def __init__(self, make: Callable[[bool], re.Pattern[str]]) -> None:
        """Take the function that compiles them."""
        super().__init__()
        self._make = make

    def __missing__(self, entities: bool) -> re.Pattern[str]:
        made = self[entities] = self._make(entities)
        return made


def straighten(text: str, straight: Straight) -> str:
    """Make the replacements (before, after, fixer) that need no context: curly quotes, and the ends of lines.

    (``str.replace`` is much faster than a regular expression or ``str.translate``.)
    """
    for old, new, _ in straight:
        if old in text:
            text = text.replace(old, new)
    return text


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
        self._bad = is_bad_pattern().search
        straight = quotes() if config.uncurl_quotes else {}
        self._soft = {old: new for new, curly in sorted(straight.items()) for old in sorted(curly)}
        soft = frozenset(self._soft)
        self._straight: Straight = tuple((old, new, "uncurl_quotes") for old, new in self._soft.items())
        if config.fix_line_breaks:
            self._straight += (("\r\n", "\n", "fix_line_breaks"),)
        self._scan = Scanners(lambda entities: scanner(config, entities, soft))
        self._fixers = [
            (name, re.compile(f"[{character_class(triggers()[name])}]"))
            for name in CHARACTER_FIXERS
            if getattr(config, name)
        ]
        hard = frozenset[str]().union(*(triggers()[name] for name, _ in self._fixers)) - soft
        self._tables = {name: (trigger, replacer(name)) for name, trigger in self._fixers if name in tables()}
        self._keep = CJK_PUNCTUATION if keep_cjk else frozenset()
        self._hard = re.compile(f"[{character_class(hard)}]" if hard else "(?!)")

        self._plain_ascii = plain_ascii(config)
        self._scan_rest = residue_scanner(config, soft)
        self._entity = re.compile("&#?[0-9A-Za-z]{1,24};" if config.unescape_html else "(?!)")
        self._lone_return = re.compile("\r(?!\n)" if config.fix_line_breaks else "(?!)")
        kept = CJK_PUNCTUATION if keep_cjk else frozenset()
        wide = wide_characters() if config.fix_character_width else {}
        self._wide = {old: new for old, new in wide.items() if old not in kept}

    def without_entities(self) -> Engine:
        """Give the engine for lines that follow a ``<``: with ``unescape_html`` "auto", entities stay in them."""
        if self.config.unescape_html != "auto":
            return self
        return engine(self.config._replace(unescape_html=False), self.keep_cjk)

    def fix(self, text: str) -> str:
        """Give what ``ftfy.fix_text(text, config)`` gives."""
        segments, straight = self.examine(text)
        done, out = 0, []
        for start, end, entities in segments:
            if done < start:
                out.append(straighten(text[done:start], straight))
            out.append(self.fix_segment(text[start:end], entities))
            done = end
        if not out:
            return straighten(text, straight)
        out.append(straighten(text[done:], straight))
        return "".join(out)

    def examine(self, text: str) -> tuple[list[Segment], Straight]:
        """Find the segments that need a closer look, and the replacements that are enough for the rest."""
        if len(text) > self.config.max_decode_length:
            return list(self._bounded_segments(text)), self._straight
        rest = self._beyond_plain_ascii(text)
        if rest is not None and not self._scan_rest.search(rest):
            return [], tuple(item for item in self._straight if item[0] in rest or item[0] == "\r\n")
        segments = []
        for segment, at in self._segments(text, self._scan):
            if text[at] in self._wide or text[at] in self._keep:
                return self._examine_wide(text)
            segments.append(segment)
        return segments, self._straight

    def _examine_wide(self, text: str) -> tuple[list[Segment], Straight]:
        """Do the same for a text with full-width forms: these, too, are replaced, or left, without a closer look."""
        wide = [(c, self._wide[c], "fix_character_width") for c in sorted(set(self._wide_class.findall(text)))]
        segments = {segment for segment, _ in self._segments(text, self._scan_for_wide)}
        if self._keep:
            boundary = self._entities_end(text)
            for line in _LINE.finditer(text):
                if not is_cjk(line[0]) and not self._keep.isdisjoint(line[0]):
                    segments.add(Segment(line.start(), line.end(), line.start() < boundary))
        return sorted(segments), (*self._straight, *wide)

    def _beyond_plain_ascii(self, text: str) -> str | None:
        """Give what is left of a text without its plain ASCII, which is quickly told apart.

        None if that does not settle it: the text has an entity or a lone carriage return, or is mostly not ASCII.
        """
        data = text.encode("utf-8", "surrogatepass")
        if len(data) > len(text) * _LITTLE:
            return None
        if ("&" in text and self._entity.search(text)) or ("\r" in text and self._lone_return.search(text)):
            return None
        return data.translate(None, self._plain_ascii).decode("utf-8", "surrogatepass")

    @cached_property
    def _wide_class(self) -> re.Pattern[str]:
        return re.compile(f"[{character_class(self._wide)}]")

    @cached_property
    def _scan_for_wide(self) -> Scanners:
        """For text with full-width forms: these, too, are replaced without a closer look."""
        soft = frozenset(self._soft) | frozenset(self._wide)
        return Scanners(lambda entities: scanner(self.config, entities, soft, self.keep_cjk))

    def _segments(self, text: str, scanners: Scanners) -> Iterator[tuple[Segment, int]]:
        """Find the segments in which a scanner stops, each with the place where it first did."""
        boundary = self._entities_end(text)
        for entities, first, stop in ((True, 0, boundary), (False, boundary, len(text))):
            if first >= stop:
                continue
            scan, position = scanners[entities], first
            while position < stop and (hit := scan.search(text, position, stop)):
                start = text.rfind("\n", position, hit.start()) + 1 or position
                position = text.find("\n", hit.start(), stop) + 1 or stop
                yield Segment(start, position, entities), hit.start()

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

    def fix_segment(self, text: str, entities: bool, steps: Steps | None = None, rounds: int | None = None) -> str:
        """Give what ``ftfy.fix_and_explain`` gives for one segment; ``steps`` collects its explanation.

        With ``rounds``, a segment that ftfy would need more rounds for is left alone.
        """
        original, scan = text, self._scan[entities].search
        for done in count():
            if done == rounds:
                if steps is not None:
                    steps.clear()
                return original
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
            if done > 2 and entities and (levels := levels_to_skip(before, text)):
                text = skip(text, levels)
                if steps is not None:
                    steps.append(ExplanationStep(SKIPPED, str(levels)))
        if steps is not None:
            names = dict.fromkeys(name for old, _, name in self._straight if old in text)
            steps.extend(ExplanationStep("apply", name) for name in names)
        return straighten(text, self._straight)

    def _fix_encoding(self, text: str, steps: Steps | None) -> str:
        step = encoding_step(steps is not None)
        while not text.isascii() and self._bad(text):
            before = text
            text, plan = step(text, self._encoding_config)
            if text == before:
                break
            if steps is not None and plan:
                steps.extend(plan)
        return text

    def _fix_characters(self, text: str, steps: Steps | None) -> str:
        """Apply the fixers that look at single characters, in ftfy's order, and normalize."""
        present = set(self._hard.findall(text))
        keep = bool(self._keep) and bool(present) and is_cjk(text)
        before = text
        for name, trigger in self._fixers if present else ():
            if text is before and present.isdisjoint(triggers()[name]) and name != "uncurl_quotes":
                continue
            if keep and name == "fix_character_width":
                text = self._fix_other_widths(text, steps)
            elif trigger.search(text):
                text = self._apply(name, text, steps)
        if not present and any(old in text for old in self._soft):
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

    def examine(self, text: str) -> tuple[list[Segment], Straight]:
        """Give all segments."""
        return list(self._bounded_segments(text)), ()

    def _suspect(self, text: str, start: int, end: int, entities: bool) -> bool:
        return True

    def fix_segment(self, text: str, entities: bool, steps: Steps | None = None, rounds: int | None = None) -> str:
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
    config = _DEFAULTS if config is None else config
    return config._replace(**options) if options else config  # type: ignore[arg-type]


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
