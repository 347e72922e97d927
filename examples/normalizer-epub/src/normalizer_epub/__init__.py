"""Write cleaned articles as EPUB books, to read on a phone or an e-reader: a book a part, a chapter an article."""

import re
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from normalizer import Block, Document, hookimpl, plugin
from normalizer.formats import Writer

#: Characters that no XML may hold, however they are written.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Every file in a book has this time, so that the same articles give the same bytes.
WHEN = (1980, 1, 1, 0, 0, 0)
TAGS = {"paragraph": "p", "list_item": "li", "quote": "blockquote", "caption": "p", "table": "pre", "code": "pre"}


@plugin
class Epub:
    """Write articles as EPUB books: run --to epub."""

    #: The title of the books.
    title: str = "Articles"
    #: So many articles a book.
    articles: int = 500

    @hookimpl
    def writers(self) -> Iterable[Writer]:
        """Give the writer of books."""
        return [Books(self.title, self.articles)]


class Chapter(msgspec.Struct):
    """What a book holds of an article."""

    title: str
    body: str


class Books:
    """A part of the output is a book. It is a `normalizer.formats.Packer`, as a book is more than its chapters."""

    name = "epub"
    suffix = ".epub"
    folder = False
    part_bytes: int | None = None

    def __init__(self, title: str, articles: int) -> None:
        self.title = title
        self.part_documents: int | None = articles

    def check(self) -> None:
        """There is nothing that it needs."""

    def encode(self, document: Document) -> bytes:
        """Give the chapter of a document as one line."""
        title = document.title or (document.text.split("\n", 1)[0][:80] or document.id)
        return msgspec.json.encode(Chapter(title, "\n".join(_body(document, title)))) + b"\n"

    def pack(self, lines: Iterable[bytes], target: Path) -> None:
        """Make a book of chapters, one after the other: none but the one at hand is in memory."""
        digest, titles = sha256(), []
        with target.open("xb") as file, zipfile.ZipFile(file, "w") as book:
            # The type comes first, and is not compressed: readers look for it at a fixed place.
            book.writestr(zipfile.ZipInfo("mimetype", WHEN), "application/epub+zip")
            _add(book, "META-INF/container.xml", CONTAINER)
            for number, line in enumerate(lines, 1):
                digest.update(line)
                chapter = msgspec.json.decode(line, type=Chapter)
                titles.append(chapter.title)
                _add(book, f"{number}.xhtml", PAGE.format(title=_text(chapter.title), body=chapter.body))
            _add(book, "contents.xhtml", PAGE.format(title=_text(self.title), body=_contents(titles)))
            _add(book, "book.opf", _package(self.title, digest.hexdigest()[:32], len(titles)))


def _add(book: zipfile.ZipFile, name: str, text: str) -> None:
    book.writestr(zipfile.ZipInfo(name, WHEN), text.encode(), zipfile.ZIP_DEFLATED)


def _text(text: str) -> str:
    return escape(NOT_XML.sub("\ufffd", text))


def _body(document: Document, title: str) -> Iterable[str]:
    """Give the article as XHTML: title, who and when, blocks, and where it is from."""
    yield f"<h1>{_text(title)}</h1>"
    about = ", ".join([*document.authors, *filter(None, [document.publisher, document.published])])
    if about:
        yield f"<p><em>{_text(about)}</em></p>"
    headed = bool(document.blocks) and document.blocks[0].text == title
    for is_list, group in groupby(document.blocks[headed:], lambda block: block.kind == "list_item"):
        inner = "\n".join(map(_block, group))
        yield f"<ul>\n{inner}\n</ul>" if is_list else inner
    if document.url and document.url.startswith(("http://", "https://")):
        yield f"<p><a href={quoteattr(NOT_XML.sub('', document.url))}>{_text(document.url)}</a></p>"


def _block(block: Block) -> str:
    text = _text(block.text)
    if block.kind == "quote":
        text = f"<p>{text}</p>"
    tag = f"h{min(max(block.level, 2), 6)}" if block.kind == "heading" else TAGS.get(block.kind, "p")
    return f"<{tag}>{text}</{tag}>"


def _contents(titles: list[str]) -> str:
    links = "\n".join(f'<li><a href="{number}.xhtml">{_text(title)}</a></li>' for number, title in enumerate(titles, 1))
    return f'<nav epub:type="toc" id="toc">\n<ol>\n{links}\n</ol>\n</nav>'


def _package(title: str, identifier: str, chapters: int) -> str:
    """Give the list of what is in the book, and in which order it is read."""
    items = [f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(1, chapters + 1)]
    order = [f'<itemref idref="c{n}"/>' for n in range(1, chapters + 1)]
    return PACKAGE.format(title=_text(title), id=identifier, items="\n".join(items), order="\n".join(order))


CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>{title}</title></head>
<body>
{body}
</body>
</html>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:sha256:{id}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>und</dc:language>
<meta property="dcterms:modified">1980-01-01T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}
</manifest>
<spine>
<itemref idref="nav"/>
{order}
</spine>
</package>
"""
