"""What speaks for each day that can be the article's date, as numbers for the model that chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from normalizer_article.date_candidates import SOURCES, Candidate, Stated
from normalizer_article.features import TYPES
from normalizer_article.names import BIT
from normalizer_article.view import View, mask_of

_GROUPS = ("meta", "related", "card", "author", "title")
_CHANGED = ("json-ld", "meta", "visible", "other")
_CHANGED_KIND = {
    "json-ld": "json-ld", "json-ld-post": "json-ld", "meta": "meta", "time": "visible", "date-line": "visible",
    "date-in-line": "visible", "below": "visible",
}  # fmt: skip
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"has:{source}" for source in SOURCES), *(f"changed:{source}" for source in _CHANGED),
    "kinds", "statements", "said", "line", "distance", "before", "from_heading", "place", "nearest", "row",
    "rows", "to_json", "to_meta", "to_modified", "to_seen_change", "to_earliest", "to_latest", "near", "offset",
    "hour", *(f"in:{group}" for group in _GROUPS), "linked", "chars", "alike",
    "candidates", "visible", "declared", "changes", "year", *(f"type:{name}" for name in TYPES),
)  # fmt: skip
_FAR = 99999.0
_VISIBLE = frozenset(("time", "date-line", "date-in-line"))


def rows(view: View, candidates: Sequence[Candidate], changes: Sequence[Stated]) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    numbers = [_number(candidate.day) for candidate in candidates]
    if not numbers:
        return []
    kinds = [{stated.kind for stated in candidate.stated if not stated.modified} for candidate in candidates]
    of_kind = {kind: n for n, own in zip(reversed(numbers), reversed(kinds), strict=True) for kind in own}
    changed = _number(changes[0].iso) if changes else 0
    seen_change = next((_number(one.iso) for one in changes if one.at >= 0), 0)
    seen = [n for n, own in zip(numbers, kinds, strict=True) if own & _VISIBLE]
    order = {n: place for place, n in enumerate(seen)}
    places = [_nearest(view, candidate) for candidate in candidates]
    nearest, top_down = _orders(view, places)
    blocks = {stated.at for candidate in candidates for stated in candidate.stated if stated.at >= 0}
    shapes = Counter(_shape(view, at) for at in blocks)
    earliest, latest = min(numbers), max(numbers)
    of_page = [
        float(len(candidates)), float(len(seen)), float(len(candidates) - len(seen)), float(len(changes)),
    ]  # fmt: skip
    types = [float(t) for t in view.hints.types]
    found = []
    for candidate, number, own, at in zip(candidates, numbers, kinds, places, strict=True):
        stated = candidate.stated
        longest = max((s.iso for s in stated), key=len)
        changed_kinds = {_CHANGED_KIND.get(s.kind, "other") for s in stated if s.modified}
        found.append([
            *[1.0 if source in own else 0.0 for source in SOURCES],
            *[1.0 if source in changed_kinds else 0.0 for source in _CHANGED],
            float(len(own)), float(len(stated)),
            float(any(s.said for s in stated if s.at >= 0)), float(any(s.line for s in stated)),
            *_of_place(view, at), float(order.get(number, -1)),
            float(nearest.get(at, -1)), float(top_down.get(at, -1)), float(len(top_down)),
            _days(number, of_kind.get("json-ld", 0)), _days(number, of_kind.get("meta", 0)), _days(number, changed),
            _days(number, seen_change), float(number - earliest), float(latest - number),
            float(sum(abs(number - other) == 1 for other in numbers)),
            float("+" in longest or longest.endswith("Z") or longest[19:20] == "-"),
            float(longest[11:13] or -1),
            *_of_block(view, at), float(shapes[_shape(view, at)]) if at >= 0 else 0.0,
            *of_page, float(candidate.day[:4]), *types,
        ])  # fmt: skip
    return found


def _nearest(view: View, candidate: Candidate) -> int:
    """Give the number of the block that states a day nearest to the start of the article; -1 if none does."""
    places = [stated.at for stated in candidate.stated if stated.at >= 0]
    return min(places, key=lambda at: abs(at - view.first), default=-1)


def _orders(view: View, places: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Give the blocks of dates in the order of their distance from the headline, and in that of the page."""
    blocks = sorted({at for at in places if at >= 0})
    near = view.heading if view.heading >= 0 else view.first
    by_distance = sorted(blocks, key=lambda at: abs(at - near))
    return {at: n for n, at in enumerate(by_distance)}, {at: n for n, at in enumerate(blocks)}


def _of_place(view: View, at: int) -> list[float]:
    if at < 0:
        return [-1.0, 0.0, -99.0]
    heading = view.heading
    near = float(max(-50, min(50, at - heading))) if heading >= 0 else -99.0
    return [float(min(abs(at - view.first), 200)), float(at < view.first), near]


def _of_block(view: View, at: int) -> list[float]:
    if at < 0:
        return [-1.0] * (len(_GROUPS) + 2)
    block = view.page.blocks[at]
    mask = mask_of(block, 1)
    return [
        *(float(bool(mask & BIT[group])) for group in _GROUPS), block.link_chars / len(block.text),
        float(min(len(block.text), 200)),
    ]  # fmt: skip


def _shape(view: View, at: int) -> tuple[str, str]:
    """Give what the block of a date has in common with others of its kind, such as those in a list of posts."""
    box = view.page.blocks[at].box
    return box.tag, box.names


def _number(iso: str) -> int:
    """Give the number of a day; where no day is stated, of the first."""
    return date(int(iso[:4]), int(iso[5:7] or 1), int(iso[8:10] or 1)).toordinal()


def _days(number: int, other: int) -> float:
    return float(number - other) if other else _FAR
