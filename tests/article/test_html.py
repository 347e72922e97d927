from __future__ import annotations

import html
import json
import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Extraction, Found, Pipeline, SourceCut, restore
from normalizer_article import Article, extract_html
from normalizer_article.elements import HIDDEN
from normalizer_article.walker import read_page

from .pages import ARTICLE, PARAGRAPHS


def kept(found: Extraction) -> list[Found]:
    return [block for block in found.blocks if not block.drop_rule and block.cut < 0]


def field(found: Extraction, name: str) -> object:
    return next((one.value for one in found.fields if one.field == name), None)


def by_text(found: Extraction, text: str) -> Found:
    return next(block for block in found.blocks if text in block.text)


@pytest.fixture(scope="module")
def found() -> Extraction:
    return extract_html(ARTICLE, "https://post.example/2024/03/05/harbour")


def test_keeps_the_article_and_nothing_else(found: Extraction) -> None:
    texts = [block.text for block in kept(found)]
    assert [text for text in texts if text in PARAGRAPHS] == PARAGRAPHS
    assert "An old lock" in texts
    assert not any("childhood" in text or "captain" in text or "©" in text or text == "Home" for text in texts)


def test_every_visible_block_is_there_with_its_story(found: Extraction) -> None:
    assert by_text(found, "Home").drop_class == "navigation"
    assert by_text(found, "captain").drop_class == "related"
    assert by_text(found, "childhood").drop_class == "comment"
    for block in found.blocks:
        assert bool(block.drop_rule) == bool(block.drop_reason)
        assert 0 <= block.drop_confidence <= 1


def test_kinds_levels_and_gaps(found: Extraction) -> None:
    assert (by_text(found, "An old lock").kind, by_text(found, "An old lock").level) == ("heading", 2)
    items = [block for block in found.blocks if "lock: 19" in block.text]
    assert [(block.kind, block.level) for block in items] == [("list_item", 1), ("list_item", 1)]
    assert items[1].gap == "\n"
    assert by_text(found, "heart of this town").kind == "quote"
    rows = [block for block in found.blocks if block.kind == "table"]
    assert [row.text for row in rows] == ["Year\tShips", "2022\t1,204"]


def test_headline_goes_to_the_title(found: Extraction) -> None:
    assert field(found, "title") == "Harbour closed after crack in lock"
    assert by_text(found, "Harbour closed").drop_class == "title"


def test_fields_with_their_evidence(found: Extraction) -> None:
    assert field(found, "authors") == ("Ida Berg", "Tom Falk")
    assert field(found, "published") == "2024-03-05T08:30:00+01:00"
    assert field(found, "modified") == "2024-03-06"
    assert field(found, "language") == "en-GB"
    assert field(found, "publisher") == "The Lindholm Post"
    assert all(one.rule and (one.evidence or one.reason) for one in found.fields)


def without_markup(source: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", source)).split())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_are_the_source_of_each_block(newline: str) -> None:
    source = ARTICLE.replace("\n", newline).replace("crack in the oldest", "crack&nbsp;in the <b>old&shy;est</b>")
    for block in extract_html(source).blocks:
        assert block.span is not None
        assert without_markup(source[slice(*block.span)]) == "".join(block.text.split())


def test_text_is_joined_as_a_browser_shows_it() -> None:
    page = "<p>One <b>t</b>wo<span> three</span>\n  four<br>five<script>x()</script><!-- no --></p><p hidden>six</p>"
    found = extract_html(page)
    assert [(block.text, block.gap) for block in found.blocks][:2] == [("One two three four", "\n\n"), ("five", "\n")]


def test_code_keeps_its_lines() -> None:
    found = extract_html("<p>Before the code.</p><pre><code>a = 1\n  b = 2\n</code></pre>")
    assert [(block.kind, block.text) for block in found.blocks][-1] == ("code", "a = 1\n  b = 2")


def test_cells_with_blocks_of_their_own_are_no_row() -> None:
    found = extract_html(
        f"<table><tr><td><p>{PARAGRAPHS[0]}</p></td><td><ul><li>A</li><li>B</li></ul></td></tr></table>"
    )
    assert [block.text for block in found.blocks] == [PARAGRAPHS[0], "A", "B"]


def test_cut_takes_out_the_subtree() -> None:
    place = ARTICLE.index("<ul><li>First lock")
    inline = ARTICLE.index("<h2>An old lock")
    cuts = (SourceCut(place, "mine", "lists", "", 1.0, "list"), SourceCut(inline, "mine", "heads", "", 1.0, "head"))
    found = extract_html(ARTICLE, cuts=cuts)
    assert [block.cut for block in found.blocks if "lock: 19" in block.text] == [0, 0]
    assert by_text(found, "An old lock").cut == 1
    assert sum(block.cut >= 0 for block in found.blocks) == 3


def test_cut_of_an_inline_element_leaves_the_rest_of_its_block() -> None:
    page = "<p>The harbour is closed. <span class=ad>Buy boats!</span> It opens on Friday.</p>"
    cut = SourceCut(page.index("<span"), "mine", "ads", "", 1.0, "ad")
    found = extract_html(page, cuts=(cut,))
    assert [(block.text, block.cut) for block in found.blocks] == [
        ("The harbour is closed.", -1),
        ("Buy boats!", 0),
        ("It opens on Friday.", -1),
    ]


def test_comments_can_stay() -> None:
    found = extract_html(ARTICLE, comments="keep")
    assert "childhood" in "".join(block.text for block in kept(found))


NAVIGATION = (
    "<nav><svg><title>logo</title></svg><script>x('Home')</script><ul><li><a href=/>Ho<b>me</b></a></li>"
    "<li>Harbour &amp; sea</li></ul> <select><option>Any</select> Contact\n us</nav>"
)


def test_a_navigation_is_one_block() -> None:
    page = f"<body>{NAVIGATION}<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    navigation, *rest = extract_html(page).blocks
    assert navigation.text == "Home\nHarbour & sea\nContact us"
    assert navigation.drop_class == "navigation"
    assert navigation.span is not None
    assert page[slice(*navigation.span)].startswith("Ho<b>me</b>")
    assert page[slice(*navigation.span)].endswith("Contact\n us")
    assert [block.text for block in rest] == PARAGRAPHS[:2]


@pytest.mark.parametrize("tag", ["header", "aside", "nav", "footer"])
def test_what_is_all_that_a_page_has_is_no_frame(tag: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    found = extract_html(f"<{tag}><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul>{paragraphs}</{tag}>")
    assert [block.text for block in kept(found)] == PARAGRAPHS
    assert not kept(extract_html(f"<{tag}><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></{tag}>"))


def test_a_page_that_only_scripts_would_fill_has_no_article() -> None:
    """What stands between a header and a footer is not the article for want of another."""
    links = "".join(f'<li><a href="/{name}">{name} and more</a></li>' for name in ("help", "returns", "gifts", "press"))
    footer = f"<footer><ul>{links}</ul><p>Hill and Dale, 4 Quay Street, Lindholm. Prices include tax.</p></footer>"
    found = extract_html(f'<div id="app"></div><ul><li>Find a shop</li></ul>{footer}')
    assert all(block.drop_rule for block in found.blocks)
    # Without more around it, it is what there is to read.
    assert [block.drop_rule for block in extract_html("<ul><li>Find a shop</li></ul>").blocks] == [""]


def test_a_footer_with_a_headline_of_its_own_is_one_block() -> None:
    terms = f"<footer><div role=dialog><h1>Terms of use</h1><p>{PARAGRAPHS[2]}</p></div><p>Imprint</p></footer>"
    page = f"<h1>Storm</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{terms}"
    assert [block.text for block in read_page(page).blocks][3:] == [f"Terms of use\n{PARAGRAPHS[2]}\nImprint"]
    # Where it has the only headline, it may be what the page is about.
    assert len(read_page(page.replace("<h1>Storm</h1>", "")).blocks) == 5


def test_a_cut_in_a_navigation_takes_its_element_alone() -> None:
    page = f"<body>{NAVIGATION}<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    found = extract_html(page, cuts=(SourceCut(page.index("<ul>"), "mine", "lists", "", 1.0, "list"),))
    assert [(block.text, block.cut) for block in found.blocks if block.drop_class == "navigation"] == [
        ("Home\nHarbour & sea", 0),
        ("Contact us", -1),
    ]


def test_a_row_that_is_a_navigation_leaves_the_others_alone() -> None:
    table = "<table><tr role=navigation><td>Home<td>Sea<tr><td>Year<td>Ships<tr><td>2022<td>1,204</table>"
    page = read_page(f"<p>{PARAGRAPHS[0]}</p>{table}")
    assert [block.text for block in page.blocks] == [PARAGRAPHS[0], "Home\nSea", "Year\tShips", "2022\t1,204"]


def test_text_behind_what_is_not_shown_has_its_own_span() -> None:
    page = "<p>Before<script>'>after<'</script><picture><img></picture><!-- >after< -->after<br>after</p>"
    spans = [block.span for block in extract_html(page).blocks]
    assert spans == [(3, page.index("<br>")), (page.rindex("after"), page.rindex("</p>"))]


def test_text_for_browsers_without_scripts() -> None:
    page = f"<div id=app></div><noscript><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></noscript>"
    assert [block.text for block in kept(extract_html(page))] == PARAGRAPHS[:2]
    page = f"<p>{PARAGRAPHS[0]}</p><noscript><p>Turn on scripts.</p></noscript>"
    assert [block.text for block in extract_html(page).blocks] == PARAGRAPHS[:1]


def declaring(body: str) -> str:
    about = {"@type": "NewsArticle", "headline": "Rain at last", "articleBody": body}
    return f"<script type=application/ld+json>{json.dumps(about)}</script>"


@pytest.mark.parametrize(
    ("parted", "kinds"),
    [
        ("\n\n".join(PARAGRAPHS[:3]), ["paragraph"] * 3),
        ("".join(f"<p>{text}</p>" for text in PARAGRAPHS[:3]), ["paragraph"] * 3),
        (html.escape(f"<h2>{PARAGRAPHS[0]}</h2><p>{PARAGRAPHS[1]}<p>{PARAGRAPHS[2]}"), ["heading", *["paragraph"] * 2]),
    ],
    ids=["text", "HTML", "escaped HTML"],
)
def test_declared_body_of_a_page_that_a_script_fills(parted: str, kinds: list[str]) -> None:
    page = f"{declaring(parted)}<nav>Home</nav><div id=app>Loading</div>"
    found = extract_html(page)
    assert [(block.text, block.kind) for block in kept(found)] == [*zip(PARAGRAPHS[:3], kinds, strict=True)]
    assert {by_text(found, "Home").drop_class, by_text(found, "Loading").drop_class} == {"navigation", "page"}
    document = Pipeline().clean(page, media_type="text/html")
    assert restore(document).endswith("\n\n".join(PARAGRAPHS[:3]))


def test_declared_body_of_a_page_that_shows_it() -> None:
    shown = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2])
    found = extract_html(declaring("\n\n".join(PARAGRAPHS[:3])) + shown)
    assert [block.text for block in found.blocks] == PARAGRAPHS[:2]


@pytest.mark.parametrize("body", ["A summary.", "<p></p>" * 100])
def test_declared_body_that_is_no_article(body: str) -> None:
    assert [block.text for block in extract_html(declaring(body) + "Loading").blocks] == ["Loading"]


def test_what_is_open_in_noscript_does_not_swallow_the_page() -> None:
    page = f"<p>{PARAGRAPHS[0]}</p><noscript><iframe src=x /></noscript><p>{PARAGRAPHS[1]}</p>"
    assert [block.text for block in kept(extract_html(page))] == PARAGRAPHS[:2]


def test_text_that_react_streams_is_not_hidden() -> None:
    page = f"<p>Menu</p><div hidden id='S:1'><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></div>"
    streamed, other = read_page(page).blocks[-1], read_page(page.replace("S:1", "tab")).blocks[-1]
    assert not streamed.flags & HIDDEN
    assert other.flags & HIDDEN


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Rain at last - The Paper</title><meta property=og:site_name content='The Paper'>", "", "Rain at last"),
        ("<title>Rain at last | Weather News</title>", "<h1>Rain at last</h1>", "Rain at last"),
        ("<title>The Paper: Rain at last</title>", "<h1>Rain at last</h1>", "Rain at last"),
        ("<title>Rain - and sun - at last</title>", "<h1>Rain - and sun - at last</h1>", "Rain - and sun - at last"),
    ],
)
def test_title_without_the_site(head: str, body: str, title: str) -> None:
    page = f"<html><head>{head}</head><body>{body}<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></body></html>"
    assert field(extract_html(page), "title") == title


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ida Berg", ("Ida Berg",)),
        ("Written by Ida Berg and Tom Falk | 5 March 2024", ("Ida Berg", "Tom Falk")),
        ("Von Ida Berg", ("Ida Berg",)),
        ("Par Ida Berg, Tom Falk", ("Ida Berg", "Tom Falk")),
        ("March 5, 2024 · 3 min read · By Ida Berg", ("Ida Berg",)),
        ("5 March 2024", None),
    ],
)
def test_visible_bylines(byline: str, authors: tuple[str, ...] | None) -> None:
    page = f"<h1>Rain at last</h1><div>{byline}</div><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert field(extract_html(page), "authors") == authors


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("<div class=date>5 March 2024, 10:15</div>", "2024-03-05T10:15", None),
        ("<div class=date>Updated March 6, 2024</div>", "2024-03-06", "2024-03-06"),
        ("<div>Published 5 March 2024 / Updated 6 March 2024</div>", "2024-03-05", "2024-03-06"),
        ("<time datetime=2024-03-05>last week</time>", "2024-03-05", None),
        ("<div>5 March</div>", None, None),
    ],
)
def test_visible_dates(line: str, published: str | None, modified: str | None) -> None:
    found = extract_html(f"<h1>Rain at last</h1>{line}<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>")
    assert (field(found, "published"), field(found, "modified")) == (published, modified)


def test_date_of_the_address() -> None:
    page = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert field(extract_html(page, "https://post.example/2024/03/05/rain"), "published") == "2024-03-05"
    assert field(extract_html(page, "https://[bad/2024/rain"), "published") is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "\0",
        "<html><head><title></title></head></html>",
        "<script type=application/ld+json>{</script>",
        declaring("\0\ud800\n" * 200),
        "<script type=application/ld+json>" + "[" * 50_000 + "</script>",
        "<base href='http://[x'><p>&#99999999999999999999;",
        "<table><tr><td>a<td>b<tr></table></table><td>",
        "<p>" + "&#9;" * 10,
        "<!doctype html><frameset><frame></frameset>",
    ],
)
def test_broken_pages(page: str) -> None:
    found = extract_html(page)
    assert all(block.text.strip() for block in found.blocks)


def test_deep_nesting_loses_no_text() -> None:
    found = extract_html("<div>" * 30_000 + PARAGRAPHS[0] + "<b><i>" * 10_000 + "deep")
    assert PARAGRAPHS[0] in "".join(block.text for block in found.blocks)


def test_many_blocks() -> None:
    found = extract_html("<p>A line of text.</p>" * 30_000)
    assert len(found.blocks) == 30_000


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='nav menu'>", "</div>", "<b>", "<li>", "<ul>", "<table>", "<tr>", "<td>",
     "&amp;", "&nbsp;",
     "<br>", "<h1>", "<!--", "-->", "<pre>", "\n", "\r\n", "<script>", "</script>", " a word ", "Ärger", "<svg>",
     "\0", "<a href=x>",
     "<article>", "<noscript>", "</noscript>", "<title>", "5 May 2023", "By Ida Berg", "中文", "<template>",
     "<time datetime='x'>"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_markup(page: str) -> None:
    found = extract_html(page)
    assert found == extract_html(page)
    for block in found.blocks:
        assert block.text == block.text.strip() != ""
        if block.span is not None:
            assert 0 <= block.span[0] < block.span[1] <= len(page)


def test_through_the_host() -> None:
    article = pickle.loads(pickle.dumps(Article()))
    document = Pipeline(plugins=[article]).clean(ARTICLE, url="https://post.example/x", media_type="text/html")
    assert not document.failures
    assert document.title == "Harbour closed after crack in lock"
    assert PARAGRAPHS[0] in document.text
    assert {removed.class_ for removed in document.removed} >= {"navigation", "comment", "title", "related"}
    assert "Home" in restore(document)


def test_plain_blocks_of_a_class_are_dropped_as_one() -> None:
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("World", "Sport", "Weather"))
    prose = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    page = f"<body><nav><ul>{links}</ul></nav><article><h1>Harbour closed</h1>{prose}</article></body>"
    document = Pipeline().clean(page, media_type="text/html")
    navigation = next(removed for removed in document.removed if removed.class_ == "navigation")
    assert navigation.text.split() == ["World", "Sport", "Weather"]
    assert navigation.span is not None
    assert page[slice(*navigation.span)].startswith("World") and page[slice(*navigation.span)].endswith("Weather")
    assert restore(document).split()[:3] == ["World", "Sport", "Weather"]


def test_fields_command_no_terminal() -> None:
    page = "<title>\x1b[2J\x07Storm over the harbour</title><meta name=author content='\x1b'><p>It came at night.</p>"
    document = Pipeline().clean(page, media_type="text/html")
    assert document.failures == ()
    assert document.title is not None and "Storm over the harbour" in document.title
    assert not any(c in value for value in (document.title, *document.authors) for c in "\x1b\x07")
