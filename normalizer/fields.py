"""What may stand in a document's fields, and how a wrong change is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn, get_args

from normalizer.changes import Change, Field, Replace, Set, one_line
from normalizer.errors import InvalidChangeError
from normalizer.splices import is_storable

FIELDS = frozenset(get_args(Field))
_LISTS = {"authors", "editors", "photo_credits"}
_DATES = {"published", "modified"}
_ISO = re.compile(
    r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?\Z"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def refuse(change: object, why: str) -> NoReturn:
    """Refuse a change, with the reason."""
    raise InvalidChangeError(f"{type(change).__name__}: {why}")


def require(condition: bool, change: object, why: str) -> None:
    """Refuse a change that does not meet a condition. Where there are many changes, `refuse` saves making the words."""
    if not condition:
        refuse(change, why)


def check_story(change: Change) -> None:
    """Check what every change carries: rule, reason, confidence.

    Raises:
        InvalidChangeError: one of them is missing or out of range.
    """
    rule, confidence = change.rule, change.confidence
    if not (isinstance(rule, str) and rule and not rule.isspace()):
        refuse(change, "'rule' must name the rule")
    if not is_storable(rule):
        refuse(change, "'rule' holds a NUL or a lone surrogate")
    if change.reason != "" and not is_storable(change.reason):
        refuse(change, "'reason' must be storable text")
    is_number = type(confidence) is float or (isinstance(confidence, int | float) and not isinstance(confidence, bool))
    if not (is_number and 0 <= confidence <= 1):
        refuse(change, f"'confidence' must go from 0 to 1, not {confidence!r}")


def replacement_fault(change: Replace) -> str:
    """Say what is wrong with a replacement whatever the text is; nothing if it is right."""
    if not isinstance(change.before, str) or not change.before:
        return "'before' must be a string that is not empty"
    if not is_storable(change.after):
        return "'after' must be a string without NUL and lone surrogates"
    return "" if isinstance(change.at, Sequence) else "'at' must be a sequence of positions"


def field_value(change: Set) -> str | tuple[str, ...]:
    """Check a field's value and give it in the form in which the document keeps it.

    Raises:
        InvalidChangeError: the value is of the wrong type, empty, or not a date or language where one belongs.

    """
    field, value = change.field, change.value
    if field in _LISTS:
        is_list = isinstance(value, list | tuple) and all(is_storable(v) and v.strip() for v in value)
        require(is_list, change, f"'{field}' takes a tuple of strings that are not empty")
        items = tuple(dict.fromkeys(one_line(v) for v in value))
        require(all(items), change, f"'{field}' takes strings with more than control characters")
        return items
    text = one_line(value) if isinstance(value, str) and is_storable(value) else ""
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
    if not _ISO.match(text):
        return False
    try:
        # A year or a month alone is a date from its first day on.
        datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 8 else text)
    except ValueError:
        return False
    return True
