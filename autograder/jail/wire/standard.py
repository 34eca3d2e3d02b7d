"""Values of the standard library that cannot change: each type by itself, its subclasses not."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import keyword
import pathlib
import sys
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from autograder.jail.wire.wire_error import WireError

MAX_EXPONENT = 10_000  # of a decimal: `int` of one writes out all of its digits
MAX_DECIMAL = 20_000  # characters
MOST_FIELDS = 200  # of a named tuple

_OF_A_NAMED_TUPLE = {*vars(collections.namedtuple("_OF_A_NAMED_TUPLE", "")), "__annotations__", "__orig_bases__",
                     "__firstlineno__", "__static_attributes__", "__annotate_func__", "__annotations_cache__",
                     "__replace__", "__classdictcell__", "_field_types"}  # fmt: skip


def _zone(zone: Any) -> Any:
    """Return a time zone's offset as seconds and microseconds; None for none. Raises LookupError for others."""
    if zone is None:
        return None
    if type(zone) is not datetime.timezone:
        raise LookupError
    offset = zone.utcoffset(None)
    return [offset.days, offset.seconds, offset.microseconds]


def _zone_from(fields: Any) -> datetime.timezone | None:
    return None if fields is None else datetime.timezone(datetime.timedelta(*_numbers(fields)))


def _numbers(fields: list) -> list[int]:
    if not isinstance(fields, list) or any(type(field) is not int for field in fields):
        raise WireError("a malformed value arrived")
    return fields


def _decimal_fields(value: decimal.Decimal) -> list:
    text = str(value)
    if len(text) > MAX_DECIMAL or (value.is_finite() and value and abs(value.adjusted()) > MAX_EXPONENT):
        raise LookupError
    return [text]


def _decimal_from(text: str) -> decimal.Decimal:
    if not isinstance(text, str) or len(text) > MAX_DECIMAL:
        raise WireError("a decimal of too many digits arrived")
    try:
        value = decimal.Decimal(text)
    except decimal.InvalidOperation:
        raise WireError("a malformed value arrived") from None
    if value.is_finite() and (abs(value.as_tuple().exponent) > 2 * MAX_EXPONENT + MAX_DECIMAL):  # type: ignore[arg-type]
        raise WireError("a decimal of too many digits arrived")
    return value


def _time_fields(value: datetime.time) -> list:
    return [value.hour, value.minute, value.second, value.microsecond, _zone(value.tzinfo), value.fold]


def _datetime_fields(value: datetime.datetime) -> list:
    return [value.year, value.month, value.day, *_time_fields(value.timetz())]


def _time_from(*fields: Any) -> datetime.time:
    hour, minute, second, microsecond, fold = _numbers([*fields[:4], fields[5]])
    return datetime.time(hour, minute, second, microsecond, _zone_from(fields[4]), fold=fold)


def _datetime_from(*fields: Any) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date(*_numbers([*fields[:3]])), _time_from(*fields[3:]))


_FIELDS: dict[type, Callable[[Any], list]] = {
    decimal.Decimal: _decimal_fields,
    fractions.Fraction: lambda value: [hex(value.numerator), hex(value.denominator)],
    datetime.datetime: _datetime_fields,
    datetime.date: lambda value: [value.year, value.month, value.day],
    datetime.time: _time_fields,
    datetime.timedelta: lambda value: [value.days, value.seconds, value.microseconds],
    datetime.timezone: lambda value: _zone(value),
    pathlib.PosixPath: lambda value: [str(value)],
    pathlib.PurePosixPath: lambda value: [str(value)],
    uuid.UUID: lambda value: [value.bytes],
    type(Ellipsis): lambda value: [],
    type(NotImplemented): lambda value: [],
}


def _fraction_from(numerator: str, denominator: str) -> fractions.Fraction:
    if max(len(numerator), len(denominator)) > MAX_DECIMAL:
        raise WireError("a fraction of too many digits arrived")
    return fractions.Fraction(int(numerator, 16), int(denominator, 16))


def _uuid_from(data: bytes) -> uuid.UUID:
    if not isinstance(data, bytes):
        raise WireError("a malformed value arrived")
    return uuid.UUID(bytes=data)


_FROM: dict[str, Callable[..., Any]] = {
    "Decimal": _decimal_from,
    "Fraction": _fraction_from,
    "datetime": _datetime_from,
    "date": lambda *f: datetime.date(*_numbers([*f])),
    "time": _time_from,
    "timedelta": lambda *f: datetime.timedelta(*_numbers([*f])),
    "timezone": lambda *f: _zone_from([*f]),
    "PosixPath": lambda path: pathlib.PosixPath(str(path)),
    "PurePosixPath": lambda path: pathlib.PurePosixPath(str(path)),
    "UUID": _uuid_from,
    "ellipsis": lambda: Ellipsis,
    "NotImplementedType": lambda: NotImplemented,
}


def fields_of(value: Any) -> list | None:
    """Return the kind and the fields of a value of these types; None for any other."""
    writer = _FIELDS.get(type(value))
    if writer is None:
        return None
    try:
        fields = writer(value)
    except LookupError:
        return None
    return None if sum(len(part) for part in fields if isinstance(part, str)) > MAX_DECIMAL else (
        [type(value).__name__, *fields]
    )  # fmt: skip


def from_fields(kind: str, *fields: Any) -> Any:
    """Return the value of that kind; raise `WireError`, or what its constructor raises, if it is malformed."""
    if kind not in _FROM:
        raise WireError("a value of an unknown kind arrived")
    return _FROM[kind](*fields)


def is_named_tuple(kind: type) -> bool:
    """Return whether ``kind`` is what `collections.namedtuple` makes, and no more than that."""
    fields = getattr(kind, "_fields", None)
    return (
        kind.__bases__ == (tuple,)
        and type(fields) is tuple
        and all(type(name) is str for name in fields)
        and not set(vars(kind)) - _OF_A_NAMED_TUPLE - set(fields)
    )


def named_tuple(name: Any, fields: list[Any], items: list[Any]) -> Any:
    """Return a named tuple: of the type that ``__main__`` has under that name if it fits, else of a new one."""
    if len(fields) != len(items) or len(fields) > MOST_FIELDS:
        raise WireError("a malformed named tuple arrived")
    for word in (name, *fields):
        if not isinstance(word, str) or len(word) > 100 or not word.isidentifier() or keyword.iskeyword(word):
            raise WireError("a named tuple with a malformed name arrived")
    known: Any = vars(sys.modules["__main__"]).get(name)
    fits = type(known) is type and is_named_tuple(known) and getattr(known, "_fields", None) == tuple(fields)
    return tuple.__new__(known if fits else _new_kind(name, tuple(fields)), items)


@lru_cache(maxsize=200)
def _new_kind(name: str, fields: tuple[str, ...]) -> Any:
    return collections.namedtuple(name, fields)
