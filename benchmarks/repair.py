"""How much faster is the repair than ftfy, does it give the same, and what does the ledger cost?

    python benchmarks/repair.py [FOLDER ...] [--texts 150] [--repetitions 5]

With folders: their ``*.txt`` files (UTF-8). Without: articles made up from the sentences below. Each row compares
``normalizer_repair.fix_text`` with ``ftfy.fix_text`` on the same texts in the same run, by CPU time, the best of the
repetitions; "ledger" is what ``repair`` costs on top of ``fix_text``. The last rows are about decoding bytes; chardet
is measured, too, where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import time
import unicodedata
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

import ftfy

from normalizer_repair import decode, fix_text, repair

SENTENCES = {
    "English": (
        "The mayor’s office said on Tuesday that the bridge would stay closed for two more days.",
        "“Nobody was hurt,” she told reporters, “but we can’t take chances.”",
        "About 4,500 people use it every day – most of them on their way to work.",
        "Engineers found cracks in three of the twelve beams, according to a report seen by this paper.",
    ),
    "French": (
        "La mairie a annoncé mardi que le pont resterait fermé deux jours de plus.",
        "« Personne n’a été blessé », a-t-elle déclaré, « mais il faut être prudent. »",
        "Près de 4 500 personnes l’empruntent chaque jour, pour la plupart à l’aller comme au retour.",
        "Des ingénieurs ont découvert des fissures dans trois des douze poutres, d’après un rapport.",
    ),
    "Greek": (
        "Το δημαρχείο ανακοίνωσε την Τρίτη ότι η γέφυρα θα μείνει κλειστή άλλες δύο ημέρες.",
        "«Κανείς δεν τραυματίστηκε», είπε στους δημοσιογράφους, «αλλά δεν το ρισκάρουμε».",
        "Περίπου 4.500 άνθρωποι τη χρησιμοποιούν κάθε μέρα, οι περισσότεροι για τη δουλειά τους.",
    ),
    "Russian": (
        "Мэрия сообщила во вторник, что мост будет закрыт ещё два дня.",
        "«Никто не пострадал, — сказала она журналистам, — но рисковать мы не станем».",
        "Каждый день по нему проходят около 4500 человек, в основном по дороге на работу.",
    ),
    "Chinese": (
        "市政府星期二表示，大桥将继续关闭两天（直到星期四）。",
        "“没有人受伤，”她对记者说，“但我们不能冒险。”",
        "每天约有４５００人过桥，其中大多数是上下班的人！",
    ),
}


def _misread(encoding: str) -> Callable[[str], str]:
    return lambda text: text.encode("utf-8", "surrogatepass").decode(encoding, "replace")


def _entities(text: str) -> str:
    return escape(text).replace("’", "&rsquo;").replace("é", "&eacute;").replace("–", "&ndash;")


DAMAGE: dict[str, Callable[[str], str]] = {
    "UTF-8 read as Latin-1": _misread("latin-1"),
    "as Windows-1252": _misread("sloppy-windows-1252"),
    "as Windows-1251": _misread("sloppy-windows-1251"),
    "as Mac Roman": _misread("macroman"),
    "as code page 437": _misread("cp437"),
    "twice": lambda text: _misread("sloppy-windows-1252")(_misread("sloppy-windows-1252")(text)),
    "with losses": _misread("cp1252"),
    "every fourth line": lambda text: "\n".join(
        line if number % 4 else _misread("sloppy-windows-1252")(line) for number, line in enumerate(text.split("\n"))
    ),
    "entities": _entities,
    "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
    "a control character a line": lambda text: text.replace("\n", "\x07\n"),
    "old line breaks": lambda text: text.replace("\n", "\r"),
}

ENCODINGS = {
    "utf-8": tuple(SENTENCES),
    "utf-16-le": tuple(SENTENCES),
    "utf-16-be": tuple(SENTENCES),
    "windows-1252": ("English", "French"),
    "iso-8859-15": ("French",),
    "windows-1253": ("Greek",),
    "windows-1251": ("Russian",),
    "koi8-r": ("Russian",),
    "iso-8859-5": ("Russian",),
    "ibm866": ("Russian",),
    "mac-cyrillic": ("Russian",),
    "gb18030": ("Chinese",),
}


def made_up(count: int, seed: int = 1) -> dict[str, list[str]]:
    """Make articles of 12 paragraphs a language."""
    draw = random.Random(seed)

    def article(sentences: tuple[str, ...]) -> str:
        return "\n\n".join(" ".join(draw.choice(sentences) for _ in range(draw.randint(1, 5))) for _ in range(12))

    return {language: [article(sentences) for _ in range(count)] for language, sentences in SENTENCES.items()}


def from_folders(folders: Iterable[str], count: int, seed: int = 1) -> dict[str, list[str]]:
    """Read a sample of the texts of some folders."""
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.txt"))
    chosen = random.Random(seed).sample(files, min(len(files), count))
    return {"texts": [file.read_bytes().decode("utf-8", "replace") for file in chosen]}


def best(function: Callable[[str], object], texts: list[str], repetitions: int) -> tuple[float, list[object]]:
    """Give the shortest CPU time for all texts, in seconds, and the answers."""
    shortest, answers = float("inf"), []
    for _ in range(repetitions):
        start = time.process_time()
        answers = [function(text) for text in texts]
        shortest = min(shortest, time.process_time() - start)
    return shortest, answers


def row(name: str, texts: list[str], repetitions: int) -> None:
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    slow, expected = best(ftfy.fix_text, texts, 1)
    fast, got = best(fix_text, texts, repetitions)
    recorded, _ = best(repair, texts, repetitions)
    different = sum(a != b for a, b in zip(expected, got, strict=True))
    ledger = (recorded / fast - 1) * 100
    speeds = f"{size / slow:8.2f} {size / fast:8.1f} {slow / fast:7.1f}"
    print(f"{name:28s} {size:7.2f} {speeds} {ledger:+8.0f} % {different:9d}", flush=True)


def decoding(texts: dict[str, list[str]], length: int = 1000) -> None:
    """Decode the starts of the texts in many encodings, undeclared, and count what comes out right."""
    samples = [
        (text[:length].encode(encoding, "ignore"), encoding)
        for encoding, languages in ENCODINGS.items()
        for language in languages
        for text in texts[language][:20]
    ]
    wanted = [data.decode(encoding) for data, encoding in samples]
    start = time.process_time()
    got = [decode(data).text for data, _ in samples]
    ours = time.process_time() - start
    right = sum(a == b for a, b in zip(wanted, got, strict=True))
    print(f"\ndecode: {right} of {len(samples)} right, {ours / len(samples) * 1e6:.0f} µs each")
    if importlib.util.find_spec("chardet"):
        chardet = importlib.import_module("chardet")
        start = time.process_time()
        names = [chardet.detect(data)["encoding"] or "ascii" for data, _ in samples]
        theirs = time.process_time() - start
        got = [data.decode(name, "replace") for (data, _), name in zip(samples, names, strict=True)]
        right = sum(a == b for a, b in zip(wanted, got, strict=True))
        print(f"chardet: {right} of {len(samples)} right, {theirs / ours:.1f} times our time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--texts", type=int, default=150)
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    synthetic = made_up(arguments.texts // 5 or 1)
    texts = from_folders(arguments.folders, arguments.texts) if arguments.folders else synthetic
    fix_text("ready"), repair("ready"), decode(b"caf\xe9")
    print(f"{'':28s} {'MB':>7s} {'ftfy':>8s} {'ours':>8s} {'ratio':>7s} {'ledger':>10s} {'different':>9s}")
    for language, documents in texts.items():
        row(language, documents, arguments.repetitions)
    everything = [text for documents in texts.values() for text in documents]
    for name, damage in DAMAGE.items():
        row(name, [damage(text) for text in everything], arguments.repetitions)
    decoding(synthetic)


if __name__ == "__main__":
    main()
