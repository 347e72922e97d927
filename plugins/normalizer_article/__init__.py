"""HTML and plain text to articles: blocks, title, authors, dates, language.

From a program, without the host: `extract_html` and `read_text` answer an `Extraction`.
"""

from normalizer_article.extract import extract_html
from normalizer_article.plain import read_text
from normalizer_article.plugin import Article

__all__ = ["Article", "extract_html", "read_text"]
