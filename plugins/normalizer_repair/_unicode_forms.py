"""UTF-16 and UTF-32 without a byte-order mark, told by their structure."""

from __future__ import annotations

from normalizer.encoding import is_utf8
from normalizer_repair._charsets import UTF_16_BE, UTF_16_LE, Encoding

_SAMPLE = 4096
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
_ORDINARY = bytes(set(range(256)) - set(_CONTROLS))


def without_mark(data: bytes) -> Encoding | None:
    """Tell UTF-16 or UTF-32 from the places of the bytes that no other text encoding uses; None if it is neither.

    Other text holds no NUL and hardly a control character. In UTF-32 one byte of four is always 0. In UTF-16 the
    upper halves take few values (a script has few pages), the lower halves many.
    """
    sample = data[:_SAMPLE]
    strange = len(sample.translate(None, _ORDINARY))
    if len(data) < 4 or strange * 50 < len(sample) or (0 not in sample and is_utf8(sample)):
        return None
    if len(data) % 4 == 0:
        sample = sample[: len(sample) // 4 * 4]
        for name, codec, top in (("utf-32le", "utf-32-le", 3), ("utf-32be", "utf-32-be", 0)):
            if not any(sample[top::4]) and _fits(sample, codec):
                return Encoding(name, codec)
    even, odd = sample[0::2], sample[1::2]
    upper = [half for half in ((odd, even, UTF_16_LE), (even, odd, UTF_16_BE)) if _fits(sample, half[2].codec)]
    likely = [(len(set(high)), encoding) for high, low, encoding in upper if len(set(high)) < len(set(low))]
    return min(likely, key=lambda pair: pair[0])[1] if likely else None


def _fits(sample: bytes, codec: str) -> bool:
    """Say whether a sample, but for a character cut at its end, is valid and free of characters no text holds."""
    text = sample.decode(codec, "replace")[:-1]
    unlikely = sum(map(text.count, "\ufffd\ufffe\uffff\x00"))
    return unlikely * 100 <= len(text)
