"""A real browser for the tests of pages: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Milliseconds; longer than the slowest machine needs.
PATIENCE = 120_000
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Start the browser; skip where there is none (.ci/run installs it where it may)."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium found (Debian, Ubuntu: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, timeout=PATIENCE)
        yield browser
        browser.close()


class Visit:
    """A page that is open in the browser, with what went wrong there and what it asked the network for."""

    def __init__(self, context, file: Path) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.failed: dict[str, str] = {}
        self.page.on("console", lambda message: self.problems.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.failed.update({request.url: request.failure}))
        self.url = file.as_uri()
        self.page.goto(self.url)

    def __getattr__(self, name: str):
        return getattr(self.page, name)


@pytest.fixture
def visit(chromium):
    """Open a file; at the end, nothing may have gone wrong, and nothing but the file been asked for."""
    contexts = []
    visits = []

    def opened(file: Path, **settings) -> Visit:
        context = chromium.new_context(**settings)
        contexts.append(context)
        visits.append(Visit(context, file))
        return visits[-1]

    yield opened
    found = [(one.problems, [url for url in one.requests if url.partition("#")[0] != one.url]) for one in visits]
    for context in contexts:
        context.close()
    assert found == [([], [])] * len(visits)
