"""HTML from templates: escaped throughout, and closed by a policy under which no request can leave the page."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from normalizer.escapes import visible
from normalizer.report.marks import Marks


def _harmless(value: object) -> object:
    """Write out control characters and marks that reorder text, in all that a template prints."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return visible(value.replace("\r\n", "\n"))


def _exact(text: str) -> Markup:
    """Escape a clean text such that the browser holds it exactly: it would make newlines of carriage returns."""
    return Markup(escape(text).replace("\r", "&#13;"))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _part(value: float, whole: float) -> str:
    """Give the width of a bar, from 0 to 100."""
    return f"{min(100.0, max(0.0, 100 * value / whole)) if whole else 0:.1f}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("normalizer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(exact=_exact, number=_number)
    environment.globals.update(part=_part)
    return environment


def render(template: str, **values: Any) -> Markup:
    """Fill in a template.

    Args:
        template: the name of a file in ``templates/``.
        values: what it is given; strings are escaped.

    """
    return Markup(_environment().get_template(template).render(**values))


def whole_page(title: str, body: Markup, marks: Marks) -> str:
    """Put a page together: one file that needs nothing else, and may load nothing else.

    Args:
        title: the title of the window.
        body: what ``<body>`` holds.
        marks: the plugins, for their colours and letters.

    """
    files = resources.files("normalizer.report") / "templates"
    style = (files / "report.css").read_text("utf-8") + marks.css()
    script = (files / "report.js").read_text("utf-8")
    page = render(
        "page.html",
        title=title,
        body=body,
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return str(page) + "\n"


def _hash(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
