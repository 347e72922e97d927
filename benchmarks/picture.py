"""A bar chart as SVG: names, bars, values; with spreads, a line from the smallest to the largest.

(Charting libraries are heavy for this, or write scripts and the date into the file.)
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from benchmarks.measure import Spread

_ROW, _NAMES, _BARS, _VALUES, _TOP = 24, 260, 400, 130, 40


def bars(title: str, rows: Sequence[tuple[str, float | Spread]]) -> str:
    """Draw a bar for each row, all on the same scale from 0."""
    spreads = [value if isinstance(value, Spread) else Spread(value, value, value) for _, value in rows]
    scale = _BARS / max([value.high for value in spreads], default=0.0) if any(s.high for s in spreads) else 0.0
    width, height = _NAMES + _BARS + _VALUES, _TOP + _ROW * len(rows) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="10" y="24" font-weight="bold">{escape(title)}</text>',
    ]
    for number, ((name, value), around) in enumerate(zip(rows, spreads, strict=True)):
        y = _TOP + _ROW * number
        shown = str(value) if isinstance(value, Spread) else f"{value:.3g}"
        parts += (
            f'<text x="{_NAMES - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_NAMES}" y="{y}" width="{around.median * scale:.1f}" height="18" fill="#4477aa"/>',
            f'<path d="M{_NAMES + around.low * scale:.1f} {y + 9}H{_NAMES + around.high * scale:.1f}" stroke="#111"/>',
            f'<text x="{_NAMES + around.high * scale + 6:.1f}" y="{y + 14}">{escape(shown)}</text>',
        )
    return "\n".join((*parts, "</svg>\n"))
