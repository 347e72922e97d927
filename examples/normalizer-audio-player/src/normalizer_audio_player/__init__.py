"""Drop what an audio player leaves in an article's text, such as "Listen to this story (4 min)"."""

import re
from collections.abc import Iterable

from normalizer import Document, Drop, hookimpl, plugin

CLOCK = re.compile(r"\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d")
LENGTH = re.compile(r"[\W_]*\(?\d{1,3}\s*min(utes?)?\.?\)?[\W_]*$", re.IGNORECASE)


@plugin(before=["boilerplate"])
class AudioPlayer:
    """Drop the lines of an audio player."""

    phrases: tuple[str, ...] = ("listen to this article", "listen to this story", "audio version")

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterable[Drop]:
        """Drop each block that is nothing but a player's label or clock."""
        for block in document.blocks:
            label = LENGTH.sub("", block.text).strip(" .:\u00b7-").lower()
            if label in self.phrases or CLOCK.fullmatch(block.text):
                yield Drop(block, rule="audio-player", reason="belongs to an audio player", class_="placeholder")
