"""Boilerplate in articles: find it in text that has lost its HTML, take it out, and keep what it says.

`Boilerplate` is the plugin; `clean_text`, `clean_lines` and `keep_lines` do the same without the pipeline.
"""

from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.api import clean_lines, clean_text, keep_lines
from normalizer_boilerplate.cues import CueFileError
from normalizer_boilerplate.plugin import Boilerplate

__all__ = ["Boilerplate", "CueFileError", "Decision", "Settings", "clean_lines", "clean_text", "keep_lines"]
