"""What a plugin is tried on: ordinary articles, odd texts, each Unicode category, pages and bytes."""

# ruff: noqa: E501 - a text reads best in one line

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from normalizer.items import Item

HTML, TEXT = "text/html", "text/plain"

#: A short article with what usually surrounds one, so that a plugin finds something to do.
ARTICLE = """Go to home page

Night ferry returns to the harbour

By Ines Moreau

21 January 2022 18:05 / Updated 3 years ago

Photo credit: Getty Images

The night ferry is back after two years. \u201cIt\u2019s late, but it\u2019s here,\u201d Dr. Anna Keller said on Friday.

What changes now
- The first boat leaves at six.
- A ticket costs 12.50 euros (children: 6).

Keller, 51, and Tony Brandt met the mayor, Antony Brandt, on the quay. Mr Brandt\u00a0\u2014 who grew up there \u2014 waved.

Advertisement

Listen to this story (4 min)

We use cookies. Accept all

Read more: http://example.org/ferry?id=1&page=2

Share this article  Facebook | Twitter | E-mail

About Ines Moreau

Ines Moreau has written about ships since 2009.

Leave a Reply

Your email address will not be published. Required fields are marked *
"""

PAGE = """<!doctype html><html lang="en"><head><title>Night ferry</title><meta charset="utf-8"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><div id="cookie-banner" class="banner">We use cookies.</div>
<article><h1>Night ferry returns</h1><p>It&rsquo;s back after two years: the first boat left at six on Friday.</p>
<div class="share">Share <b>this</b></div><ul><li>Six boats<li>Two crews</ul><table><tr><td>A<td>1</table>
<p>The mayor waved. <script>var x = "<p>";</script></p></article><aside>Read also</aside><footer>Privacy</footer></html>
"""

ODD = {
    "nothing": "",
    "white space only": " \n\t\r\n \u3000 \n",
    "one character": "x",
    "one full stop": ".",
    "one line break": "\n",
    "punctuation only": "... !!! ??? --- *** ,,, ;;; ::: ''' \"\"\" ((( ))) [[[ ]]]",
    "one long word": "x" * 3000,
    "a line of spaces in a text": "one" + " " * 3000 + "two",
    "many short lines": "\n".join("ab"[i % 2] for i in range(300)),
    "lines parted by every kind of line break": "a\nb\r\nc\rd\x0be\x0cf\x1cg\x1dh\x1ei\x85j\u2028k\u2029l",
    "quotes that never close": "\u201cHe said \u2018no. \u00abNon. \u201eNein. \"(She [{\u201c left.\n\n\u201d'",
    "numbers in many scripts": "12 \u00b2 \u00bd \u2167 \u0663\u0664 \u0967\u0968 \u2460 \u4e09 \U0001d7d9 12\u202f345,6 1e999 0x1F \u0b67.",
    "combining marks": "e\u0301 a\u0300\u0301\u0302\u0303 \u0301alone \u0e19\u0e49\u0e33 \u0939\u093f\u0928\u094d\u0926\u0940 Z\u0351\u036b\u0343",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f3 \u2764\ufe0f \U0001f44d\U0001f3fd, said Bob \U0001f600.",
    "right to left": "\u0642\u0627\u0644 \u0627\u0644\u0631\u0626\u064a\u0633 2024.\n\n\u05e9\u05dc\u05d5\u05dd (abc) \u05e2\u05d5\u05dc\u05dd\u202e!\u202c",
    "text without spaces": "\u4e00\u8258\u591c\u95f4\u6e21\u8f6e\u5728\u661f\u671f\u4e94\u542f\u822a\u3002\u300c\u665a\u4e86\u3002\u300d\n\n\u3053\u3093\u306b\u3061\u306f\u3002",
    "letters whose case changes their length": "STRASSE stra\u00dfe \u0130STANBUL \u0131 \ufb01n \u0149 \u01f0 \u0390 \u1e9e \u03a3\u03c2",
    "format characters": "a\u00adb\u200bc\u200dd\ufeffe\u2060f\u200eg\u061ch",
    "controls": "a\x01b\x07c\x1b[31md\x7fe\x80f\x9fg",
    "NUL and lone surrogates": "a\0b \ud83d\ude00 \ud800 \udfff end",
    "characters outside every plane in use": "\ue000 \uffff \ufffe \U000e0041 \U0010ffff \ufdd0 \U0001fffe",
    "markup in a text": "Use <b>bold</b> &amp; &#8217; <script>alert(1)</script> <p> < 3 && x > 2 {{x}} %s {0} \\n $1",
    "a repeated paragraph": "The same again.\n\n" * 30,
    "headings only": "# One\n\n## Two\n\n\u2022 three\n\n1. four\n\n* five",
}

ODD_PAGES = {
    "an empty page": "<html></html>",
    "a page without a body": "<!doctype html><title>x</title>",
    "tags that never close": "<p>one<div><p>two<b><i>three<table><tr><td>four<ul><li>five",
    "tags in the wrong order": "</p></div><b><p>one</b></p><a href='x'><a>two</a></html><p>three",
    "deeply nested tags": "<div>" * 120 + "deep" + "</div>" * 120,
    "attributes that are odd": "<p class id=1 class='a b' style='' data-x=\"'>\">one</p><p id=\"\u00e9\u0301\">two</p><!-- x --",
}


class Sample(NamedTuple):
    """One thing to clean; ``name`` completes the sentence "It fails on ..."."""

    name: str
    content: str | bytes
    media_type: str = TEXT
    url: str | None = None

    @property
    def item(self) -> Item:
        """What goes into a pipeline."""
        return Item(content=self.content, id="sample", media_type=self.media_type, url=self.url)


def samples(triggers: Sequence[str], examples: Sequence[str | bytes | Item]) -> Iterator[Sample]:
    """Give what a plugin is tried on.

    Args:
        triggers: strings that the plugin looks for; each is put into texts in several ways.
        examples: the author's own articles. The first address among them is that of all samples that have none, so
            that a plugin for one site takes them for that site's.

    """
    given = [example if isinstance(example, Item) else Item(content=example) for example in examples]
    url = next((item.url for item in given if item.url), None)
    for number, item in enumerate(given, 1):
        html = isinstance(item.content, str) and item.content.lstrip()[:1] == "<"
        media_type = item.media_type or (HTML if html else TEXT)
        yield Sample(f"example {number}", item.content, media_type, item.url or url)
    for sample in _samples(triggers):
        yield sample._replace(url=url)


def _samples(triggers: Sequence[str]) -> Iterator[Sample]:
    yield Sample("an ordinary article", ARTICLE)
    for name, text in ODD.items():
        yield Sample(name, text)
    for category, characters in categories().items():
        yield Sample(f"characters of the Unicode category {category}", in_context(characters))
    for trigger in triggers:
        yield Sample(f"a text with {trigger[:40]!r}", around(trigger))
    yield Sample("an ordinary page", PAGE, HTML)
    for name, page in ODD_PAGES.items():
        yield Sample(name, page, HTML)
    yield Sample("bytes in UTF-8", ARTICLE.encode(), TEXT)
    yield Sample("bytes in Windows-1252", ARTICLE.encode("cp1252", "replace"), TEXT)
    yield Sample(
        "bytes that no encoding explains", b"one \xff\xfe\x81 two \xc3\x28 three \xed\xa0\x80.\n\nfour \xf0\x9f", TEXT
    )


def around(trigger: str) -> str:
    """Give a text that holds a string alone, at the edges of blocks, within a sentence, doubled and in capitals."""
    lines = [trigger, f"{trigger} and more", f"More of {trigger}", f"It is {trigger}, they said.", trigger * 2]
    lines += [f"{trigger} {trigger}", f"{trigger}\n{trigger}", trigger.upper(), trigger.lower(), trigger * 4]
    return "The first paragraph.\n\n" + "\n\n".join(lines) + "\n\nThe last paragraph.\n"


def in_context(characters: str) -> str:
    """Give a text that holds characters alone, within words, between words and at the edges of blocks."""
    blocks = [" ".join(characters), characters, *characters]
    blocks += [f"{c}The boat{c} left{c}{c} at {c} six{c}.{c}" for c in characters[:4]]
    blocks += [f"{c} 12{c}34 {c}Anna{c}Keller{c}" for c in characters[-4:]]
    return "\n\n".join(blocks)


@cache
def categories() -> dict[str, str]:
    """Give up to eight characters of each of Unicode's thirty categories, spread over the whole range."""
    found: dict[str, list[str]] = {}
    for code in range(0x110000):
        found.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    return {
        category: "".join(dict.fromkeys(members[len(members) * i // 8] for i in range(8)))
        for category, members in sorted(found.items())
    }
