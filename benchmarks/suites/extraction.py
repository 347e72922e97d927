"""The text of HTML pages: the words found and the words that should be, counted as often as they occur."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable

from benchmarks.extraction import article
from benchmarks.measure import alternate, ratio
from benchmarks.results import Result, Table, f1_score, importable
from benchmarks.suites import Settings
from benchmarks.suites.pages import Page, pages

Extractor = Callable[[str, str], str]

PEERS = {
    "trafilatura": "trafilatura", "trafilatura, fast": "trafilatura", "trafilatura, with metadata": "trafilatura",
    "resiliparse": "resiliparse",
    "readability-lxml": "readability", "justext": "justext", "boilerpy3": "boilerpy3", "goose3": "goose3",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def run(settings: Settings) -> Result:
    documents, data = pages(settings)
    usable, skipped = importable(PEERS)
    extractors: dict[str, Extractor] = {"ours": lambda html, url: article(html, url)["text"]}
    extractors |= {name: peer(name) for name in usable}
    answers = {name: [safely(one, page) for page in documents] for name, one in extractors.items()}
    seconds = alternate(
        {name: lambda one=one: [safely(one, page) for page in documents] for name, one in extractors.items()},
        settings.repetitions,
    )
    total = Table("All pages", ["extractor", "precision", "recall", "F1", "time, ours = 1"], chart="F1")
    kinds = sorted({page.kind for page in documents})
    by_kind = Table("F1 by type of page", ["extractor", *kinds])
    for name, texts in answers.items():
        scores = [words_score(page.text, text) for page, text in zip(documents, texts, strict=True)]
        means = [statistics.fmean(score[n] for score in scores) for n in range(3)]
        total.rows.append([name, *means, ratio(seconds[name], seconds["ours"])])
        of_kind: defaultdict[str, list[float]] = defaultdict(list)
        for page, score in zip(documents, scores, strict=True):
            of_kind[page.kind].append(score[2])
        by_kind.rows.append([name, *(statistics.fmean(of_kind[kind]) for kind in kinds)])
    return Result("extraction", data, [total, by_kind], skipped)


def words_score(wanted: str, found: str) -> tuple[float, float, float]:
    """Give precision, recall and F1 of the words."""
    gold, answer = (Counter(_WORD.findall(text.casefold())) for text in (wanted, found))
    return f1_score((gold & answer).total(), answer.total(), gold.total())


def safely(extractor: Extractor, page: Page) -> str:
    """Extract; a peer that raises has found nothing."""
    try:
        return extractor(page.html, page.url)
    except Exception:
        return ""


def peer(name: str) -> Extractor:
    """Give a peer as a function of the page and its address, set up as its documentation says."""
    return {
        "trafilatura": _trafilatura, "trafilatura, fast": lambda: _trafilatura(fast=True),
        "trafilatura, with metadata": _trafilatura_metadata, "resiliparse": _resiliparse,
        "readability-lxml": _readability, "justext": _justext, "boilerpy3": _boilerpy3, "goose3": _goose3,
    }[name]()  # fmt: skip


def _trafilatura(fast: bool = False) -> Extractor:
    from trafilatura import extract  # noqa: PLC0415

    return lambda html, url: extract(html, url=url or None, fast=fast, include_comments=False) or ""


def _trafilatura_metadata() -> Extractor:
    from trafilatura import bare_extraction  # noqa: PLC0415

    def read(html: str, url: str) -> str:
        found = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
        return str(getattr(found, "text", "") or "")

    return read


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415

    return lambda html, url: extract_plain_text(html, main_content=True)


def _readability() -> Extractor:
    from lxml.html import fromstring  # noqa: PLC0415
    from readability import Document  # noqa: PLC0415

    return lambda html, url: fromstring(Document(html).summary()).text_content()


def _justext() -> Extractor:
    import justext  # noqa: PLC0415

    words = justext.get_stoplist("English")
    return lambda html, url: "\n".join(p.text for p in justext.justext(html, words) if not p.is_boilerplate)


def _boilerpy3() -> Extractor:
    from boilerpy3.extractors import ArticleExtractor  # noqa: PLC0415

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda html, url: extractor.get_content(html)


def _goose3() -> Extractor:
    from goose3 import Goose  # noqa: PLC0415

    goose = Goose({"enable_image_fetching": False})
    return lambda html, url: goose.extract(raw_html=html).cleaned_text
