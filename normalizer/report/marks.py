"""How plugins are told apart on a page: each has a number (colour and line) and a letter of its own."""

from __future__ import annotations

import string

#: So many styles there are; plugins beyond share a colour and a line, but never a letter.
STYLES = 8


class Marks:
    """Gives each plugin its number and letter when it is first met."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def number(self, plugin: str) -> int:
        """Give the number of a plugin, from 0."""
        self.letter(plugin)
        return list(self._letters).index(plugin)

    def letter(self, plugin: str) -> str:
        """Give the letter of a plugin: the first of its name that no other has, else a number."""
        if plugin not in self._letters:
            taken = set(self._letters.values())
            own = [letter for letter in plugin.upper() if letter in string.ascii_uppercase]
            free = (letter for letter in (*own, *string.ascii_uppercase) if letter not in taken)
            self._letters[plugin] = next(free, str(len(taken)))
        return self._letters[plugin]

    def css(self) -> str:
        """Give the rules for every plugin so far; names of plugins are not in them."""
        rules = []
        for number, letter in enumerate(self._letters.values()):
            style = number % STYLES
            rules.append(f".p{number}{{--c:var(--c{style});--t:var(--t{style});--l:var(--l{style})}}")
            rules.append(f'.p{number}>a::after,.badge.p{number}::before{{content:"{letter}"}}')
            rules.append(f".off{number} .m.p{number}{{--c:transparent;--t:transparent}}")
            rules.append(f".off{number} .m.p{number}>a::after{{display:none}}")
        return "".join(rules)


_SIGNS = {" ": "␣", "\t": "⇥", "\u00a0": "nbsp", "\r": "CR"}


def sign(text: str) -> str:
    """Give what stands for a text that nobody could see (white space, marks without width), or "" if it can be seen."""
    if not text.strip() and "\n" in text:
        return "¶"
    if len(text) > 12:
        return "" if text.strip() else "␣…"
    if any(letter.isprintable() and not letter.isspace() for letter in text):
        return ""
    return " ".join(_SIGNS.get(letter, f"U+{ord(letter):04X}") for letter in text)


def short(text: str, length: int = 160) -> str:
    """Give a text in one line of no more characters than ``length``, or the sign for what can't be seen."""
    line = " ".join(text.split()) or sign(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
