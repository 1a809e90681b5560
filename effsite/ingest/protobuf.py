"""The wire format of protocol buffers: what is needed to read a message whose fields are known.

Layout: https://protobuf.dev/programming-guides/encoding/. Groups (wire types 3 and 4) are refused:
no message read here has one.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
_MAX_VARINT_BYTES = 10


class Field(NamedTuple):
    """One field of a message: its number, its wire type, and its varint or its bytes."""

    number: int
    wire: int
    varint: int
    data: bytes

    @property
    def signed(self) -> int:
        """The varint of an int32 or int64 field, which holds two's complement of 64 bits."""
        return self.varint - (1 << 64) if self.varint >> 63 else self.varint

    def numbers(self, layout: str) -> list[float]:
        """The numbers of a repeated fixed-width field, packed or not; `layout` is struct's."""
        return [float(number) for (number,) in struct.iter_unpack(layout, self.data)]

    def integers(self) -> list[float]:
        """The numbers of a repeated varint field, packed or not."""
        if self.wire == VARINT:
            return [float(self.signed)]
        found, at = [], 0
        while at < len(self.data):
            value, at = _varint(self.data, at)
            found.append(float(Field(0, VARINT, value, b"").signed))
        return found


def fields(message: bytes) -> Iterator[Field]:
    """The fields of a message in the order written; raises ValueError where it is no message."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(message, at)
            yield Field(number, wire, value, b"")
            continue
        if wire == LENGTH:
            length, at = _varint(message, at)
        elif wire in (FIXED64, FIXED32):
            length = 8 if wire == FIXED64 else 4
        else:
            raise ValueError(f"wire type {wire}")
        if at + length > len(message):
            raise ValueError("a field that is longer than its message")
        yield Field(number, wire, 0, message[at : at + length])
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A variable-length number at that place, modulo 2 to the 64, and the place after it."""
    value = 0
    for index, byte in enumerate(message[at : at + _MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at + index + 1
    raise ValueError("a number without an end")
