"""schema.org output: one ``NewsArticle`` in JSON-LD a line, for search engines and knowledge graphs."""

from __future__ import annotations

import msgspec

from normalizer.document import Document


class NewsArticles:
    """The article itself, without its ledger: title, dates, authors, people, text."""

    name = "jsonld"
    suffix = ".jsonld.jsonl"

    def encode(self, document: Document) -> bytes:
        """Give the article as a line of JSON-LD; what is not known is left out."""
        publisher = document.publisher or document.agency
        known: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "identifier": document.id,
            "url": document.url,
            "headline": document.title,
            "alternativeHeadline": document.subtitle,
            "author": [{"@type": "Person", "name": name} for name in document.authors],
            "editor": [{"@type": "Person", "name": name} for name in document.editors],
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
            "datePublished": document.published,
            "dateModified": document.modified,
            "inLanguage": document.language,
            "mentions": [{"@type": "Person", "name": person.name} for person in document.people],
            "articleBody": document.text,
        }
        return msgspec.json.encode({name: value for name, value in known.items() if value}) + b"\n"
