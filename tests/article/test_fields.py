"""Title, authors and dates of HTML pages, whatever the page declares."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalizer import Pipeline
from normalizer_article import Article, extract_html, ranking, title_candidates, title_features
from normalizer_article.author_names import is_name, split_names
from normalizer_article.date_candidates import collect
from normalizer_article.declared import hints, read_declared
from normalizer_article.view import View
from normalizer_article.walker import read_page
from tests.article.pages import ARTICLE, PARAGRAPHS

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def fields(page: str, url: str | None = None) -> dict[str, object]:
    return {field.field: field.value for field in extract_html(page, url).fields}


def with_json_ld(value: object) -> str:
    script = f"<script type=application/ld+json>{json.dumps(value)}</script>"
    return f"<html><head>{script}</head><body><h1>Rain at last</h1>{BODY}</body></html>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ida Berg", ["Ida Berg"]),
        ("Ida Berg, Tom Falk and Ulla Dahl", ["Ida Berg", "Tom Falk", "Ulla Dahl"]),
        ("Ida Berg, MD, PhD", ["Ida Berg, MD, PhD"]),
        ("Ida Berg, Senior Editor", ["Ida Berg"]),
        ("Ida Berg, Home and Harbour Expert & Tom Falk", ["Ida Berg", "Tom Falk"]),
        ("Ida Berg Founder & Lead Reviewer", ["Ida Berg"]),
        ("Ida BergFounder of the Lindholm Post", ["Ida Berg"]),
        ("Ida MacLead", ["Ida MacLead"]),
        ("Harbour Staff", ["Harbour Staff"]),
        ("Centre for Locks and Gates", ["Centre for Locks and Gates"]),
        ("By Ida Berg", ["Ida Berg"]),
        ("", []),
    ],
)
def test_names_of_a_list(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize("text", ["Read more", "5 March 2024", "https://post.example/ida", "admin", "...", "x" * 80])
def test_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<div class=author>Ida Berg</div><div class=date>5 March 2024</div>", ("Ida Berg",)),
        ("<div class=byline>By Ida Salamon, Senior Editor</div>", ("Ida Salamon",)),  # no Monday in it
        ("<div class=post-meta>5 March 2024 · Ida Berg</div>", ("Ida Berg",)),
        ("<div class=byline>Words by Ida Berg ⋅ Updated 5 March 2024</div>", ("Ida Berg",)),
    ],
)
def test_bylines(byline: str, authors: tuple[str, ...]) -> None:
    assert fields(f"<h1>Rain at last</h1>{byline}{BODY}").get("authors") == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        # Inline elements beside each other: the date is taken out of the line before the name is read.
        ("<div><span>Dec 17, 2025</span><span>Ida K. Berg</span></div>", ("Ida K. Berg",)),
        ("<div class=date-author>Dec. 17, 2025 · Ida Berg on behalf of the crew</div>", ("Ida Berg",)),
        ("<h4>Article by</h4><p>Ida Berg</p>", ("Ida Berg",)),
        ('<p>From <a href="/authors/ida-berg">Ida Berg</a> in Lindholm</p>', ("Ida Berg",)),
        ('<p class="byline">by <span class="author-name">Ida Berg</span>, 4 min</p>', ("Ida Berg",)),
    ],
)
def test_names_that_markup_or_a_date_gives_away(byline: str, authors: tuple[str, ...]) -> None:
    assert fields(f"<h1>Rain at last</h1>{byline}{BODY}").get("authors") == authors


def test_the_first_of_several_marked_authors_wrote_the_post() -> None:
    def post(name: str, text: str) -> str:
        author = f"<div itemprop=author itemscope><span itemprop=name>{name}</span></div>"
        return f"<div>{author}<p itemprop=text>{text}</p></div>"

    question = {"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Why does it rain?"}}
    script = f"<script type=application/ld+json>{json.dumps(question)}</script>"
    page = script + "<h1>Why does it rain?</h1>" + "".join(map(post, ("ida7", "tomfalk", "ulla_d"), PARAGRAPHS))
    assert fields(page).get("authors") == ("ida7",)


def test_a_line_that_asks_for_consent_names_nobody() -> None:
    page = f"<h1>Rain at last</h1><p>By continuing, you agree to our user agreement</p>{BODY}"
    assert "authors" not in fields(page)


def test_a_heading_about_the_authors_names_nobody() -> None:
    page = f"<h1>Rain at last</h1><h4>Author information</h4><p>Lindholm Harbour School, Lindholm</p>{BODY}"
    assert fields(page).get("authors") != ("information",)


def test_who_wrote_a_post_whose_page_does_not_say_that_it_is_a_forum() -> None:
    side = "<dl><dt>ida7</dt><dd>Member</dd><dd>Registered: 2019-01-27</dd><dd>Posts: 12</dd></dl>"
    assert fields(f"<h1>Rain at last</h1><h2>#1 2024-08-03 10:59:47</h2>{side}{BODY}")["authors"] == ("ida7",)


def test_json_ld_in_a_meta_tag() -> None:
    value = json.dumps({"@type": "Article", "datePublished": "2024-03-05"}).replace('"', "&quot;")
    assert fields(f'<meta name="script:ld+json" content="{value}"><h1>Rain</h1>{BODY}')["published"] == "2024-03-05"


def test_a_line_below_the_article_that_says_when_it_was_new() -> None:
    line = "<p>This article was originally published on 26 Sep 2019 but has been updated since to keep it current.</p>"
    page = f"<h1>Rain at last</h1>{BODY * 4}{line}"
    assert fields(page)["published"] == "2019-09-26"


def test_a_day_of_publication_is_taken_before_that_of_a_change() -> None:
    page = f"<h1>Rain at last</h1><p>Published 5 March 2024</p><p>Updated 9 March 2024</p>{BODY}"
    assert fields(page)["published"] == "2024-03-05"


def test_the_day_of_a_change_if_the_page_has_no_other() -> None:
    page = f"<h1>Rain at last</h1><p class=date>Last updated on March 9, 2024</p>{BODY}"
    published = next(field for field in extract_html(page).fields if field.field == "published")
    assert published.value == "2024-03-09"
    assert "that of a change" in published.reason
    assert fields(page)["modified"] == "2024-03-09"


def test_the_day_on_which_a_member_joined_is_not_the_posts() -> None:
    side = "<dl><dt>ida7</dt><dd>Registered: 2019-01-27</dd><dd>Posts: 12</dd></dl>"
    page = f"<h1>Rain at last</h1><div class=post><h2>#1 2024-08-03 10:59:47</h2>{side}{BODY}</div>"
    assert fields(page)["published"] == "2024-08-03T10:59:47"


@pytest.mark.parametrize(
    ("page", "url", "published"),
    [
        (
            f'<script>var page = {{"published_at": "2024-03-05T08:00:00Z"}}</script><h1>Rain</h1>{BODY}',
            None,
            "2024-03-05",
        ),
        (f'<rain-post created-timestamp="2024-03-05T08:00:00Z"></rain-post><h1>Rain</h1>{BODY}', None, "2024-03-05"),
        (f"<h1>Rain</h1>{BODY}", "https://post.example/2024/march/05/rain", "2024-03-05"),
    ],
)
def test_dates_that_the_page_does_not_show(page: str, url: str | None, published: str) -> None:
    assert str(fields(page, url).get("published"))[:10] == published


def test_published_and_modified_apart() -> None:
    page = with_json_ld({"@type": "NewsArticle", "datePublished": "2024-03-05", "dateModified": "2024-03-09T10:00:00Z"})
    found = fields(page)
    assert (found["published"], found["modified"]) == ("2024-03-05", "2024-03-09T10:00:00Z")


def test_a_date_after_which_the_word_updated_belongs_to_the_next_date() -> None:
    found = fields(f"<h1>Rain at last</h1><p class=date>March 5, 2024. Updated March 9, 2024</p>{BODY}")
    assert (found["published"], found["modified"]) == ("2024-03-05", "2024-03-09")


def united(line: str, declared: str) -> list[str]:
    script = json.dumps({"@type": "NewsArticle", "datePublished": declared})
    page = read_page(
        f"<script type=application/ld+json>{script}</script><h1>Rain at last</h1><p class=date>{line}</p>{BODY}"
    )
    found = read_declared(page.document)
    count = len(page.blocks)
    view = View(page, found, hints(found), [i > 1 for i in range(count)], [False] * count, 2)
    days, _ = collect(view)
    assert sum(len(day.stated) for day in days) == 2
    return [day.day for day in days]


def test_a_line_that_states_a_declared_day_less_well_states_that_day() -> None:
    assert united("May 2024", "2024-05-31T09:00:00Z") == ["2024-05-31"]
    assert united("09.10.2024", "2024-09-10T09:00:00Z") == ["2024-09-10"]
    assert sorted(united("June 2024", "2024-05-31")) == ["2024-05-31", "2024-06"]
    assert sorted(united("9 October 2024", "2024-09-10")) == ["2024-09-10", "2024-10-09"]


def test_every_field_says_what_it_was_read_from() -> None:
    found = extract_html(ARTICLE).fields
    assert {field.field for field in found} >= {"title", "authors", "published", "modified", "language", "publisher"}
    for field in found:
        assert field.rule
        assert field.evidence or field.reason
        assert 0 <= field.confidence <= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(
        ["Ida Berg", "2024-03-05", "9999-99-99", "", "NewsArticle", "\ud800", "x" * 5000, "#id", "<b>", "5 March"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["@type", "@id", "@graph", "author", "name", "headline", "datePublished", "dateModified",
                         "publisher", "alternativeHeadline"]), inner, max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(JSON)
@example({"@type": "NewsArticle", "publisher": "\ud800"})
def test_any_json_ld(value: object) -> None:
    page = with_json_ld(
        {"@type": "NewsArticle", "author": value, "headline": value, "datePublished": value, "x": value}
    )
    document = Pipeline(plugins=[Article()]).clean(page, media_type="text/html")
    assert not document.failures
    assert PARAGRAPHS[0] in document.text


METAS = st.sampled_from(["author", "og:title", "article:published_time", "date", "og:site_name", "og:url", "published"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(METAS, st.text(max_size=40)), max_size=6),
    st.text(max_size=60),
    st.text(max_size=40),
    st.none() | st.text(max_size=40),
)
def test_any_declarations(metas: list[tuple[str, str]], title: str, line: str, url: str | None) -> None:
    escape = str.maketrans({"<": "&lt;", "&": "&amp;", '"': "&quot;"})
    head = "".join(f'<meta name="{name}" content="{content.translate(escape)}">' for name, content in metas)
    page = f"<head>{head}<title>{title.translate(escape)}</title></head><h1>{title.translate(escape)}</h1>"
    page += f"<div class=byline>{line.translate(escape)}</div>{BODY}"
    assert extract_html(page, url) == extract_html(page, url)


@pytest.mark.parametrize(
    "page",
    [
        with_json_ld([{"@type": "NewsArticle", "author": {"@id": f"#{i}"}} for i in range(3000)]),
        with_json_ld({"@type": "Article", "headline": " | ".join("ab" * 1000), "author": "Ida Berg, " * 10_000}),
        "<meta name=author content='" + "and by " * 20_000 + "'>" + BODY,
        "<title>" + "a - " * 20_000 + "</title>" + BODY,
        "<h1>x</h1>" * 5000 + BODY,
        "<p class=date>5 March 2024</p>" * 3000 + BODY,
        "<p class=author>Ida Berg</p>" * 3000 + BODY,
    ],
)
def test_much_of_everything(page: str) -> None:
    assert PARAGRAPHS[3] in {block.text for block in extract_html(page).blocks}


def test_the_probabilities_of_the_candidates_and_of_none_of_them_add_up_to_one() -> None:
    page = read_page(f"<title>Rain at last | Lindholm Post</title><h1>Rain at last</h1>{BODY}")
    declared = read_declared(page.document)
    titles = title_candidates.collect(page, declared, 1, "Lindholm Post", None)
    chances = ranking.chances("title", title_features.rows(titles, hints(declared)))
    assert len(chances) == len(titles.candidates) > 1
    assert all(0 < chance < 1 for chance in chances)
    assert sum(chances) < 1
    assert ranking.chances("title", []) == []
