"""What the elements of HTML are to the walker of `boxes`, and what being inside them says, as bits."""

from __future__ import annotations

import re

#: Elements whose content a browser does not show as text.
UNSEEN_TAGS = frozenset(
    (
        "script", "style", "template", "svg", "canvas", "head", "iframe", "object", "embed", "audio", "video",
        "select", "datalist", "textarea", "map", "input", "img", "meta", "link", "base", "param", "source", "track",
        "title",
        "frame", "frameset", "noframes", "rp", "picture", "wbr", "area", "annotation", "annotation-xml", "col",
        "colgroup", "noscript",
    )
)  # fmt: skip
#: Of these, the ones that can hold what reads like the text after them.
RAW_TAGS = frozenset(
    (
        "script", "style", "template", "svg", "textarea", "select", "noscript", "canvas", "iframe", "object", "audio",
        "video", "datalist", "map", "picture", "title",
    )
)  # fmt: skip
INLINE_TAGS = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins",
        "kbd", "mark", "meter", "nobr", "output", "progress", "q", "s", "samp", "small", "span", "strike", "strong",
        "sub",
        "sup", "time", "tt", "u", "var", "ruby", "rt", "rb", "rtc", "slot", "blink", "math", "mi", "mo", "mn",
        "mrow", "msup",
        "msub", "mfrac", "mtext", "semantics", "mstyle", "msubsup", "msqrt", "mspace", "mover", "munder", "tspan",
    )
)  # fmt: skip

# What a box is in, as bits that its descendants inherit.
(
    NAV,
    HEADER,
    FOOTER,
    ASIDE,
    MAIN,
    ARTICLE,
    FORM,
    FIGURE,
    TABLE,
    ITEM,
    QUOTE,
    DIALOG,
    HIDDEN,
    BUTTON,
    DETAILS,
    SECTION,
) = (1 << bit for bit in range(16))
CAPTION, PRE, HEADING, LINK, LIST, DEFINITION, BODY_PROP, COMMENT_PROP, PROSE_PROP = (1 << bit for bit in range(16, 25))
#: In a part of the frame of the page (see `frames`).
NOSCRIPT, FRAME = 1 << 25, 1 << 26

TAG_FLAGS = {
    "nav": NAV, "header": HEADER, "footer": FOOTER, "aside": ASIDE, "main": MAIN, "article": ARTICLE, "form": FORM,
    "figure": FIGURE, "table": TABLE, "li": ITEM, "blockquote": QUOTE, "dialog": DIALOG, "button": BUTTON,
    "details": DETAILS, "section": SECTION, "figcaption": CAPTION, "caption": CAPTION, "pre": PRE, "listing": PRE,
    "xmp": PRE, "h1": HEADING, "h2": HEADING, "h3": HEADING, "h4": HEADING, "h5": HEADING, "h6": HEADING, "ul": LIST,
    "ol": LIST, "menu": LIST, "dt": DEFINITION, "dd": DEFINITION, "noscript": NOSCRIPT,
}  # fmt: skip
ROLE_FLAGS = {
    "navigation": NAV, "menu": NAV, "menubar": NAV, "banner": HEADER, "contentinfo": FOOTER, "complementary": ASIDE,
    "main": MAIN, "article": ARTICLE, "form": FORM, "search": FORM, "dialog": DIALOG, "alertdialog": DIALOG,
    "button": BUTTON, "figure": FIGURE,
}  # fmt: skip
PROP_FLAGS = {
    "articlebody": BODY_PROP, "text": BODY_PROP, "blogpost": BODY_PROP, "comment": COMMENT_PROP, "review": COMMENT_PROP,
    "reviewbody": COMMENT_PROP, "description": PROSE_PROP, "acceptedanswer": PROSE_PROP, "suggestedanswer": PROSE_PROP,
}  # fmt: skip

#: The attributes that give flags.
ATTRIBUTES = frozenset(("role", "itemprop", "style", "hidden"))

# What the walker does with an element: the first three are set in the run of the text around them.
INSIDE, ANCHOR, SPAN, BLOCK, UNSEEN, BREAK = range(6)
ROLES = {
    **dict.fromkeys(INLINE_TAGS, INSIDE), **dict.fromkeys(UNSEEN_TAGS, UNSEEN), "a": ANCHOR, "span": SPAN, "br": BREAK,
}  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset(("ul", "ol", "menu"))
CELLS = frozenset(("td", "th"))
#: The block-level elements that the walker does more for than for a ``<div>``.
TELLING = frozenset((*HEADINGS, *LISTS, *CELLS, "tr", "dialog"))
#: What HTML takes for white space.
SPACES = " \t\n\f\r"

_UNSEEN_NAMES = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text|screenreader\w*|a11y-hidden)\b")


def hides(names: str) -> bool:
    """Say whether a class list is one of those by which pages hide text from all but screen readers."""
    low = names.lower()
    # One of these is in each of the names, and is found sooner than they are.
    may = "sr-only" in low or "hidden" in low or "reader" in low
    return may and bool(_UNSEEN_NAMES.search(low))
