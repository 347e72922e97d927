"""The parts of ftfy that this package calls, with ftfy's slow search for badness replaced by an equal fast one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from types import FunctionType, SimpleNamespace
from typing import Any, cast

import ftfy
from ftfy import chardata, fixes

from normalizer_repair._badness import UnknownFtfyError, found_at, led
from normalizer_repair._scan import is_bad_pattern

EncodingStep = Callable[[str, ftfy.TextFixerConfig], ftfy.ExplainedText]

#: What ftfy's expressions for encodings accept wherever it stands: all of ASCII but the substitute character.
#: The encodings that ftfy asks for first are mostly the ones; it is quicker to ask for these singly.
_FIRST = frozenset(chardata.CHARMAP_ENCODINGS[:2])
_IN_ANY_ENCODING = bytes(set(range(0x80)) - {0x1A})

_SHORT = 64

_DEFAULTS = ftfy.TextFixerConfig(explain=False)


def is_bad(text: str) -> bool:
    """Say what ``ftfy.badness.is_bad`` says, faster."""
    return is_bad_pattern().search(text) is not None


def possible_encoding(text: str, encoding: str) -> bool:
    """Say what ``ftfy.chardata.possible_encoding`` says. ftfy asks for up to ten encodings of the same text."""
    if encoding == "ascii":
        return text.isascii()
    return chardata.possible_encoding(text if encoding in _FIRST else _telling(text), encoding)


@lru_cache(maxsize=4)
def _telling(text: str) -> str:
    """Leave out what every encoding has."""
    return text.encode("utf-8", "surrogatepass").translate(None, _IN_ANY_ENCODING).decode("utf-8", "surrogatepass")


def fix_encoding(text: str) -> str:
    """Give what ``ftfy.fix_encoding`` gives with its defaults."""
    step = encoding_step(False)
    while not text.isascii() and is_bad(text):
        before = text
        text = step(text, _DEFAULTS).text
        if text == before:
            break
    return text


@lru_cache(maxsize=8192)
def _fix_short(text: str) -> str:
    return fix_encoding(text)


def fix_piece(piece: str) -> str:
    """Do the same; short pieces of mojibake come again and again and are remembered."""
    return _fix_short(piece) if len(piece) <= _SHORT else fix_encoding(piece)


@cache
def encoding_step(explain: bool) -> EncodingStep:
    """Give ftfy's own code for one step of undoing a wrong decoding, for text that `is_bad` found to be bad.

    It runs with the equal but faster functions of this module; without ``explain`` its explanation is worthless.
    ftfy offers no other way to swap them, and changing its modules would change it for everyone.

    Raises:
        UnknownFtfyError: the installed ftfy has no such function.
    """
    detector = detector_led()
    fast_fixes = {
        "restore_byte_a0": _with(fixes.restore_byte_a0, ALTERED_UTF8_RE=led(chardata.ALTERED_UTF8_RE)),
        "replace_lossy_sequences": lossy_replacer(),
        "decode_inconsistent_utf8": _with(
            fixes.decode_inconsistent_utf8,
            UTF8_DETECTOR_RE=detector,
            is_bad=lambda piece: True,
            ftfy=SimpleNamespace(fix_encoding=fix_piece),
        ),
    }
    fast_chardata = {
        "possible_encoding": possible_encoding,
        "ALTERED_UTF8_RE": found_at(chardata.ALTERED_UTF8_RE, b" "),
        "UTF8_DETECTOR_RE": detector,
    }
    step = _with(
        getattr(ftfy, "_fix_encoding_one_step_and_explain", None),
        is_bad=lambda text: True,
        ExplanationStep=ftfy.ExplanationStep if explain else lambda action, parameter: None,
        fixes=SimpleNamespace(**{**vars(fixes), **fast_fixes}),
        chardata=SimpleNamespace(**{**vars(chardata), **fast_chardata}),
    )
    return cast(EncodingStep, step)


def lossy_replacer() -> Callable[[bytes], bytes]:
    """Give ftfy's ``replace_lossy_sequences``, run only where something can have been lost.

    Raises:
        UnknownFtfyError: the installed ftfy has another expression.
    """
    found_at(chardata.LOSSY_UTF8_RE, b"\x1a?")  # each alternative needs one of these
    replace = _with(fixes.replace_lossy_sequences, LOSSY_UTF8_RE=led(chardata.LOSSY_UTF8_RE))

    def fast(data: bytes) -> bytes:
        return cast(bytes, replace(data)) if b"\x1a" in data or b"?" in data else data

    return fast


def detector_led() -> re.Pattern[str]:
    """Compile ``ftfy.chardata.UTF8_DETECTOR_RE`` so that it finds the same, but begins with a character class.

    Raises:
        UnknownFtfyError: the installed ftfy has another expression.
    """
    first = [chardata.UTF8_CLUES[f"utf8_first_of_{length}"] for length in (2, 3, 4)]
    more = f"[{chardata.UTF8_CLUES['utf8_continuation']}]"
    strict = chardata.UTF8_CLUES["utf8_continuation_strict"]
    sequences = [f"[{first[0]}] {more}", f"[{first[1]}] {more}{{2}}", f"[{first[2]}] {more}{{3}}"]
    known = f"(?<! [{strict}]) ( {' | '.join(sequences)} )+"
    if chardata.UTF8_DETECTOR_RE.pattern.split() != known.split():
        raise UnknownFtfyError("UTF8_DETECTOR_RE")
    led = f"(?<=[{first[0]}](?s:.))|{more}(?<=[{first[1]}](?s:..))|{more}{{2}}(?<=[{first[2]}](?s:...))"
    following = "|".join(f"[{characters}]{more}{{{count}}}" for count, characters in enumerate(first, 1))
    return re.compile(f"[{''.join(first)}]{more}(?<![{strict}](?s:..))(?:{led})(?:{following})*")


def _with(function: Callable[..., Any] | None, **names: object) -> Callable[..., Any]:
    """Give the same function with some of its global names bound to something else."""
    known = cast(FunctionType, function)
    if not isinstance(known, FunctionType) or not known.__globals__.keys() >= names.keys():
        raise UnknownFtfyError(f"{function} with {sorted(names)}")
    return FunctionType(known.__code__, {**known.__globals__, **names}, known.__name__, known.__defaults__)
