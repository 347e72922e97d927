"""From a record of named fields (JSON, CSV, ...) to an `Item`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from normalizer.formats import BadRecord, Fields
from normalizer.items import Item

_TYPES = {bytes: "bytes", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def chosen_fields(given: Mapping[str, Sequence[str]]) -> Fields:
    """Give the fields to look at.

    Args:
        given: "text", "html", "id", "url" and "date" to names of fields; what is missing or empty stays with the usual
            names. Naming one for the text means that no other is looked at, and the same for HTML.

    """
    names = {use: tuple(chosen) for use, chosen in given.items() if chosen}
    fields = msgspec.structs.replace(Fields(), **names)
    if "text" in names and "html" not in names:
        return msgspec.structs.replace(fields, html=())
    if "html" in names and "text" not in names:
        return msgspec.structs.replace(fields, text=())
    return fields


def plain_value(value: object) -> object:
    """Give a date or time as ISO 8601 text, and anything else as it is."""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else value


def item_of(record: object, fields: Fields, raw: bytes, number: int, offset: int | None) -> Item | BadRecord:
    """Make an item of a record, or say what is wrong with it.

    Args:
        record: what was decoded; anything but a mapping is refused.
        fields: which field holds what.
        raw: the record as it came in.
        number: the number of the record in its file, from 1.
        offset: where it begins in its file, in bytes.

    """

    def bad(reason: str, message: str) -> BadRecord:
        return BadRecord(reason=reason, message=message, raw=raw, record=number, offset=offset)

    if not isinstance(record, dict):
        return bad("not-an-object", f"a record must be an object with fields, not {_type_name(record)}")
    known: dict[str, str] = {}
    for use in ("id", "url", "date"):
        name = _present(record, getattr(fields, use))
        value = record.get(name) if name else None
        if use == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            return bad("wrong-type", f"the field '{name}' must be text, not {_type_name(value)}")
        if value is not None:
            known[use] = value
    found = _content(record, fields)
    if found is None:
        return bad("missing-field", _missing(record, fields))
    name, content = found
    if not isinstance(content, str | bytes):
        return bad("wrong-type", f"the field '{name}' must be text, not {_type_name(content)}")
    if not content.strip():
        return bad("empty", f"the field '{name}' is empty")
    media_type = "text/html" if name in fields.html else None
    return Item(content=content, media_type=media_type, record=number, offset=offset, raw=raw, **known)


def _present(record: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Give the first name whose field is there and not null or empty; else the first that is there at all."""
    there = [name for name in names if name in record]
    for name in there:
        if record[name] is not None and record[name] != "":
            return name
    return there[0] if there else None


def _content(record: Mapping[str, Any], fields: Fields) -> tuple[str, object] | None:
    name = _present(record, (*fields.text, *fields.html))
    if name is None or record[name] is None:
        return None
    return name, record[name]


def _type_name(value: object) -> str:
    return "null" if value is None else _TYPES.get(type(value), "text")


def _missing(record: Mapping[str, Any], fields: Fields) -> str:
    wanted = ", ".join((*fields.text, *fields.html))
    there = ", ".join(str(name)[:40] for name in list(record)[:10]) or "none"
    return (
        f"no field holds the text (looked for: {wanted}; the record's fields: {there}); name it with --text-field "
        f"or --html-field"
    )
