"""What the class and id of an element say about it: groups of words, by which pages tell content from the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

#: Group -> words in classes, ids and roles. Bit i of a mask is the i-th group.
GROUPS = {
    "content": "content article body post entry story text prose main copy markdown richtext wysiwyg blog news",
    "article": "articlebody articlecontent postcontent entrycontent postbody storybody bodytext articletext",
    "nav": "nav navbar navigation menu submenu megamenu topbar dropdown sitemap tabs pagination pager paging toc",
    "breadcrumb": "breadcrumb breadcrumbs crumb crumbs",
    "header": "header masthead banner hero top logo",
    "footer": "footer bottom copyright colophon legal foot",
    "sidebar": "sidebar aside rail side secondary widget widgets module sidepanel",
    "related": "related recommended recommendation recommendations similar trending popular latest recent more"
    " suggested suggestions next prev previous also upsell crosssell teaser teasers readmore",
    "card": "card cards tile tiles grid item items listing carousel slider slide swiper slick gallery thumb"
    " thumbnail feed",
    "comment": "comment comments disqus respond reply replies commentlist discussion response responses",
    "forum": "thread message messages posts topic answer answers question questions userpost qa",
    "review": "review reviews rating ratings testimonial testimonials stars",
    "share": "share sharing social sharebar addthis facebook twitter linkedin whatsapp pinterest follow",
    "ad": "ad ads advert advertisement advertising sponsor sponsored sponsors promo promotion promoted dfp outbrain"
    " taboola",
    "newsletter": "newsletter subscribe subscription signup optin mailchimp mailing email cta",
    "cookie": "cookie cookies consent gdpr privacy notice onetrust",
    "popup": "popup modal overlay lightbox dialog drawer offcanvas toast tooltip flyout",
    "author": "author authors byline bio contributor contributors writer avatar profile",
    "meta": "meta date time timestamp published datetime info tag tags category categories label labels badge postmeta",
    "title": "title headline heading subtitle subheadline dek standfirst deck lead intro summary excerpt description",
    "caption": "caption credit figure image photo media video",
    "product": "product price sku cart shop buy spec specs specifications features variant checkout",
    "form": "form search input field login register filter filters button btn",
    "hidden": "hidden hide collapse collapsed invisible offscreen",
}

_WORD_BIT = {word: 1 << bit for bit, words in enumerate(GROUPS.values()) for word in words.split()}
BIT = {group: 1 << bit for bit, group in enumerate(GROUPS)}
#: Long words that contain one of these belong to its group, as in "articlecontent".
_PART = re.compile(
    r"comment|related|sidebar|footer|header|navig|breadcrumb|newsletter|share|social|cookie|article|content|recommend"
    r"|author|promo|advert|subscri|popup|modal|caption|review|product|widget"
)
_PART_GROUP = {
    "comment": "comment", "related": "related", "sidebar": "sidebar", "footer": "footer", "header": "header",
    "navig": "nav", "breadcrumb": "breadcrumb", "newsletter": "newsletter", "share": "share", "social": "share",
    "cookie": "cookie", "article": "content", "content": "content", "recommend": "related", "author": "author",
    "promo": "ad", "advert": "ad", "subscri": "newsletter", "popup": "popup", "modal": "popup", "caption": "caption",
    "review": "review", "product": "product", "widget": "sidebar",
}  # fmt: skip
_TOKEN = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
#: No more of a class list than this is read, in characters.
LONGEST = 200


def words(names: str) -> list[str]:
    """Split classes and ids into lower-case words: ``"articleBody post-text"`` -> article, body, post, text."""
    return [word.lower() for word in _TOKEN.findall(names[:LONGEST])]


class Names:
    """The groups of class lists, and how much their words speak for content."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        # Pages of one site share most of their class lists, all pages most of the classes.
        self.look_up: Callable[[str], tuple[int, float]] = lru_cache(maxsize=8192)(self._look_up)
        self._one: Callable[[str], tuple[int, int, float]] = lru_cache(maxsize=16384)(self._look_up_one)

    def _look_up(self, names: str) -> tuple[int, float]:
        """Give the groups of a class list and id as bits, and the mean weight of its words."""
        mask = known = 0
        total = 0.0
        for name in names[:LONGEST].split():
            bits, count, weight = self._one(name)
            mask |= bits
            known += count
            total += weight
        return mask, total / known if known else 0.0

    def _look_up_one(self, name: str) -> tuple[int, int, float]:
        """Give the groups of a class, how many of its words have a weight, and the sum of these."""
        mask = known = 0
        total = 0.0
        for written in _TOKEN.findall(name):
            word = written.lower()
            mask |= _word_mask(word)
            weight = self.weights.get(word)
            if weight is not None:
                total += weight
                known += 1
        return mask, known, total


def _word_mask(word: str) -> int:
    mask = _WORD_BIT.get(word, 0)
    if not mask and len(word) > 6:
        for part in _PART.findall(word):
            mask |= BIT[_PART_GROUP[part]]
    return mask
