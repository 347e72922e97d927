"""What may stand in a document's fields, and how a wrong change is refused."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NoReturn, get_args

from normalizer.changes import Field, Set
from normalizer.errors import InvalidChangeError
from normalizer.splices import is_storable

FIELDS = frozenset(get_args(Field))
_LISTS = {"authors", "editors", "photo_credits"}
_DATES = {"published", "modified"}
_ISO_SHAPES = (
    "%Y",
    "%Y-%m",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def refuse(change: object, why: str) -> NoReturn:
    """Refuse a change, with the reason."""
    raise InvalidChangeError(f"{type(change).__name__}: {why}")


def require(condition: bool, change: object, why: str) -> None:
    """Refuse a change that does not meet a condition. Where there are many changes, `refuse` saves making the words."""
    if not condition:
        refuse(change, why)


def field_value(change: Set) -> str | tuple[str, ...]:
    """Check a field's value and give it in the form in which the document keeps it.

    Raises:
        InvalidChangeError: the value is of the wrong type, empty, or not a date or language where one belongs.

    """
    field, value = change.field, change.value
    if field in _LISTS:
        is_list = isinstance(value, list | tuple) and all(is_storable(v) and v.strip() for v in value)
        require(is_list, change, f"'{field}' takes a tuple of strings that are not empty")
        return tuple(dict.fromkeys(" ".join(v.split()) for v in value))
    text = " ".join(value.split()) if isinstance(value, str) and is_storable(value) else ""
    require(bool(text), change, f"'{field}' takes a string that is not empty")
    if field in _DATES:
        require(
            is_iso8601(text),
            change,
            f"'{field}' takes an ISO 8601 date such as 2024-05-31, not {text[:40]!r}",
        )
    if field == "language":
        require(bool(_LANGUAGE.match(text)), change, f"'language' takes a tag such as 'en', not {text[:40]!r}")
    return text


def is_iso8601(text: str) -> bool:
    """Whether a text is a real date or time in the ISO 8601 shapes that a document takes (year to second)."""
    text = re.sub(r"\.\d+(?=Z|[+-]|\Z)", "", text) if "T" in text else text
    for shape in _ISO_SHAPES:
        try:
            datetime.strptime(text, shape)
        except ValueError:
            continue
        return bool(re.match(r"\d{4}(-\d\d){0,2}(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?\Z", text))
    return False
