"""The house: what imports what, the public names, and that importing stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import normalizer

ROOT = Path(normalizer.__file__).parent
BUNDLED = {"normalizer_article", "normalizer_boilerplate", "normalizer_names", "normalizer_repair"}
#: Each layer imports only what stands left of it.
LAYERS = [
    "entry_points kinds errors escapes failing splices _version dates _date_words trees",
    "changes",
    "document encoding hookspecs fields mentions replacing rebuilding",
    "ledger apply config learned",
]
LAYERS += [
    "declaration ordering plugins corpus intake render",
    "items",
    "stages",
    "pipeline inspection",
    "formats testing",
    "batch engines integrations",
    "report",
    "cli commands __main__",
]


def imports(file: Path) -> set[str]:
    """Give the modules that a file imports when it is run (not those for type checking only)."""
    tree = ast.parse(file.read_text("utf-8"))
    checking = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    skipped = {id(inner) for node in checking for inner in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_host_imports_no_bundled_plugin() -> None:
    for file in ROOT.rglob("*.py"):
        names = {name.partition(".")[0] for name in imports(file)}
        assert not names & BUNDLED, file


def test_arrows_point_one_way() -> None:
    ranks = {name: rank for rank, layer in enumerate(LAYERS) for name in layer.split()}
    for file in ROOT.rglob("*.py"):
        own = file.relative_to(ROOT).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for name in imports(file):
            package, _, rest = name.partition(".")
            other = rest.partition(".")[0]
            if package == "normalizer" and other in ranks and other != own:
                assert ranks[other] <= ranks[own], f"{file.relative_to(ROOT)} imports normalizer.{other}"


def test_bundled_plugins_use_only_public_modules() -> None:
    import normalizer_article

    plugins = Path(normalizer_article.__file__).parent.parent
    for package in BUNDLED:
        for file in (plugins / package).rglob("*.py"):
            for name in imports(file):
                first, _, rest = name.partition(".")
                assert first not in BUNDLED - {package}, f"{file} imports another plugin"
                if first == "normalizer" and rest:
                    public = rest.partition(".")[0]
                    assert public in (
                        *normalizer.__all__,
                        "dates",
                        "changes",
                        "document",
                        "errors",
                        "hookspecs",
                        "commands",
                        "encoding",
                        "garbage",
                        "trees",
                    ), f"{file} imports normalizer.{rest}"


def test_public_names_are_pinned_and_there() -> None:
    expected = """
        Ambiguous Block Call Change Config ConfigError Cut Decoded Document Drop Edit Explanation Extraction Failure
        Flag Flagged Found InputError InvalidChangeError Item LedgerError Link Mention Merge NormalizerError Person
        Pipeline PluginError Positions Removed Replace Retag Set Source SourceCut Split Step __version__ clean explain
        hookimpl json_schema plugin restore
    """
    assert sorted(normalizer.__all__) == sorted(expected.split())
    for name in normalizer.__all__:
        assert getattr(normalizer, name) is not None


def test_importing_the_package_or_asking_for_help_imports_nothing_heavy() -> None:
    heavy = {"bs4", "ftfy", "msgspec", "pluggy", "rich", "turbohtml", "rapidfuzz"}
    code = (
        "import sys, normalizer, normalizer.cli\n"
        "try: normalizer.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "Commands:" in answer
    assert not heavy & set(answer.split("\n")[-2].split())
