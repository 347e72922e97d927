"""Make the pictures of the reports in docs/images: the page of a run and that of a document, of the example articles.

    python tools/report_pictures.py [CHROMIUM]

Needs Chromium (default: ``chromium``) and playwright.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from normalizer.batch import Options, run
from normalizer.report.build import run_report

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1180, "height": 860}


def main() -> None:
    """Clean the examples, and photograph their report."""
    path = shutil.which(sys.argv[1] if len(sys.argv) > 1 else "chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        output, file = Path(name) / "examples", Path(name) / "report.html"
        summary = run([ROOT / "examples" / "articles"], output, options=Options(workers=1))
        file.write_text(run_report([output], summary.seconds), "utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.goto(file.as_uri())
        page.screenshot(path=IMAGES / "report-run.png")
        page.get_by_role("link", name="Top diplomats").click()
        page.locator("del a", has_text="Anthony Blinken").click()
        page.locator("#panel").wait_for()
        page.screenshot(path=IMAGES / "report-document.png")
        browser.close()


if __name__ == "__main__":
    main()
