"""One segment of a text (a line, mostly) through ftfy's fixers, round after round until nothing changes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from itertools import count

import ftfy
from ftfy import ExplanationStep, TextFixerConfig

from normalizer_repair._ampersands import rounds_to_skip, skip
from normalizer_repair._encoding import EncodingFixer, Steps
from normalizer_repair._normal import Form, normalize
from normalizer_repair._remember import Remembered
from normalizer_repair._scan import CHARACTER_FIXERS, character_class, inert_class, is_bad_pattern, quotes, triggers
from normalizer_repair._width import CJK_PUNCTUATION, is_cjk

#: The name of ``fix_character_width`` where it left the punctuation alone, in a list of steps.
KEEPING = "fix_character_width outside CJK punctuation"
#: The action of a step that stands for many rounds of unescaping ampersands; its parameter says which.
SKIPPED = "unescape ampersands"

#: Up to which length, and how many, strings are remembered in their normalization form.
_SHORT, _MANY = 15, 8192

#: Replacements that need no context: (before, after, fixer).
Straight = tuple[tuple[str, str, str], ...]
#: What fixers make of a character, and which of them act.
Become = Remembered[str, tuple[str, tuple[str, ...]]]
Search = Callable[[str], re.Match[str] | None]


def straighten(text: str, straight: Straight) -> str:
    """Make the replacements (before, after, fixer) that need no context: curly quotes, and the ends of lines.

    (``str.replace`` is much faster than a regular expression or ``str.translate``.)
    """
    for old, new, _ in straight:
        if old[0] in text:  # one character is looked for much faster than two
            text = text.replace(old, new)
    return text


def places(text: str, what: str, start: int = 0, end: int = sys.maxsize) -> list[int]:
    """Give all places of a string that does not overlap itself."""
    at: list[int] = []
    find, note, size = text.find, at.append, len(what)
    position = find(what, start, end)
    while position >= 0:
        note(position)
        position = find(what, position + size, end)
    return at


def _becoming(fixers: tuple[str, ...], kept: frozenset[str], before: str) -> tuple[str, tuple[str, ...]]:
    """Give what fixers of characters make of a character (or pair), one after the other, and which of them act."""
    after, acting = before, []
    for name in () if before in kept else fixers:
        fixed = ftfy.FIXERS[name](after)
        if fixed != after:
            acting.append(KEEPING if kept and name == "fix_character_width" else name)
        after = fixed
    return after, tuple(acting)


class SegmentFixer:
    """ftfy's fixers for one configuration; with ``keep_cjk``, full-width punctuation stays in lines that are CJK."""

    def __init__(self, config: TextFixerConfig, keep_cjk: bool = False) -> None:
        """Build the expressions for a configuration.

        Raises:
            UnknownFtfyError: the installed ftfy is not one that this package knows.
        """
        self.config = config
        self._bad = is_bad_pattern().search
        #: ftfy passes the options of fix_encoding on only if explanations are asked for.
        self._step = EncodingFixer(config if config.explain else TextFixerConfig(explain=False)).step
        fixers = tuple(name for name in CHARACTER_FIXERS if getattr(config, name))
        curly = quotes() if config.uncurl_quotes else {}
        self.straight: Straight = tuple(
            (old, new, "uncurl_quotes") for old, new in sorted((old, new) for new in curly for old in curly[new])
        )
        if config.fix_line_breaks:
            self.straight += (("\r\n", "\n", "fix_line_breaks"),)
        soft = frozenset[str]().union(*curly.values())
        hard = frozenset[str]().union(*(triggers()[name] for name in fixers)) - soft
        #: What a fixer of characters, or the normalization, may act on; what the latter may; and the runs of that.
        self._special = re.compile(f"[^{inert_class(config.normalization, hard)}]").search
        self._unsettled = re.compile(f"[^{inert_class(config.normalization)}]+").finditer
        self._form: Form | None = config.normalization
        form: Form = config.normalization or "NFC"
        self._settled: Remembered[str, str] = Remembered(partial(normalize, form), _MANY, _SHORT)
        self._soft = sorted(soft)
        self._find_hard = _one_or_pair(hard).findall
        self._replace = _one_or_pair(hard | soft).sub
        self._keep_cjk = keep_cjk
        self._all_at_once = _Fixers(fixers)
        #: A terminal's escape sequences are all that is more than one character.
        escapes = fixers.index("remove_terminal_escapes") if "remove_terminal_escapes" in fixers else len(fixers)
        self._before_escapes, self._after_escapes = _Fixers(fixers[:escapes]), _Fixers(fixers[escapes + 1 :])

    def fix(
        self, text: str, entities: bool, scan: Search, steps: Steps | None = None, rounds: int | None = None
    ) -> str:
        """Give what ``ftfy.fix_and_explain`` gives for one segment, but for the replacements `straight`.

        Args:
            text: the segment.
            entities: whether entities are decoded in it.
            scan: finds something wherever a fixer could act.
            steps: collects ftfy's explanation.
            rounds: a segment that ftfy would need more rounds for is left alone.
        """
        original = text
        for done in count():
            if done == rounds:
                if steps is not None:
                    steps.clear()
                return original
            before = text
            if entities and "&" in text:
                text = ftfy.FIXERS["unescape_html"](text)
                if steps is not None and text != before:
                    steps.append(ExplanationStep("apply", "unescape_html"))
            resting = None
            if self.config.fix_encoding:
                text, resting = self._fix_encoding(text, scan, steps)
            if resting or (resting is None and text != before and not scan(text)):
                break
            decoded, text = text, self._fix_characters(text, steps)
            if (text == decoded and not (entities and "&" in text)) or not scan(text):
                break  # another round would begin with what this one ended with
            if text == before:
                break
            if done > 2 and entities and (skippable := rounds_to_skip(before, text)):
                text = skip(text, skippable)
                if steps is not None:
                    steps.append(ExplanationStep(SKIPPED, skippable))
        if steps is not None:
            names = dict.fromkeys(name for old, _, name in self.straight if old in text)
            steps.extend(ExplanationStep("apply", name) for name in names)
        return text

    def _fix_encoding(self, text: str, scan: Search, steps: Steps | None) -> tuple[str, bool | None]:
        """Undo wrong decodings; say whether the result needs no other fixer, or None if there was nothing to undo."""
        resting = None
        while not text.isascii() and self._bad(text):
            before = text
            text = self._step(text, steps)
            if text == before:
                return text, resting
            if not scan(text):
                return text, True
            resting = False
        return text, resting

    def _fix_characters(self, text: str, steps: Steps | None) -> str:
        """Apply the fixers that look at single characters, in ftfy's order, and normalize."""
        special = self._special(text)
        present = set(self._find_hard(text)) if special else set()
        if "\x1b" in present:  # may begin a terminal's escape sequence
            text = self._fix_around_escapes(text, present, steps)
        elif present or any(old in text for old in self._soft):
            text = self._fix_at_once(text, present, self._all_at_once, steps)
        if special and self._form is not None:
            before, text = text, self._settle(text)
            if steps is not None and text != before:
                steps.append(ExplanationStep("normalize", self._form))
        return text

    def _settle(self, text: str) -> str:
        """Normalize a text run by run: what is before and after a run never joins it, but for one character."""
        pieces: list[str] = []
        done = 0
        for run in self._unsettled(text):
            start, end = run.span()
            start = max(start - 1, done)
            pieces += text[done:start], self._settled[text[start:end]]
            done = end
        return "".join((*pieces, text[done:])) if pieces else text

    def _fix_at_once(self, text: str, present: set[str], fixers: _Fixers, steps: Steps | None) -> str:
        """Give each character what all fixers together make of it: none of them looks at what is around."""
        keep = self._keep_cjk and bool(present) and is_cjk(text)
        become = fixers.become_kept if keep else fixers.become
        if steps is not None:
            present.update(old for old in self._soft if old in text)
            acting = {name for character in present for name in become[character][1]}
            names = [KEEPING if keep and name == "fix_character_width" else name for name in fixers.names]
            steps.extend(ExplanationStep("apply", name) for name in names if name in acting)
        return self._replace(lambda match: become[match[0]][0], text)

    def _fix_around_escapes(self, text: str, present: set[str], steps: Steps | None) -> str:
        text = self._fix_at_once(text, present, self._before_escapes, steps)
        if self.config.remove_terminal_escapes:
            before, text = text, ftfy.FIXERS["remove_terminal_escapes"](text)
            if steps is not None and text != before:
                steps.append(ExplanationStep("apply", "remove_terminal_escapes"))
        return self._fix_at_once(text, set(self._find_hard(text)), self._after_escapes, steps)


class _Fixers:
    """Fixers of characters, in order, with what they make of characters: of any, and where punctuation stays."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.become: Become = Remembered(partial(_becoming, names, frozenset()))
        self.become_kept: Become = Remembered(partial(_becoming, names, CJK_PUNCTUATION))


def _one_or_pair(characters: frozenset[str]) -> re.Pattern[str]:
    """Compile an expression for any of the characters, for a line break of two, and for a pair of surrogates."""
    if not characters:
        return re.compile("(?!)")
    pair = "(?:(?<=\r)\n|(?<=[\ud800-\udbff])[\udc00-\udfff])?"
    return re.compile(f"[{character_class(characters)}]{pair}")
