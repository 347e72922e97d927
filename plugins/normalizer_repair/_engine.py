"""What `ftfy.fix_text` does, done only where it can make a difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import ftfy
from ftfy import TextFixerConfig

from normalizer_repair._badness import UnknownFtfyError
from normalizer_repair._encoding import Steps
from normalizer_repair._remember import Remembered
from normalizer_repair._scan import (
    character_class,
    check_ftfy,
    plain_ascii,
    residue_scanner,
    scanner,
    wide_characters,
)
from normalizer_repair._segment import SegmentFixer, Straight, straighten
from normalizer_repair._width import CJK_PUNCTUATION, is_cjk

_LINE = re.compile(r"[^\n]+\n?")


class Segment(NamedTuple):
    """A line (or a part of one that is too long) that needs a closer look, and whether entities are decoded in it."""

    start: int
    end: int
    entities: bool


_DEFAULTS = TextFixerConfig(explain=False)

#: A text is mostly ASCII if its UTF-8 form is no longer than this times its length.
_LITTLE = 1.1
#: How much of a text is looked at first to see that.
_SAMPLE = 256


#: A scanner for text in which entities are decoded, and one for other text, each compiled when it is needed.
Scanners = Remembered[bool, re.Pattern[str]]


class Engine:
    """ftfy's fixers for one configuration.

    With ``keep_cjk``, full-width punctuation stays in lines that are CJK. With ``by_line``, a ``<`` keeps entities as
    they are in its own line only, not in all lines that follow, so that no line depends on another.
    """

    def __init__(self, config: TextFixerConfig, keep_cjk: bool = False, by_line: bool = False) -> None:
        """Build the expressions for a configuration.

        Raises:
            UnknownFtfyError: the installed ftfy is not one that this package knows.
        """
        check_ftfy()
        self.config = config
        self.keep_cjk = keep_cjk
        self.by_line = by_line
        self._fixer = SegmentFixer(config, keep_cjk)
        self.straight = self._fixer.straight
        self._soft = frozenset(old for old, _, name in self.straight if name == "uncurl_quotes")
        soft = self._soft
        self._scan: Scanners = Remembered(lambda entities: scanner(config, entities, soft))
        self._keep = CJK_PUNCTUATION if keep_cjk else frozenset()
        self._plain_ascii = plain_ascii(config)
        self._acting_spaces = tuple({*b"\t\n\v\f\r "} - {*self._plain_ascii})
        self._ascii_to_space = bytes.maketrans(self._plain_ascii, b" " * len(self._plain_ascii))
        self._scan_rest = residue_scanner(config, soft)
        self._entity = re.compile("&#?[0-9A-Za-z]{1,24};" if config.unescape_html else "(?!)")
        self._lone_return = re.compile("\r(?!\n)" if config.fix_line_breaks else "(?!)")
        wide = wide_characters() if config.fix_character_width else {}
        self._wide = {old: new for old, new in wide.items() if old not in self._keep}

    @cached_property
    def explaining(self) -> Engine:
        """The engine for the same configuration with ``explain``."""
        return self if self.config.explain else engine(self.config._replace(explain=True), self.keep_cjk, self.by_line)

    def fix(self, text: str) -> str:
        """Give what ``ftfy.fix_text(text, config)`` gives."""
        segments, straight = self.examine(text)
        if not segments:
            return straighten(text, straight)
        between = straight[len(self.straight) :]
        done, out = 0, []
        for start, end, entities in segments:
            if done < start:
                out.append(straighten(text[done:start], between))
            out.append(self.fix_segment(text[start:end], entities))
            done = end
        out.append(straighten(text[done:], between))
        return straighten("".join(out), self.straight)

    def examine(self, text: str) -> tuple[list[Segment], Straight]:
        """Find the segments that need a closer look, and the replacements that are enough for the rest.

        These begin with those of `straight`, which are due in the segments, too, if there are any.
        """
        if len(text) > self.config.max_decode_length:
            return list(self._bounded_segments(text)), self.straight
        if (straight := self._passed(text)) is not None:
            return [], straight
        segments = []
        for segment, at in self._segments(text, self._scan):
            if text[at] in self._wide or text[at] in self._keep:
                return self._examine_wide(text)
            segments.append(segment)
        return segments, self.straight

    def _examine_wide(self, text: str) -> tuple[list[Segment], Straight]:
        """Do the same for a text with full-width forms: these, too, are replaced, or left, without a closer look."""
        wide = [(c, self._wide[c], "fix_character_width") for c in sorted(set(self._wide_class.findall(text)))]
        segments = {segment for segment, _ in self._segments(text, self._scan_for_wide)}
        if self._keep:
            boundary = self._entities_end(text)
            for line in _LINE.finditer(text):
                if not is_cjk(line[0]) and not self._keep.isdisjoint(line[0]):
                    segments.add(self._segment(text, *line.span(), line.start() < boundary))
        return sorted(segments), (*self.straight, *wide)

    def _passed(self, text: str) -> Straight | None:
        """Give the replacements that are enough for a text that is mostly plain ASCII, which is quickly told apart.

        None if that does not settle it: the text has an entity or a lone carriage return, is mostly not ASCII, or
        holds what may need a closer look.
        """
        sample = text[:_SAMPLE]
        if len(sample.encode("utf-8", "surrogatepass")) > len(sample) * _LITTLE:
            return None
        if ("&" in text and self._entity.search(text)) or ("\r" in text and self._lone_return.search(text)):
            return None
        data = text.encode("utf-8", "surrogatepass")
        rest = data.translate(None, self._plain_ascii).decode("utf-8", "surrogatepass")
        if len(rest) > len(text) * (_LITTLE - 1):
            return None
        if self._scan_rest.search(rest):  # it may be that only what was left out kept the characters apart
            if any(space in data for space in self._acting_spaces):
                return None
            pieces = data.translate(self._ascii_to_space).split()
            if self._scan_rest.search(b" ".join(pieces).decode("utf-8", "surrogatepass")):
                return None
        return tuple(item for item in self.straight if item[0] in rest or item[0] == "\r\n")

    @cached_property
    def _wide_class(self) -> re.Pattern[str]:
        return re.compile(f"[{character_class(self._wide)}]")

    @cached_property
    def _scan_for_wide(self) -> Scanners:
        """For text with full-width forms: these, too, are replaced without a closer look."""
        soft = self._soft | frozenset(self._wide)
        return Remembered(lambda entities: scanner(self.config, entities, soft, self.keep_cjk))

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
                yield self._segment(text, start, position, entities), hit.start()

    def _segment(self, text: str, start: int, end: int, entities: bool) -> Segment:
        if entities and self.by_line and self.config.unescape_html == "auto":
            entities = text.find("<", start, end) < 0
        return Segment(start, end, entities)

    def _entities_end(self, text: str) -> int:
        """Find where entities stop being decoded: with "auto", at the first line that holds a ``<``."""
        if self.config.unescape_html != "auto" or self.by_line:
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
            if not self.by_line and self.config.unescape_html == "auto" and text.find("<", position, end) >= 0:
                entities = False
            if cut or self._suspect(text, position, end, entities):
                yield self._segment(text, position, end, entities)
            position = end

    def _suspect(self, text: str, start: int, end: int, entities: bool) -> bool:
        return self._scan[entities].search(text, start, end) is not None

    def fix_segment(self, text: str, entities: bool, steps: Steps | None = None, rounds: int | None = None) -> str:
        """Give what ``ftfy.fix_and_explain`` gives for one segment, but for the replacements of `straight`.

        ``steps`` collects its explanation. With ``rounds``, a segment that ftfy would need more for is left alone.
        """
        return self._fixer.fix(text, entities, self._scan[entities].search, steps, rounds)


class PlainEngine(Engine):
    """ftfy as it is, for a version of it that this package does not know: every line is looked at."""

    def __init__(self, config: TextFixerConfig, keep_cjk: bool = False, by_line: bool = False) -> None:
        """Take a configuration."""
        self.config = config
        self.keep_cjk = keep_cjk
        self.by_line = by_line
        self.straight = ()

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
def engine(config: TextFixerConfig, keep_cjk: bool = False, by_line: bool = False) -> Engine:
    """Give the engine for a configuration; ftfy as it is where the installed version is unknown."""
    try:
        return Engine(config, keep_cjk, by_line)
    except UnknownFtfyError:
        return PlainEngine(config, keep_cjk, by_line)


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
