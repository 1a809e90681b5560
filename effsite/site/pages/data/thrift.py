"""Thrift's compact protocol, as far as the footer and the page headers of a Parquet file need it.

After https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md: integers are
zigzag varints, a field's header holds the step from the last field's number, a list's header its length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_SHORT = 15


@dataclass(frozen=True, slots=True)
class I64:
    """A number that is stored as one of 64 bits; a plain int is one of 32."""

    value: int


Struct: TypeAlias = dict[int, "Value"]
"""A struct: its values by their field numbers, in ascending order; as bytes where it is encoded already."""

Value: TypeAlias = int | I64 | str | bytes | list["Value"] | Struct


def struct(fields: Struct) -> bytes:
    """The bytes of a struct."""
    out, last = bytearray(), 0
    for number, value in fields.items():
        step, kind = number - last, _kind(value)
        if 0 < step <= _SHORT:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            out += varint(_zigzag(number))
        out += _bytes(value)
        last = number
    out.append(0)
    return bytes(out)


def _kind(value: Value) -> int:
    if isinstance(value, int):
        return _I32
    if isinstance(value, I64):
        return _I64
    if isinstance(value, str):
        return _BINARY
    return _LIST if isinstance(value, list) else _STRUCT


def _bytes(value: Value) -> bytes:
    if isinstance(value, int):
        return varint(_zigzag(value))
    if isinstance(value, I64):
        return varint(_zigzag(value.value))
    if isinstance(value, str):
        raw = value.encode()
        return varint(len(raw)) + raw
    if isinstance(value, dict):
        return struct(value)
    if isinstance(value, bytes):
        return value
    kind = _kind(value[0]) if value else _STRUCT
    size = (
        bytes([len(value) << 4 | kind]) if len(value) < _SHORT else bytes([0xF0 | kind]) + varint(len(value))
    )
    return size + b"".join(map(_bytes, value))


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def varint(value: int) -> bytes:
    """An unsigned number, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
