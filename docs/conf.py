"""How Sphinx builds the site from docs/*.md: scripts/docs. Nothing is fetched, and every warning is an error."""

from normalizer import __version__

project = "article-normalizer"
author = "the article-normalizer developers"
copyright = "the article-normalizer developers; Apache-2.0"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
root_doc = "index"
# Headings are link targets, by the names that code hosts give them.
myst_heading_anchors = 3
nitpicky = True
# Quotes are shown as they are written: they matter in texts about cleaning quotes.
smartquotes = False

html_theme = "furo"
html_title = f"article-normalizer {version}"
html_show_sphinx = False
html_copy_source = False
