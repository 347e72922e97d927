"""Undoing a wrong decoding: ``ftfy.fix_encoding``, a step at a time, with the same result and far less work.

ftfy asks with ten expressions which encodings a text can have been read in. Here the encoders themselves answer,
and first of all the last character that each of them failed on. What comes of short pieces is remembered. The
tables, expressions and the order of the encodings are the installed ftfy's; `check` refuses an ftfy whose step is
made of other parts.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from types import FunctionType

import ftfy
from ftfy import ExplanationStep, TextFixerConfig, chardata, fixes

from normalizer_repair._badness import UnknownFtfyError, found_at
from normalizer_repair._remember import Remembered
from normalizer_repair._scan import is_bad_pattern

Steps = list[ExplanationStep]

#: How long a piece may be, and how many there may be, to be remembered.
_SHORT, _MANY = 64, 8192
#: Java's NUL and the six bytes of CESU-8, which ftfy's codec "utf-8-variants" decodes, in quadratic time.
_VARIANTS = re.compile(b"\xc0\x80|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")

#: What it takes for one of these because it looks at a line's end as if nothing followed.
_TRUNCATED = re.compile(b"(?:\xc0|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf])\n\\Z")

#: With what such bytes begin, and what stands where a byte of UTF-8 was lost.
_OF_VARIANTS, _PERHAPS_LOST = frozenset(b"\xc0\xed"), frozenset(b" ?\x1a")

#: ftfy's ``LOSSY_UTF8_RE``, and its alternatives for 1A alone by their number of bytes.
_LOSSY = (
    b"[\xc2-\xdf][\x1a]|[\xc2-\xc3][?]"
    b"|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]"
    b"|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]"
    b"|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]"
    b"|[\xf0-\xf4][\x1a\x80-\xbf][\x1a\x80-\xbf][\x1a?]|\x1a"
)
#: Where a question mark or the half of a surrogate pair could be a part of one.
_LOSSY_SPECIAL = re.compile(rb"\?(?<=[\x1a\x80-\xff].)|\xed[\xa0-\xaf]", re.DOTALL)
#: A lost byte after a first byte of two, and one that may belong to a longer sequence.
_LOSSY_PAIR = re.compile(rb"\x1a(?<=([\xc2-\xdf])\x1a)")
_LOSSY_LONGER = re.compile(rb"\x1a(?<=[\x80-\xbf\xe0-\xf4]\x1a)")
_LOSSY_LONG = (
    re.compile(rb"[\xe0-\xef](?:\x1a[\x1a\x80-\xbf]|[\x80-\xbf]\x1a)"),
    re.compile(rb"[\xf0-\xf4](?:\x1a[\x1a\x80-\xbf]{2}|[\x80-\xbf]\x1a[\x1a\x80-\xbf]|[\x80-\xbf]{2}\x1a)"),
)
_LOSSY_PLAIN = re.compile(b"|".join([rb"[\xc2-\xdf]\x1a", *(sequence.pattern for sequence in _LOSSY_LONG), rb"\x1a"]))
_REPLACEMENT = "\ufffd".encode()

#: What Windows-1252 has in the place of Latin-1's control characters.
_C1 = {control: fixes.fix_c1_controls(control) for control in map(chr, range(0x80, 0xA0))}

#: The names and strings that ftfy's functions are made of, by which another version of them is told.
_PARTS = {
    "_fix_encoding_one_step_and_explain": {
        "ALTERED_UTF8_RE", "C1_CONTROL_RE", "CHARMAP_ENCODINGS", "ExplainedText", "ExplanationStep",
        "TextFixerConfig", "UTF8_DETECTOR_RE", "UnicodeDecodeError", "append", "chardata", "decode",
        "decode_inconsistent_utf8", "encode", "fix_c1_controls", "fixes", "is_bad", "len", "possible_encoding",
        "replace_lossy_sequences", "restore_byte_a0", "search", "startswith", "ascii", "utf-8", "macroman",
        "transcode", "sloppy", "utf-8-variants", "apply", "latin-1", "windows-1252",
    },
    "decode_inconsistent_utf8": {"Match", "UTF8_DETECTOR_RE", "str", "sub", "match", "return"},
    "replace_lossy_sequences": {"LOSSY_UTF8_RE", "encode", "sub", "\ufffd"},
}  # fmt: skip


class Charset:
    """One of the encodings that ftfy takes a text to have been read in."""

    def __init__(self, name: str) -> None:
        """Build the table of the encoding.

        Raises:
            UnknownFtfyError: the installed ftfy tells possible encodings in another way.
        """
        special = bytes([*range(0x80, 0x100), 0x1A])
        self.name = name
        self.characters = special.decode(name)
        known = f"^[\x00-\x19\x1b-\x7f{self.characters}]*$"
        if chardata.ENCODING_REGEXES[name].pattern != known or self.characters.encode(name) != special:
            raise UnknownFtfyError(f"possible encoding {name}")
        self.restores_a0 = name != "macroman"
        self.sloppy = name.startswith("sloppy")
        self._table = codecs.charmap_build(bytes(range(256)).decode(name))
        #: A character that it lacks: the last one met, which the next text is likely to hold, too.
        self.lacking = "\U0010ffff"

    def encode(self, text: str) -> bytes | None:
        """Encode a text, if the encoding has all its characters."""
        try:
            return codecs.charmap_encode(text, "strict", self._table)[0]
        except UnicodeEncodeError as error:
            self.lacking = text[error.start]
            return None


def is_bad(text: str) -> bool:
    """Say what ``ftfy.badness.is_bad`` says, faster."""
    return is_bad_pattern().search(text) is not None


def check() -> None:
    """Check that ftfy's step is made of the parts that `EncodingFixer` knows.

    Raises:
        UnknownFtfyError: it is not.
    """
    for name, parts in _PARTS.items():
        function = getattr(ftfy, name, None) or getattr(fixes, name, None)
        if not isinstance(function, FunctionType):
            raise UnknownFtfyError(name)
        code = function.__code__
        words = {word for word in code.co_consts if isinstance(word, str) and word != function.__doc__}
        if words | set(code.co_names) != parts:
            raise UnknownFtfyError(name)
    if chardata.LOSSY_UTF8_RE.pattern != _LOSSY:
        raise UnknownFtfyError("LOSSY_UTF8_RE")


class EncodingFixer:
    """What ftfy does for one wrong decoding after the other, for one configuration."""

    def __init__(self, config: TextFixerConfig) -> None:
        """Build the expressions.

        Raises:
            UnknownFtfyError: the installed ftfy has others.
        """
        check()
        self._charsets = [Charset(name) for name in chardata.CHARMAP_ENCODINGS]
        everything = "".join(charset.characters for charset in self._charsets)
        self._foreign = re.compile(f"[^\x00-\x7f{everything}]").search
        self._config = config
        a0_lost()
        self._find_embedded = detector_led().search
        self._sub_embedded = detector_led().sub
        self._is_bad = is_bad_pattern().search

    def fix(self, text: str) -> str:
        """Give what ``ftfy.fix_encoding`` gives."""
        while not text.isascii() and self._is_bad(text):
            before = text
            text = self.step(text)
            if text == before:
                break
        return text

    def step(self, text: str, plan: Steps | None = None) -> str:
        """Undo one wrong decoding of a text that is known to be bad; add what was done to the ``plan``."""
        fixed = self._as_utf8(text, plan)
        if fixed is not None:
            return fixed
        if self._config.decode_inconsistent_utf8:
            fixed = self._fix_embedded(text)
            if fixed != text:
                if plan is not None:
                    plan.append(ExplanationStep("apply", "decode_inconsistent_utf8"))
                return fixed
        return self._fix_single(text, plan)

    def _as_utf8(self, text: str, plan: Steps | None) -> str | None:
        """Take the text for UTF-8 that was read in the first encoding for which that works; None if it is not so."""
        failed = set[tuple[bytes, bool, bool]]()
        looked = False
        for charset in self._charsets:
            if charset.lacking in text:
                continue
            data = charset.encode(text)
            if data is None:
                if not looked and self._foreign(text):
                    return None
                looked = True
                continue
            attempt = data, charset.restores_a0, charset.sloppy
            if attempt in failed:
                continue
            try:
                fixed, decoding, done = self._decoded(*attempt)
            except UnicodeDecodeError:
                failed.add(attempt)
                continue
            if plan is not None:
                plan.append(ExplanationStep("encode", charset.name))
                plan.extend(ExplanationStep("transcode", transcoder) for transcoder in done)
                plan.append(ExplanationStep("decode", decoding))
            return fixed
        return None

    def _decoded(self, data: bytes, with_a0: bool, lossy: bool) -> tuple[str, str, list[str]]:
        """Decode bytes in which some may be lost; name the codec, and what restored lost bytes.

        Nothing is restored before the first place at which the bytes are no UTF-8, but for lone 1A.

        Raises:
            UnicodeDecodeError: it isn't UTF-8.
        """
        try:
            text = data.decode("utf-8")
            valid = data.find(0x1A)
            if valid < 0:
                return text, _codec(data), []
        except UnicodeDecodeError as error:
            valid = error.start
            if data[valid] not in _OF_VARIANTS and _PERHAPS_LOST.isdisjoint(data[valid : valid + 4]):
                raise
            lost = data.find(0x1A, 0, valid)
            valid = valid if lost < 0 else lost
        rest, done = self._restored(data[valid:], with_a0, lossy)
        return *decode_variants(data[:valid] + rest), done

    def _restored(self, data: bytes, with_a0: bool, lossy: bool) -> tuple[bytes, list[str]]:
        """Restore bytes of UTF-8 that were lost, and name what was done."""
        done = []
        if with_a0 and self._config.restore_byte_a0:
            restored = restore_byte_a0(data)
            if restored != data:
                data = restored
                done.append("restore_byte_a0")
        if lossy and self._config.replace_lossy_sequences and (0x1A in data or 0x3F in data):
            replaced = replace_lossy_sequences(data)
            if replaced != data:
                data = replaced
                done.append("replace_lossy_sequences")
        return data, done

    def _fix_embedded(self, text: str) -> str:
        """Do what ``decode_inconsistent_utf8`` does: repair the pieces that look like UTF-8, each by itself."""
        match = self._find_embedded(text)
        if match is None or match.span() == (0, len(text)):
            return text
        return self._sub_embedded(_fixed_piece, text)

    def explain(self, text: str) -> Steps:
        """Give the steps that ``ftfy.fix_encoding_and_explain`` gives."""
        steps: Steps = []
        while not text.isascii() and self._is_bad(text):
            before = text
            text = self.step(text, steps)
            if text == before:
                break
        return steps

    def _fix_single(self, text: str, plan: Steps | None) -> str:
        """Take control characters of Latin-1 for characters of Windows-1252."""
        if chardata.C1_CONTROL_RE.search(text):
            try:
                fixed = text.encode("latin-1").decode("windows-1252")
            except UnicodeError:
                fixed = text
            if fixed != text:
                if plan is not None:
                    plan += ExplanationStep("encode", "latin-1"), ExplanationStep("decode", "windows-1252")
                return fixed
            if self._config.fix_c1_controls:
                if plan is not None:
                    plan.append(ExplanationStep("transcode", "fix_c1_controls"))
                return _fix_c1_controls(text)
        return text


def _fix_c1_controls(text: str) -> str:
    """Do what ``ftfy.fixes.fix_c1_controls`` does."""
    for control in set(chardata.C1_CONTROL_RE.findall(text)):
        text = text.replace(control, _C1[control])
    return text


@cache
def default_fixer() -> EncodingFixer:
    """Give the fixer with ftfy's defaults, with which pieces are repaired whatever the configuration."""
    return EncodingFixer(TextFixerConfig(explain=False))


#: What becomes of short pieces, which come again and again.
_PIECES: Remembered[str, str] = Remembered(lambda piece: default_fixer().fix(piece), _MANY, _SHORT)


def _fixed_piece(match: re.Match[str]) -> str:
    return _PIECES[match[0]]


def decode_variants(data: bytes) -> tuple[str, str]:
    """Decode UTF-8 or, as ftfy's codec "utf-8-variants" does but in linear time, CESU-8 and Java's UTF-8.

    Returns:
        The text and the name of the codec that ftfy uses.

    Raises:
        UnicodeDecodeError: it is none of them.
    """
    codec = _codec(data)
    if codec == "utf-8":
        return data.decode(codec), codec
    if truncated := _TRUNCATED.search(data, max(len(data) - 6, 0)):
        start = truncated.start()
        return _VARIANTS.sub(_standard, data[:start]).decode("utf-8") + data[start:].decode(codec), codec
    return _VARIANTS.sub(_standard, data).decode("utf-8"), codec


def _codec(data: bytes) -> str:
    """Name the codec that ftfy takes."""
    return "utf-8-variants" if 0xED in data or 0xC0 in data else "utf-8"


def _standard(match: re.Match[bytes]) -> bytes:
    data = match[0]
    if len(data) == 2:
        return b"\x00"
    return data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()


def restore_byte_a0(data: bytes) -> bytes:
    """Do what ``ftfy.fixes.restore_byte_a0`` does."""
    if b"\xc3 " in data:
        data = fixes.A_GRAVE_WORD_RE.sub(b"\xc3\xa0 ", data)
    return a0_lost().sub(b"\xa0", data)


@cache
def a0_lost() -> re.Pattern[bytes]:
    """Compile an expression for the spaces in ``ftfy.chardata.ALTERED_UTF8_RE``, whose matches never overlap.

    Raises:
        UnknownFtfyError: the installed ftfy has another expression.
    """
    return found_at(chardata.ALTERED_UTF8_RE, b" ")


def replace_lossy_sequences(data: bytes) -> bytes:
    """Do what ``ftfy.fixes.replace_lossy_sequences`` does.

    Where only 1A stands for lost bytes, sequences of different lengths are looked for one length after the other:
    no sequence holds the first byte of another.
    """
    if _is_special(data):
        return fixes.replace_lossy_sequences(data)
    if b"\x1a" in data:
        for lost in set(_LOSSY_PAIR.findall(data)):
            data = data.replace(lost + b"\x1a", _REPLACEMENT)
        if _LOSSY_LONGER.search(data):
            data = _LOSSY_LONG[0].sub(_REPLACEMENT, data)
            if any(first in data for first in range(0xF0, 0xF5)):
                data = _LOSSY_LONG[1].sub(_REPLACEMENT, data)
        data = data.replace(b"\x1a", _REPLACEMENT)
    return data


def lossy_sequences(data: bytes) -> re.Pattern[bytes]:
    """Give an expression that finds just what `replace_lossy_sequences` replaces in the data."""
    return chardata.LOSSY_UTF8_RE if _is_special(data) else _LOSSY_PLAIN


def _is_special(data: bytes) -> bool:
    return (0x3F in data or 0xED in data) and _LOSSY_SPECIAL.search(data) is not None


@cache
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
