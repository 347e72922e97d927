"""Bits of text that set off ftfy's fixers, alone or next to each other, for generated strings."""

from __future__ import annotations

from hypothesis import strategies as st

ENCODINGS = (
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
    "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437",
)  # fmt: skip

WORDS = (
    "the", "Café", "München", "São", "Łódź", "İstanbul", "Привет", "Ελλάδα", "日本語", "한국", "العربية", "“quoted”",
    "it’s", "«oui»", "voilà", "¡Hola!", "10°C", "5\xa0€", "£20m", "œuvre", "…", "–", "—", "©", "½", "×²", "в Ђ",
)  # fmt: skip

SPARKS = (
    "&amp;", "&lt;", "&#8217;", "&#x92;", "&eacute;", "&EACUTE;", "&bogus;", "&#0;", "&amp;amp;amp;amp;amp;amp;amp;lt;",
    "<b>", "<", "&", ";", "?", "\x85", "\x92", "\x00", "\x07", "\x1a", "\x1b[31m", "\x1b", "\x7f", "\ufeff", "\ufffc",
    "\ufffd", "\u206a", "\xad", "ﬁ", "ŉ", "ǆ", "Ａ", "＆", "＆ａｍｐ；", "，", "（", "\u3000", "ｶﾞ", "＜", "\r", "\r\n",
    "\n", "\n\n", "\u2028", "\u2029", "\ud83d", "\ude00", "\ud83d\ude00", "e\u0301", "\u0301", "\u0323", "\u0f73",
    "\u1100\u1161\u11a8", "\uac00\u11a8", "\u0958", "\u212b", "Ã ", "Â ", "Ã", "â€™", "Â°", "Å“", "вЂ", "β€™", "ā€",
    "√±", "¬∞", "Γäó", " ", " ", "\t", "a", "Z", "É", "é", "¤", "¨", "´", "Ã©", "ê°", "Ю", "Č",
)  # fmt: skip


def _misread(word: str, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        word = word.encode("utf-8", "surrogatepass").decode(encoding, "replace")
    return word


once_or_twice = st.lists(st.sampled_from(ENCODINGS), min_size=1, max_size=2).map(tuple)
misread = st.builds(_misread, st.sampled_from(WORDS + SPARKS), once_or_twice)
characters = (
    st.characters(codec=None)
    | st.characters(max_codepoint=0x24F)
    | st.characters(min_codepoint=0x2000, max_codepoint=0x2200)
)
pieces = st.sampled_from(WORDS) | st.sampled_from(SPARKS) | misread | characters
broken_texts = st.lists(pieces, max_size=30).map("".join)
