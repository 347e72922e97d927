"""What strangers may send: text, pages, bytes and files, from pieces that have broken such programs before."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

PROSE = [
    "The ferry was late on Monday, the harbour master said, and nobody knew why.",
    "\u201cWe\u2019ll start in May,\u201d said Anna Lindqvist, who leads the works.",
    "U.S. Secretary of State Tony Blinken met Sergei Lavrov in Geneva; Mr Blinken then flew to Berlin.",
    "Министр Сергей Лавров встретился с коллегой в Женеве.",
    "市长说，桥将在春天重新开放，每个人都很高兴。",
    "قال الوزير إن المحادثات ستستمر",
    "Itâ€™s been a long year, and the cafÃ© had to close; Ã¢â‚¬â€œ and ÃƒÂ©, too.",
]
LINES = [
    "Share this article",
    "Leave a Reply",
    "Photo credit: Reuters",
    "By Jonas Falk",
    "GENEVA (AP) \u2014",
    "14 March 2023 10:22",
    "Read more: Ferry returns",
    "* * *",
    "\u00a9 2023",
    "-" * 30,
]
ODD = [
    *"\0\x07\x0b\x0c\x1b\x7f\x85\xa0\xad\u200b\u200d\u202e\u2028\u2029\ufeff\ufffd\ufffe\ud800\udfff",
    "\x1b[2J\x1b]0;owned\x07",
    "e\u0301\u0301\u0301",
    "\u0344\u0958",
    "ﬁ\ufb01\uff21\u212b",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "&amp;lt;&#x27;&#0;&#xD800;&#1114112;&nbsp",
    "<",
    ">",
    '"',
    "&",
    "]]>",
    "-->",
]
TAGS = ["p", "div", "article", "h1", "h2", "li", "ul", "table", "tr", "td", "pre", "code", "blockquote", "a", "span"]
TAGS += ["script", "style", "noscript", "template", "svg", "math", "iframe", "textarea", "select", "title", "br", "img"]
HEAD = [
    '<meta charset="utf-8">',
    '<meta charset="x-no">',
    '<meta name="author" content="A\x1b[31m">',
    '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":["a"]}],"datePublished":1}</script>',
    '<script type="application/ld+json">[[[[{"a":',
    '<meta property="article:published_time" content="2023-13-45T99:99">',
    '<base href="javascript:x">',
    "<!--[if IE]>",
    "<![CDATA[",
    '<?xml version="1.0" encoding="utf-16"?>',
    "<!DOCTYPE html>",
]
CODECS = ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "koi8-r", "shift_jis", "gb18030", "euc-kr", "iso2022_jp"]
CODECS += ["cp1251", "latin-1", "utf-7", "cp037", "big5"]
LABELS = [None, "utf-8", "UTF-16", "latin1", "x-user-defined", "hex", "rot13", "idna", "\0", "windows-1252", "u" * 300]

_piece = st.one_of(st.sampled_from(PROSE), st.sampled_from(LINES), st.sampled_from(ODD), st.text(max_size=12))
#: A piece, now and then many times over.
_many = st.builds(lambda piece, times: piece * times, _piece, st.sampled_from([1] * 12 + [2, 3, 70, 500]))
texts = st.lists(_many, max_size=14).map("".join)


@st.composite
def _element(draw: st.DrawFn) -> str:
    tag = draw(st.sampled_from(TAGS))
    attribute = draw(
        st.sampled_from(["", "", ' class="share"', ' class="comment"', " hidden", ' id="x', " a" * 40, " ="])
    )
    close = draw(st.sampled_from([f"</{tag}>", f"</{tag}>", "", "</x>", "</", "/>"]))
    return f"<{tag}{attribute}>{draw(_many)}{close}"


pages = st.lists(st.one_of(_element(), _element(), st.sampled_from(HEAD), _piece), max_size=14).map("".join)


@st.composite
def encoded(draw: st.DrawFn) -> bytes:
    """Text or a page in some encoding, with some bytes that are wrong."""
    text = draw(st.one_of(texts, pages))
    data = text.encode(draw(st.sampled_from(CODECS)), "replace")
    return damaged(draw, data)


def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Give the data as it is, or with bytes changed, cut off, taken out or put in."""
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 4]))):
        at = draw(st.integers(0, len(data)))
        to = at + draw(st.sampled_from([0, 1, 1, 2, 40]))
        data = data[:at] + draw(st.binary(max_size=3)) + data[to:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 5)) == 5 else data


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """The name of an input format, and a file of it with some bytes that are wrong."""
    records = draw(st.lists(st.one_of(texts, pages), min_size=1, max_size=4))
    name = draw(st.sampled_from(sorted(_MAKERS)))
    data = damaged(draw, _MAKERS[name](records))
    if draw(st.integers(0, 3)) == 3:
        data = damaged(draw, draw(st.sampled_from([gzip.compress, bz2.compress, lzma.compress]))(data))
    return name, data


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _json(records: list[str]) -> bytes:
    return json.dumps([{"id": text[:9], "text": text} for text in records]).encode()


def _json_lines(records: list[str]) -> bytes:
    return b"".join(json.dumps({"url": text[:9], "html": text}).encode() + b"\n" for text in records)


def _csv(records: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "text"), *((text[:9], text) for text in records)])
    return _utf8(out.getvalue())


def _warc(records: list[str]) -> bytes:
    answers = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _utf8(text) for text in records]
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: %d\r\n\r\n"
    return b"".join(head % len(one) + one + b"\r\n\r\n" for one in answers)


def _tar(records: list[str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, text in enumerate(records):
            member = tarfile.TarInfo(f"{number}.html")
            member.size = len(_utf8(text))
            archive.addfile(member, io.BytesIO(_utf8(text)))
    return out.getvalue()


def _zip(records: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(records):
            archive.writestr(f"{number}.html", _utf8(text))
    return out.getvalue()


_MAKERS: dict[str, Callable[[list[str]], bytes]] = {
    "article": lambda records: _utf8(records[0]),
    "csv": _csv,
    "json": _json,
    "jsonl": _json_lines,
    "tar": _tar,
    "warc": _warc,
    "zip": _zip,
}
