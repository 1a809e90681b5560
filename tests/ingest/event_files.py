"""Event files as TensorBoard's writers make them: framed records of protocol buffers, with checksums."""

from __future__ import annotations

import struct

from effsite.ingest.event_file import masked_crc

FLOAT, DOUBLE = 1, 2
SCALARS = b"scalars"


def record(event: bytes) -> bytes:
    """An event in its frame: length, checksum of the length, content, checksum of the content."""
    length = struct.pack("<Q", len(event))
    return length + struct.pack("<I", masked_crc(length)) + event + struct.pack("<I", masked_crc(event))


def version(seconds: float = 1000.0) -> bytes:
    """The first record of every event file."""
    return record(_fixed64(1, seconds) + _bytes(3, b"brain.Event:2"))


def simple(tag: str, step: int, value: float, seconds: float = 1000.0) -> bytes:
    """A scalar as PyTorch and TensorFlow 1 write it."""
    return _event(step, seconds, _bytes(1, tag.encode()) + _key(2, 5) + struct.pack("<f", value))


def tensor(tag: str, step: int, value: float, seconds: float = 1000.0, *, packed: bool = False) -> bytes:
    """A scalar as TensorFlow 2 writes it: a tensor of one float, of the scalars plugin.

    With `packed` the number stands in the tensor's typed list instead of its content.
    """
    number = struct.pack("<f", value)
    held = _bytes(5, number) if packed else _bytes(4, number)
    metadata = _bytes(9, _bytes(1, _bytes(1, SCALARS)))
    content = _bytes(8, _varint_field(1, FLOAT) + held)
    return _event(step, seconds, _bytes(1, tag.encode()) + content + metadata)


def histogram(tag: str, step: int) -> bytes:
    """A value that is no scalar."""
    return _event(step, 1000.0, _bytes(1, tag.encode()) + _bytes(5, _fixed64(1, 0.5)))


def _event(step: int, seconds: float, value: bytes) -> bytes:
    return record(_fixed64(1, seconds) + _varint_field(2, step) + _bytes(5, _bytes(1, value)))


def _key(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _varint_field(number: int, value: int) -> bytes:
    return _key(number, 0) + _varint(value)


def _bytes(number: int, data: bytes) -> bytes:
    return _key(number, 2) + _varint(len(data)) + data


def _fixed64(number: int, value: float) -> bytes:
    return _key(number, 1) + struct.pack("<d", value)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
