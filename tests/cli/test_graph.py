"""``plugins --graph`` draws the order and says why."""

from __future__ import annotations

from normalizer.cli.graph import draw
from normalizer.declaration import Declaration
from normalizer.inspection import Status

CLOCK = Declaration(provides=("times",))
ADVERTS = Declaration(requires=("times",), after=("gone",))
STATUSES = [
    Status("clock", "1", "x", "on", 1, ("clean_text", "clean_blocks"), declaration=CLOCK),
    Status("adverts", "1", "x", "on", 2, ("clean_blocks",), declaration=ADVERTS),
    Status("quiet", "1", "x", "off"),
]


def test_stages_show_their_plugins_in_order() -> None:
    lines = draw(STATUSES)
    assert lines[0] == "text or page"
    assert "  |- decode        -" in lines
    assert "  |- clean_text    clock" in lines
    at = lines.index("  |- clean_blocks  clock")
    assert lines[at + 1].split() == ["|", "adverts"]
    assert lines[at + 2].startswith("  |- describe")


def test_each_plugin_says_why_it_stands_there() -> None:
    lines = draw(STATUSES, ["clock", "quiet", "adverts"])
    assert "clock: provides times" in lines
    assert "adverts: requires times (by clock); after gone (not there)" in lines
    assert "quiet: off" in lines
    assert "order (configuration): clock -> adverts" in lines
