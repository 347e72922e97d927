"""``fix_text`` is ftfy's, byte for byte."""

from __future__ import annotations

import random

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_repair import fix_text
from tests.repair.pieces import ENCODINGS, SPARKS, WORDS, broken_texts

ARTICLE = (
    "The harbour was “closed for two days”, the mayor’s office said — and ‘nobody’ minded.\n\n"
    "Le café de l’hôtel était fermé ; « trop de vent », dit-elle…\r\n"
    "Гавань была закрыта. Η «Ελλάδα» περίμενε. 港口关闭了（两天）。\n"
    "It cost £5m (AT&T paid €2m), 10°C outside, ½ of what ‘Œuvres’ paid.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        ARTICLE,
        ARTICLE.encode().decode("latin-1"),
        ARTICLE.encode().decode("sloppy-windows-1252").encode().decode("sloppy-windows-1252"),
        "\n".join(ARTICLE.encode().decode("cp437") if i % 2 else ARTICLE for i in range(4)),
        "a &amp; b\n<b>\nc &amp; d\ne &lt; f",
        "&lt;p&gt; then &amp;\n&amp;",
        "œ\n",
        "Â ",
        "x\nÂ y",
        "＆ａｍｐ；lt；",
        "Ｈｅｌｌｏ，　ｗｏｒｌｄ！",
        "é”Ａ “Ｂ” ÃＣ",
        "\ud83d\ude00 \ude00\ud83d",
        "a\rb\r\nc\u2028d\x85e",
        "&" + "amp;" * 300 + "lt; &" + "amp;" * 7 + "gt; Ã©",
        "a" + "\u0301\u0323" * 500 + "b" + "\u0f73" * 300,
        "\x1b[31mred\x1b[0m \x00\x07",
        "a vertical tab\x0b and \x0ca form feed, à part",
        "&#0;\u0104\n",
        "Ã©í\xa0\x80í\xb0\n",
        "Ã©í\xa0½í¸\x80 À\x80",
        " ".join("&" + "amp;" * levels + "lt; é" for levels in range(1, 30)),
        " ".join("&" + "amp;" * levels + "eacute;&" + "amp;" * (9 - levels) + "quot;" for levels in range(1, 9)),
        "Ã\u2122 â€� ï¿½ 한â€\ufffd ð�\ufffd\ufffd Ã?",
    ],
)
def test_same_as_ftfy(text: str) -> None:
    assert fix_text(text) == ftfy.fix_text(text)


@settings(max_examples=600, deadline=None)
@given(broken_texts)
def test_same_as_ftfy_on_generated_text(text: str) -> None:
    assert fix_text(text) == ftfy.fix_text(text)


def test_same_as_ftfy_on_many_seeded_strings() -> None:
    draw = random.Random(20240531)

    def bit() -> str:
        word = draw.choice(WORDS if draw.random() < 0.5 else SPARKS)
        if draw.random() < 0.3:
            word = word.encode("utf-8", "surrogatepass").decode(draw.choice(ENCODINGS), "replace")
        return word

    for _ in range(3000):
        text = "".join(bit() for _ in range(draw.choice((1, 2, 3, 8, 40))))
        assert fix_text(text) == ftfy.fix_text(text), ascii(text)


options = st.fixed_dictionaries(
    {},
    optional={
        "unescape_html": st.sampled_from([True, False, "auto"]),
        **{
            name: st.booleans()
            for name in ftfy.TextFixerConfig._fields
            if name not in {"unescape_html", "normalization", "max_decode_length"}
        },
        "normalization": st.sampled_from(["NFC", "NFD", "NFKC", "NFKD", None]),
        "max_decode_length": st.sampled_from([1, 2, 7, 40, 1_000_000]),
    },
)


@settings(max_examples=250, deadline=None)
@given(broken_texts, options)
def test_same_as_ftfy_with_other_options(text: str, options: dict[str, object]) -> None:
    assert fix_text(text, **options) == ftfy.fix_text(text, **options)
    config = ftfy.TextFixerConfig(**options)  # type: ignore[arg-type]
    assert fix_text(text, config) == ftfy.fix_text(text, config)


def test_unknown_option() -> None:
    with pytest.raises(ValueError, match="fix_everything"):
        fix_text("text", fix_everything=True)


def test_bytes_are_refused() -> None:
    with pytest.raises(UnicodeError):
        fix_text(b"text")  # type: ignore[arg-type]
