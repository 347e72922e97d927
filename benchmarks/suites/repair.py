"""Text repair beside ftfy on the same texts: byte for byte the same, how much faster, and what the ledger costs.

Damage is made here from the texts: UTF-8 read in a wrong encoding, losses, entities, control characters and so on. The
folder holds texts (``*.txt``), or plain texts by line with their language, as for the suite ``boilerplate``.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable
from html import escape
from itertools import cycle

import ftfy

from benchmarks import decoding
from benchmarks.measure import alternate, ratio
from benchmarks.results import Cell, Result, Table
from benchmarks.suites import Settings
from benchmarks.suites.boilerplate import load
from normalizer_repair import fix_text, repair, undo

SENTENCES = {
    "en": (
        "The mayor’s office said on Tuesday that the bridge would stay closed for two more days.",
        "“Nobody was hurt,” she told reporters, “but we can’t take chances.”",
        "About 4,500 people use it every day – most of them on their way to work.",
        "Engineers found cracks in three of the twelve beams, according to a report seen by this paper.",
    ),
    "fr": (
        "La mairie a annoncé mardi que le pont resterait fermé deux jours de plus.",
        "« Personne n’a été blessé », a-t-elle déclaré, « mais il faut être prudent. »",
        "Près de 4 500 personnes l’empruntent chaque jour, pour la plupart à l’aller comme au retour.",
        "Des ingénieurs ont découvert des fissures dans trois des douze poutres, d’après un rapport.",
    ),
    "el": (
        "Το δημαρχείο ανακοίνωσε την Τρίτη ότι η γέφυρα θα μείνει κλειστή άλλες δύο ημέρες.",
        "«Κανείς δεν τραυματίστηκε», είπε στους δημοσιογράφους, «αλλά δεν το ρισκάρουμε».",
        "Περίπου 4.500 άνθρωποι τη χρησιμοποιούν κάθε μέρα, οι περισσότεροι για τη δουλειά τους.",
    ),
    "ru": (
        "Мэрия сообщила во вторник, что мост будет закрыт ещё два дня.",
        "«Никто не пострадал, — сказала она журналистам, — но рисковать мы не станем».",
        "Каждый день по нему проходят около 4500 человек, в основном по дороге на работу.",
    ),
    "zh": (
        "市政府星期二表示，大桥将继续关闭两天（直到星期四）。",
        "“没有人受伤，”她对记者说，“但我们不能冒险。”",
        "每天约有４５００人过桥，其中大多数是上下班的人！",
    ),
}
_READ_AS = (
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
    "sloppy-windows-1254", "sloppy-windows-1257", "macroman", "cp437",
)  # fmt: skip
Damage = Callable[[str, random.Random], str]


def _misread(*encodings: str) -> Damage:
    def damage(text: str, draw: random.Random) -> str:
        for encoding in encodings:
            text = text.encode("utf-8", "surrogatepass").decode(encoding, "replace")
        return text

    return damage


def _without_no_break_spaces(text: str, draw: random.Random) -> str:
    return _misread("sloppy-windows-1252")(text, draw).replace("\xa0", " ")


def _some_words(text: str, draw: random.Random) -> str:
    def damage(word: re.Match[str]) -> str:
        return _misread(draw.choice(_READ_AS))(word[0], draw) if draw.random() < 0.3 else word[0]

    return re.sub(r"\w*[^\x00-\x7f\s]+\w*", damage, text)


def _some_lines(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    return "\n".join(_misread("sloppy-windows-1252")(line, draw) if draw.random() < 0.25 else line for line in lines)


def _entities(text: str, draw: random.Random) -> str:
    return escape(text).replace("’", "&rsquo;").replace("é", "&eacute;").replace("–", "&ndash;")


def _scattered(share: float, *what: str) -> Damage:
    def damage(text: str, draw: random.Random) -> str:
        return "".join(c + draw.choice(what) if draw.random() < share else c for c in text)

    return damage


def _line_breaks(text: str, draw: random.Random) -> str:
    return re.sub("\n", lambda _: draw.choice(["\r\n", "\r", "\n", "\u2028", "\u2029", "\x85"]), text)


DAMAGE: dict[str, Damage] = {
    **{f"read as {encoding.removeprefix('sloppy-')}": _misread(encoding) for encoding in _READ_AS},
    "read as windows-1252 twice": _misread("sloppy-windows-1252", "sloppy-windows-1252"),
    "the same with losses": _misread("cp1252"),
    "the same, no-break spaces lost": _without_no_break_spaces,
    "windows-1252 read as latin-1": lambda text, draw: text.encode("cp1252", "ignore").decode("latin-1"),
    "one line in four misread": _some_lines,
    "single words misread": _some_words,
    "entities": _entities,
    "entities twice": lambda text, draw: escape(_entities(text, draw)),
    "control characters": _scattered(0.002, "\x00", "\x07", "\x0b", "\x7f", "\ufeff", "\x1b[31m"),
    "decomposed (NFD)": lambda text, draw: unicodedata.normalize("NFD", text),
    "combining marks": _scattered(0.003, "\u0301", "\u0323\u0307", "\u0344"),
    "ligatures": lambda text, draw: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "line breaks of all kinds": _line_breaks,
    "surrogates": _scattered(0.003, "\ud83d\ude00", "\ud83d", "\ude00"),
}


COLUMNS = (
    "texts", "different", "times ftfy's speed", "changes kept / not", "changes read / not",
    "times ftfy's, changes read", "not undone",
)  # fmt: skip


def run(settings: Settings) -> Result:
    texts, data = _texts(settings)
    draw = random.Random(1)
    chosen = [text for _, text in draw.sample(texts, min(len(texts), settings.limit))]
    curly = [text for text in chosen if sum(map(text.count, "“”‘’")) * 500 > len(text)]
    foreign = [text for text in chosen if len(text.encode("utf-8", "surrogatepass")) > 1.5 * len(text)]
    table = Table("Repair beside ftfy", COLUMNS, chart="times ftfy's speed")
    table.rows.append(_row("as they are", chosen, settings.repetitions))
    for name, some in (("those with many curly quotes", curly), ("those mostly not in ASCII", foreign)):
        if some:
            table.rows.append(_row(f"{name} ({len(some)})", some, settings.repetitions))
    for name, damage in DAMAGE.items():
        draw = random.Random(1)
        table.rows.append(_row(name, [damage(text, draw) for text in chosen], settings.repetitions))
    result = Result("repair", f"{len(chosen)} of {data}", [table])
    result.flags = [f"{row[0]}: {row[1]} texts differ from ftfy's" for row in table.rows if row[1]]
    result.flags += [f"{row[0]}: {row[-1]} texts could not be restored" for row in table.rows if row[-1]]
    known = texts if any(language for language, _ in texts) else list(zip(SENTENCES, made_up(5), strict=True))
    tables, result.skipped = decoding.compare(known, min(settings.limit, 60), settings.repetitions)
    result.tables += tables
    return result


def _texts(settings: Settings) -> tuple[list[tuple[str, str]], str]:
    """Give the texts, each with its language ("" if unknown), and what they are in words."""
    if settings.data is None:
        made = list(zip(cycle(SENTENCES), made_up(min(settings.limit, 50)), strict=False))
        return made, f"{len(made)} articles put together of made-up sentences in {len(SENTENCES)} languages"
    files = sorted(settings.data.rglob("*.txt"))
    found = [("", file.read_bytes().decode("utf-8", "replace")) for file in files]
    found += [
        (str(record.get("lang", "")), "\n".join(line for line, _ in record["lines"]))
        for record in load(settings.data, sys.maxsize)
    ]
    return found, f"{len(found)} texts of {settings.data.name}"


def made_up(count: int) -> list[str]:
    """Make articles of twelve paragraphs, in each language in turn."""
    draw = random.Random(1)
    languages = list(SENTENCES.values())
    return [
        "\n\n".join(
            " ".join(draw.choice(languages[n % len(languages)]) for _ in range(draw.randint(1, 5))) for _ in range(12)
        )
        for n in range(count)
    ]


def _row(name: str, texts: list[str], repetitions: int) -> list[Cell]:
    seconds = alternate(
        {
            "ftfy": lambda: [ftfy.fix_text(text) for text in texts],
            "ours": lambda: [fix_text(text) for text in texts],
            "kept": lambda: [repair(text) for text in texts],
            "read": lambda: [repair(text).changes for text in texts],
        },
        repetitions,
    )
    different = sum(fix_text(text) != ftfy.fix_text(text) for text in texts)
    lost = sum(undo(*repair(text)) != text for text in texts)
    pairs = (("ftfy", "ours"), ("kept", "ours"), ("read", "ours"), ("ftfy", "read"))
    return [name, different, *(ratio(seconds[one], seconds[other]) for one, other in pairs), lost]
