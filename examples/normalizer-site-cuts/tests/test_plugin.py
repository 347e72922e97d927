import pytest
from normalizer_site_cuts import SiteCuts

from normalizer import Document, Item, Pipeline, PluginError, restore
from normalizer.testing import PluginContract, assert_sound
from normalizer_article import Article

URL = "https://www.courier.example/2024/03/07/harbour-bridge"
PAGE = """<!doctype html><html lang="en"><body>
<div id="consent"><p>We and our 214 partners store biscuits on your device.</p><button>Fine</button></div>
<article><h1>The night ferry returns</h1><div class="share"><p>Tell your friends on Chatterbox!</p></div>
<p>The night ferry is back after two years, and forty people were on board when it left on Friday evening.</p>
<p>The second boat follows in May, once the crew is complete and the pier has been repaired.</p></article>
</body></html>
"""


class TestContract(PluginContract):
    plugin = SiteCuts
    examples = (Item(content=PAGE, url=URL),)


def clean(url: str | None, **options: object) -> Document:
    # A cut shows only in what is read of the page, so a plugin that reads pages must be there, too.
    return Pipeline(plugins=[SiteCuts(**options), Article()]).clean(PAGE, url=url)


def cut(document: Document) -> dict[str, str]:
    return {gone.text: gone.class_ for gone in document.removed if gone.plugin == "site-cuts"}


def test_the_sites_own_furniture_goes_and_is_explained() -> None:
    document = clean(URL)
    assert document.title == "The night ferry returns"
    assert document.text.startswith("The night ferry is back")
    furniture = {
        "We and our 214 partners store biscuits on your device.": "cookie_notice",
        "Tell your friends on Chatterbox!": "share",
    }
    assert furniture.items() <= cut(document).items()
    (banner,) = (gone for gone in document.removed if "biscuits" in gone.text)
    assert (banner.plugin, banner.rule, banner.reason) == ("site-cuts", "selector", "matches #consent")
    assert all(text in restore(document) for text in furniture)
    assert_sound(document)


@pytest.mark.parametrize("url", [None, "", "https://other.example/a", "https://notcourier.example/", "http://[/", "x"])
def test_other_sites_are_left_alone(url: str | None) -> None:
    assert not cut(clean(url))


@pytest.mark.parametrize("url", ["https://courier.example/a", "http://NEWS.courier.example:8080/b", URL])
def test_subdomains_belong_to_the_site(url: str) -> None:
    assert set(cut(clean(url)).values()) == {"cookie_notice", "share"}


def test_sites_are_an_option() -> None:
    document = clean("https://ferry.example/", sites={"ferry.example": {"article p:first-of-type": "share"}})
    assert list(cut(document)) == [
        "Tell your friends on Chatterbox!",
        "The night ferry is back after two years, and forty people were on board when it left on Friday evening.",
    ]


def test_a_selector_that_can_not_be_read_is_refused_with_its_site() -> None:
    with pytest.raises(PluginError, match=r"ferry\.example: 'p:' is no CSS selector"):
        Pipeline({"plugins": {"site-cuts": {"sites": {"ferry.example": {"p:": "share"}}}}})


def test_a_cut_within_a_cut_is_told_once() -> None:
    document = clean("https://ferry.example/", sites={"ferry.example": {"article": "share", "div.share": "share"}})
    assert [gone.text for gone in document.removed].count("Tell your friends on Chatterbox!") == 1
    assert_sound(document)
