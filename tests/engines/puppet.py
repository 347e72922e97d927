"""A plugin that does what the text tells it to, for the tests of engines."""

from __future__ import annotations

import os
from collections.abc import Iterator

from normalizer import Document, Drop, hookimpl, plugin


@plugin
class Puppet:
    """Do what the text says; drop what is an advertisement."""

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterator[Drop]:
        """Raise, end the process, eat memory, or drop."""
        if "DO raise." in document.text:
            raise ZeroDivisionError
        if "DO exit." in document.text:
            os._exit(3)
        if "DO eat." in document.text:
            kept = []
            while True:
                kept.append(bytearray(1 << 24))
        for block in document.blocks:
            if block.text.startswith("ADVERT"):
                yield Drop(block, rule="advert")
