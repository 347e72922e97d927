"""A real crawl of a local site, with the item pipeline in it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import normalizer
from normalizer import Document, restore

if importlib.util.find_spec("scrapy") is None:
    pytest.skip("Scrapy is not installed (dependency group 'integrations')", allow_module_level=True)

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Quay</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>{title}</h1>
<p>The night ferry is back after two years, and forty people were on board when it left at six on Friday evening.</p>
<p>\u201cIt\u2019s late, but it\u2019s here,\u201d the harbour master said. She had waited since noon.</p>
<p>{title}: the second boat follows in May, once the crew is complete and the western pier has been repaired.</p>
</article><footer>Your email address will not be published.</footer></body></html>
"""

SPIDER = """
import sys
from dataclasses import dataclass

import scrapy
from scrapy.crawler import CrawlerProcess


@dataclass
class Article:
    url: str
    page: str
    document: dict | None = None


class Local(scrapy.Spider):
    name = "local"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.article)

    def article(self, response):
        if response.url.endswith("ferry.html"):
            yield Article(url=response.url, page=response.text)
        elif response.url.endswith("bytes.html"):
            yield {"url": response.url, "page": response.body}
        else:
            yield {"url": response.url, "other": "no article in it"}


process = CrawlerProcess(
    {
        "ITEM_PIPELINES": {"normalizer.integrations.scrapy.NormalizerPipeline": 300},
        "NORMALIZER": {"plugins": {"names": {"rewrite": "never"}}},
        "NORMALIZER_FIELDS": {"html": ["page"]},
        "FEEDS": {sys.argv[2]: {"format": "jsonlines", "fields": ["url", "document"]}},
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
)
crawler = process.create_crawler(Local)
process.crawl(crawler)
process.start()
print({key: value for key, value in sorted(crawler.stats.get_stats().items()) if key.startswith("normalizer/")})
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    links = "".join(f'<a href="{name}.html">{name}</a>' for name in ("ferry", "bytes", "other"))
    (folder / "index.html").write_text(f"<html><body>{links}</body></html>", "utf-8")
    for name in ("ferry", "bytes", "other"):
        (folder / f"{name}.html").write_text(PAGE.format(title=f"The {name} returns"), "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_crawl_gives_documents_and_loses_no_item(site: str, tmp_path: Path) -> None:
    feed, spider = tmp_path / "articles.jsonl", tmp_path / "spider.py"
    spider.write_text(SPIDER, "utf-8")
    done = subprocess.run(
        [sys.executable, str(spider), site, str(feed)], capture_output=True, text=True, timeout=300, check=True
    )
    assert "'normalizer/documents': 2" in done.stdout, done.stderr
    assert "'normalizer/not_cleaned/missing-field': 1" in done.stdout
    assert "not cleaned: no field holds the text" in done.stderr and "other.html" in done.stderr
    items = {item["url"].rpartition("/")[2]: item for item in map(json.loads, feed.read_text("utf-8").splitlines())}
    assert set(items) == {"ferry.html", "bytes.html", "other.html"}
    assert items["other.html"]["document"] is None
    removed = sum(len(items[f"{name}.html"]["document"]["removed"]) for name in ("ferry", "bytes"))
    assert removed and f"'normalizer/removed_blocks': {removed}" in done.stdout
    for name in ("ferry", "bytes"):
        item = items[f"{name}.html"]
        document = Document.from_json(json.dumps(item["document"]))
        assert document.title == f"The {name} returns"
        assert document.url == item["url"]
        assert "It's late, but it's here" in document.text and "Your email" not in document.text
        assert "Your email address will not be published." in restore(document)
        assert document.made_by.options == {"names": {"rewrite": "never"}}


class TestWithoutACrawl:
    def test_the_document_is_that_of_the_library(self) -> None:
        from normalizer.integrations.scrapy import NormalizerPipeline

        item = NormalizerPipeline().process_item({"html": PAGE.format(title="Rain"), "url": "http://quay.example/1"})
        expected = normalizer.clean(item["html"], url="http://quay.example/1", media_type="text/html")
        assert Document.from_json(json.dumps(item["document"])) == expected

    def test_binary_data_is_no_reason_to_lose_the_item(self, caplog: pytest.LogCaptureFixture) -> None:
        from normalizer.integrations.scrapy import NormalizerPipeline

        item = NormalizerPipeline().process_item({"html": b"\x89PNG\r\n\x1a\n\0\0\0", "url": "http://quay.example/2"})
        assert item["document"] is None
        assert "not cleaned" in caplog.text and "http://quay.example/2" in caplog.text

    def test_an_item_class_without_a_field_for_the_document_is_told(self) -> None:
        import scrapy

        from normalizer.integrations.scrapy import NormalizerPipeline

        class Article(scrapy.Item):
            text = scrapy.Field()

        with pytest.raises(TypeError, match=r"Article has no field 'document'.*NORMALIZER_DOCUMENT_FIELD"):
            NormalizerPipeline().process_item(Article(text="Rain fell."))
        made = NormalizerPipeline(document_field="text").process_item(Article(text="Rain fell."))
        assert made["text"]["text"] == "Rain fell."

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"NORMALIZER": {"disabl": ["names"]}}, "NORMALIZER: no setting 'disabl'; did you mean 'disable'"),
            ({"NORMALIZER": "none.toml"}, "none.toml: can't read the configuration"),
            ({"NORMALIZER": 3}, "NORMALIZER must be a mapping or the path of a file, not int"),
            ({"NORMALIZER_FIELDS": {"htm": "page"}}, "NORMALIZER_FIELDS: no use 'htm'; did you mean 'html'"),
        ],
    )
    def test_a_wrong_setting_is_named(self, settings: dict[str, object], message: str) -> None:
        from scrapy.utils.test import get_crawler

        from normalizer.integrations.scrapy import NormalizerPipeline

        with pytest.raises(normalizer.ConfigError, match=message):
            NormalizerPipeline.from_crawler(get_crawler(settings_dict=settings))
