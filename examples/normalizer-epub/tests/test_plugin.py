import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from normalizer_epub import Books, Epub

import normalizer
from normalizer import Document
from normalizer.batch import run
from normalizer.formats import Packer
from normalizer.testing import PluginContract, make_document

XHTML = "{http://www.w3.org/1999/xhtml}"


class TestContract(PluginContract):
    plugin = Epub


def book_of(folder: Path, *documents: Document, title: str = "Articles") -> zipfile.ZipFile:
    books = Books(title, 500)
    target = folder / f"{len(list(folder.iterdir()))}.epub"
    books.pack([books.encode(document) for document in documents], target)
    return zipfile.ZipFile(target)


FERRY = make_document(
    ("heading", "The ferry is back", 1),
    "It left at six & was full.",
    ("list_item", "Two crews"),
    ("list_item", "One <boat>"),
    ("quote", "At last."),
    ("heading", "What next", 2),
    title="The ferry is back",
    authors=("Ines Moreau",),
    published="2024-03-07",
    url="https://quay.example/?a=1&b=2",
)


def test_a_book_is_an_epub(tmp_path: Path) -> None:
    with book_of(tmp_path, FERRY, make_document("It rained."), title="Quay & harbour") as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert book.read("mimetype") == b"application/epub+zip"
        package = ElementTree.fromstring(book.read("book.opf"))
        names = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
        assert names == {"contents.xhtml", "1.xhtml", "2.xhtml"} <= set(book.namelist())
        contents = ElementTree.fromstring(book.read("contents.xhtml"))
        assert [(a.get("href"), a.text) for a in contents.iter(f"{XHTML}a")] == [
            ("1.xhtml", "The ferry is back"),
            ("2.xhtml", "It rained."),
        ]
        assert package.find(".//{http://purl.org/dc/elements/1.1/}title").text == "Quay & harbour"


def test_a_chapter_holds_the_article(tmp_path: Path) -> None:
    with book_of(tmp_path, FERRY) as book:
        body = ElementTree.fromstring(book.read("1.xhtml")).find(f"{XHTML}body")
    found = [(element.tag.removeprefix(XHTML), "".join(element.itertext()).strip()) for element in body]
    assert found == [
        ("h1", "The ferry is back"),
        ("p", "Ines Moreau, 2024-03-07"),
        ("p", "It left at six & was full."),
        ("ul", "Two crews\nOne <boat>"),
        ("blockquote", "At last."),
        ("h2", "What next"),
        ("p", "https://quay.example/?a=1&b=2"),
    ]


@pytest.mark.parametrize("text", ["a\x01b\x0c\ufffe", "<script>alert(1)</script> & ]]>", "\U0001f600 {title} %s"])
def test_any_text_gives_well_formed_pages(text: str, tmp_path: Path) -> None:
    odd = make_document(text, title=text, authors=(text,), url=f"https://quay.example/{text}")
    with book_of(tmp_path, odd, title=text) as book:
        for name in book.namelist():
            if name != "mimetype":
                ElementTree.fromstring(book.read(name))


def test_no_address_but_one_of_the_web_becomes_a_link(tmp_path: Path) -> None:
    with book_of(tmp_path, make_document("It rained.", url="javascript:alert(1)")) as book:
        assert b"javascript" not in book.read("1.xhtml")


def test_the_same_articles_give_the_same_bytes(tmp_path: Path) -> None:
    for _ in range(2):
        book_of(tmp_path, FERRY).close()
    one, other = sorted(tmp_path.iterdir())
    assert one.read_bytes() == other.read_bytes()


def test_a_run_writes_books_of_so_many_articles(tmp_path: Path) -> None:
    for number in range(5):
        text = f"Rain on day {number}\n\nIt rained in Lindholm from early morning until late at night.\n\nLeave a Reply"
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    config = {"disable": ["names"], "plugins": {"epub": {"articles": 2, "title": "Rain"}}}
    summary = run([tmp_path], tmp_path / "out", config=config, writer="epub", workers=1)
    assert (summary.documents, summary.quarantined) == (5, 0)
    books = sorted((tmp_path / "out").glob("*.epub"))
    assert len(books) == 3
    with zipfile.ZipFile(books[2]) as last:
        assert "2.xhtml" not in last.namelist()
        page = last.read("1.xhtml").decode()
    assert "It rained in Lindholm" in page and "Leave a Reply" not in page


def test_it_is_what_the_host_takes_for_a_packer() -> None:
    assert isinstance(Books("Articles", 500), Packer)
    assert normalizer.Pipeline(plugins=[Epub()]).clean("It rained.").text == "It rained."
