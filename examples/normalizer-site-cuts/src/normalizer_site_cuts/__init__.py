"""Cut a site's own furniture out of its pages, such as its cookie banner and its share bar, by CSS selectors."""

from collections.abc import Iterable
from dataclasses import field
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup

from normalizer import Cut, hookimpl, plugin

SITES = {
    "courier.example": {"#consent": "cookie_notice", "div.share": "share", "aside.related": "related"},
}


@plugin
class SiteCuts:
    """Cut what a site puts around its articles out of its pages, by CSS selectors."""

    #: For each site (its host, without "www."), what to cut: CSS selector to class. Subdomains belong to the site.
    sites: dict[str, dict[str, str]] = field(default_factory=lambda: dict(SITES))

    def __post_init__(self) -> None:
        """Refuse a selector that can't be read, when the plugin is made and not page by page."""
        for site, selectors in self.sites.items():
            for selector in selectors:
                try:
                    soupsieve.compile(selector)
                except soupsieve.SelectorSyntaxError as error:
                    raise ValueError(f"sites: {site}: '{selector}' is no CSS selector ({error.args[0]})") from None

    @hookimpl
    def clean_html(self, soup: BeautifulSoup, url: str | None) -> Iterable[Cut]:
        """Cut what the selectors of the page's site find; nothing where the site is not known."""
        for selector, class_ in self._selectors(url).items():
            for tag in soup.select(selector):
                yield Cut(tag, rule="selector", reason=f"matches {selector}", class_=class_)

    def _selectors(self, url: str | None) -> dict[str, str]:
        try:
            host = urlsplit(url or "").hostname or ""
        except ValueError:  # not an address
            return {}
        labels = host.split(".")
        hosts = (".".join(labels[n:]) for n in range(len(labels)))
        return next((self.sites[one] for one in hosts if one in self.sites), {})
