"""The pages in a real browser: what a reader clicks, types, copies and sees, and that nothing leaves the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer.report.build import document_report, run_report
from normalizer.report.compare import comparison
from normalizer.report.diff_report import diff_report

from .articles import documents, written

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of a run, a page of a document, a comparison: each as a file."""
    folder = tmp_path_factory.mktemp("pages")
    found = documents()
    from normalizer import Pipeline

    from .articles import FERRY, Straighten

    other = [Pipeline(plugins=[Straighten()]).clean(FERRY, id="ferry"), *found[1:]]
    pages = {
        "run": run_report([written(folder / "out", found)]),
        "document": document_report(found[0]),
        "hostile": document_report(found[2]),
        "diff": diff_report(*comparison(zip(found, other, strict=True)), ("before", "after")),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, "utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in pages}


def shown(view) -> list[str]:
    return [row.inner_text() for row in view.locator("#documents tbody tr:visible td.t small").all()]


def test_filters_and_search_narrow_the_list(files, visit) -> None:
    view = visit(files["run"], viewport=WIDE)
    assert len(view.locator("#documents tbody tr:visible").all()) == 3
    view.locator("select[name=site]").select_option(label="quay.example")
    view.locator("#shown", has_text="2 shown").wait_for()
    assert sorted(shown(view)) == ["ferry", "tram"]
    view.locator("select[name=class]").select_option(label="byline")
    view.locator("#shown", has_text="1 shown").wait_for()
    assert shown(view) == ["ferry"]
    view.get_by_role("button", name="Clear").click()
    view.locator("#shown", has_text="3 shown").wait_for()
    view.get_by_role("searchbox").fill("TRAM night")
    view.locator("#shown", has_text="1 shown").wait_for()
    assert shown(view) == ["tram"]
    view.get_by_role("button", name="Clear").click()
    view.locator("select[name=failure]").select_option(label="broken")
    view.locator("#shown", has_text="1 shown").wait_for()


def test_a_link_shows_the_page_of_a_document_and_the_way_back(files, visit) -> None:
    view = visit(files["run"], viewport=WIDE)
    assert view.locator("article:visible").count() == 0
    view.get_by_role("link", name="The night ferry returns").click()
    article = view.locator("article:visible")
    article.wait_for()
    assert article.count() == 1 and not view.locator("main").is_visible()
    assert article.get_by_role("heading", level=1).inner_text() == "The night ferry returns"
    view.locator("article:focus").wait_for()
    article.get_by_role("link", name="All documents").click()
    view.locator("main").wait_for()
    assert view.locator("article:visible").count() == 0


def test_a_click_on_a_change_tells_its_story_and_escape_ends_it(files, visit) -> None:
    view = visit(files["document"], viewport=WIDE)
    view.locator("del a", has_text="By Ines Moreau").click()
    panel = view.locator("#panel")
    panel.wait_for()
    for text in ("tidy", "byline", "says who wrote it", "0.90", "removed"):
        assert text in panel.inner_text()
    view.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert "#" not in view.page.url


def test_everything_can_be_done_with_the_keyboard(files, visit) -> None:
    view = visit(files["document"], viewport=WIDE)
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.textContent") == "Skip to the content"
    mark = view.locator("ins a").first
    mark.focus()
    view.keyboard.press("Enter")
    view.locator("#panel").wait_for()
    assert "a plain one will do" in view.locator("#panel").inner_text()
    view.get_by_role("button", name="Next change").focus()
    view.keyboard.press("Enter")
    view.locator("del .now:focus", has_text="Anna Lint").wait_for()
    view.get_by_role("button", name="Next change").focus()
    view.keyboard.press("Enter")
    view.locator("ins .now:focus", has_text="Anna Lindt").wait_for()
    box = view.get_by_role("checkbox", name="tidy")
    box.focus()
    view.keyboard.press("Space")
    assert not box.is_checked()


def test_a_plugin_can_be_switched_off_and_on(files, visit) -> None:
    view = visit(files["document"], viewport=WIDE)
    mark = view.locator("ins.m").first
    link = mark.locator("a")
    colour = "node => getComputedStyle(node).backgroundColor"
    before = mark.evaluate(colour)
    view.get_by_role("checkbox", name="straighten").uncheck()
    assert mark.evaluate(colour) == "rgba(0, 0, 0, 0)" != before
    assert link.get_attribute("href") is None and mark.inner_text() == "'"
    view.get_by_role("checkbox", name="straighten").check()
    assert mark.evaluate(colour) == before and link.get_attribute("href")


def test_plugins_differ_in_form_as_well_as_in_colour(files, visit) -> None:
    view = visit(files["document"], viewport=WIDE)
    forms = view.evaluate(
        """() => [...document.querySelectorAll('.m')].map(mark => {
            const style = getComputedStyle(mark);
            const letter = getComputedStyle(mark.firstElementChild, '::after').content;
            return [[...mark.classList].join(), style.borderBottomStyle + style.borderBottomWidth, letter].join('|');
        })"""
    )
    by_plugin = {form.split("|")[0]: form.split("|")[1:] for form in forms}
    assert len(by_plugin) == 4
    for place in (0, 1):
        assert len({form[place] for form in by_plugin.values()}) == 4


def test_a_person_is_marked_wherever_it_is_mentioned(files, visit) -> None:
    view = visit(files["document"], viewport=WIDE)
    button = view.get_by_role("button", name="Anna Lindt")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert view.locator(".r .w.on").all_inner_texts() == ["Anna Lindt", "Anna Lindt"]
    assert view.locator("#said").inner_text() == "Anna Lindt: 2 places marked"
    view.locator(".r a.w.p0").click()
    assert button.get_attribute("aria-pressed") == "false" and view.locator(".w.on").count() == 0
    view.get_by_role("checkbox", name="People").uncheck()
    assert view.locator(".r a.w.p0").evaluate("node => getComputedStyle(node).backgroundColor") == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize(("name", "number"), [("document", 0), ("hostile", 2)])
def test_the_clean_text_is_copied_exactly(files, visit, name: str, number: int) -> None:
    view = visit(files[name], viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    view.get_by_role("button", name="Copy clean text").click()
    view.get_by_role("button", name="Copied").wait_for()
    assert view.evaluate("navigator.clipboard.readText()") == documents()[number].text
    assert view.locator("#said").inner_text() == "The clean text was copied"


def test_light_and_dark(files, visit) -> None:
    colours = "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    light = visit(files["document"], color_scheme="light").evaluate(colours)
    view = visit(files["document"], color_scheme="dark")
    dark = view.evaluate(colours)
    assert light[0] != dark[0] and light[1] != dark[1]
    view.get_by_role("button", name="Light/dark").click()
    assert view.evaluate(colours) == light
    view.get_by_role("button", name="Light/dark").click()
    assert view.evaluate(colours) == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["run", "document", "diff", "hostile"])
def test_words_stand_out_from_what_is_behind_them(files, visit, name: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    view = visit(files[name], viewport=WIDE, color_scheme=scheme)
    if name == "diff":
        view.goto(view.url + "#d0")
    assert view.evaluate(CONTRAST) == []


CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const over = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const poor = new Set();
    for (const node of document.querySelectorAll('body *')) {
        const words = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
        if (!words || !node.checkVisibility() || node.closest('.unseen, .skip, option')) continue;
        const behind = [];
        for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
        const [a, b] = [over(behind), over([...behind, getComputedStyle(node).color])].map(light);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.add(node.tagName + '.' + node.className + ' ' + ratio.toFixed(2));
    }
    return [...poor];
}"""


@pytest.mark.parametrize(
    ("name", "place"), [("run", ""), ("run", "#d0"), ("run", "#d1"), ("diff", ""), ("diff", "#d0")]
)
def test_a_phone_shows_it_all_without_scrolling_sideways(files, visit, name: str, place: str) -> None:
    view = visit(files[name], viewport=PHONE)
    view.goto(view.url + place)
    for details in view.locator("details:visible").all():
        details.evaluate("node => { node.open = true }")
    assert view.evaluate("document.documentElement.scrollWidth") <= 360
    outside = """() => [...document.querySelectorAll('body *')].filter(node => node.checkVisibility()
        && !node.closest('.scroll, .unseen, .skip, svg') && node.getBoundingClientRect().right > 361).length"""
    assert view.evaluate(outside) == 0


def test_a_hostile_document_is_only_text(files, visit) -> None:
    for name in ("run", "hostile"):
        view = visit(files[name], viewport=WIDE)
        view.goto(view.url + ("#d0" if name == "run" else ""))
        article = view.locator("article:visible")
        for mark in article.locator(".texts a[href]:visible").all()[:12]:
            mark.click()
        assert view.title() in ("Run report: out", article.get_by_role("heading", level=1).inner_text())
        assert article.locator("img, script, style, iframe, .texts svg").count() == 0
        assert "</script><script>document.title='broken'</script>" in article.inner_text()


def test_the_page_can_reach_nothing_even_if_code_got_in(files, visit) -> None:
    view = visit(files["document"])
    blocked = view.evaluate(
        """async () => {
            const found = [];
            document.addEventListener('securitypolicyviolation', event => found.push(event.effectiveDirective));
            const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
            add('img', {src: 'https://example.invalid/a.png'});
            add('script', {src: 'https://example.invalid/a.js'});
            add('script', {textContent: 'document.title = "broken"'});
            add('style', {textContent: 'body { display: none }'});
            add('iframe', {src: 'https://example.invalid/'});
            try { await fetch('https://example.invalid/'); } catch { found.push('fetch refused'); }
            while (found.length < 7) await new Promise(done => setTimeout(done, 20));
            return found;
        }"""
    )
    assert {"img-src", "script-src-elem", "style-src-elem", "frame-src", "connect-src"} <= set(blocked)
    assert view.title() == "The night ferry returns" and view.locator("h1").is_visible()
    # The browser refuses them itself, and says so in the console, as it should.
    assert all(view.failed.get(url) == "csp" for url in view.requests if url != view.url)
    assert all("Content Security Policy" in problem for problem in view.problems)
    view.requests.clear()
    view.problems.clear()


def test_a_comparison_marks_what_differs_and_why(files, visit) -> None:
    view = visit(files["diff"], viewport=WIDE)
    assert view.locator(".tile dd").first.inner_text() == "2"
    view.get_by_role("link", name="ferry").first.click()
    article = view.locator("article:visible")
    article.wait_for()
    assert "By Ines Moreau" in article.locator("ins").all_inner_texts()
    article.locator("ins a", has_text="By Ines Moreau").click()
    panel = view.locator("#panel")
    panel.wait_for()
    assert "says who wrote it" in panel.inner_text() and "before" in panel.inner_text()


def test_it_works_without_scripts(files, visit) -> None:
    view = visit(files["run"], viewport=WIDE, java_script_enabled=False)
    view.get_by_role("link", name="The night ferry returns").click()
    view.locator("article:visible").wait_for()
    view.locator("article:visible del a").first.click()
    assert view.locator("article:visible tr:target").count() == 1 or "c" in view.page.url
