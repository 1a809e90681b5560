"""Event files of TensorBoard, as they are framed: one checked record after another.

An own reader and not the `tensorboard` package's, on purpose: that one stops in silence at a
record that is cut off or garbled, and at a file that is no event file at all, so that a damaged
log would pass for a short one; and it brings some thirty packages along to read two numbers.
The layouts are TensorFlow's: lib/io/record_writer.h for the frames, and event.proto,
summary.proto, tensor.proto for what is in them.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from effsite.ingest.protobuf import FIXED32, FIXED64, LENGTH, VARINT, fields

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_RECORD = 16 << 20
"""Bytes. A larger record (an image, a graph) is passed over unread: no scalar needs so much."""

SCALARS = "scalars"
"""TensorBoard's name for the plugin whose tensors are scalars."""

_CRC_POLYNOMIAL = 0x82F63B78
_CRC_MASK = 0xA282EAD8
_TENSOR_LAYOUTS = {1: "<f", 2: "<d", 3: "<i", 9: "<q", 19: "<e"}
"""TensorProto.dtype -> how one element is packed in tensor_content: float, double, int32, int64, half."""

_BFLOAT16 = 14


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value of one tag: the step it was written for, and when, in seconds since 1970."""

    tag: str
    step: int
    seconds: float
    value: float


@dataclass(frozen=True, slots=True)
class Began:
    """When the first event of the file was written, in seconds since 1970."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Damage:
    """Where reading met something that is not a whole record, in bytes from the start of the file.

    `cut_off` is a last record in which the file ends: what a writer leaves behind when it is
    stopped. Anything else is a file that was changed after it was written, or is no event file.
    """

    offset: int
    what: str
    cut_off: bool = False


def read_scalars(file: BinaryIO) -> Iterator[Began | Scalar | Damage]:
    """When the file began, then every scalar in its order; at the first damage, that and nothing more.

    Holds one record in memory. Both encodings are read: `simple_value` (PyTorch, TensorFlow 1) and
    a tensor of one element whose tag belongs to the scalars plugin (TensorFlow 2, JAX). Histograms,
    images, texts and graphs are passed over.
    """
    plugins: dict[str, str] = {}
    for record in _records(file):
        if isinstance(record, Damage):
            yield record
            return
        offset, event = record
        try:
            found: list[Began | Scalar] = [*_beginning(event, offset), *_scalars_in(event, plugins)]
        except (ValueError, struct.error) as error:
            yield Damage(offset, f"a record that is no TensorBoard event ({error})")
            return
        yield from found


def is_event_file(data: bytes) -> bool:
    """Whether the file that begins with these bytes has the frame and the checksum of a first record."""
    return len(data) >= 12 and masked_crc(data[:8]) == struct.unpack("<I", data[8:12])[0]


def masked_crc(data: bytes) -> int:
    """The checksum that a record carries of `data`: CRC-32C, rotated by 15 bits and offset."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _CRC_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + _CRC_MASK) & 0xFFFFFFFF


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_CRC_POLYNOMIAL if byte & 1 else 0)
    return byte


_CRC_TABLE = tuple(_crc_of_byte(byte) for byte in range(256))


def _records(file: BinaryIO) -> Iterator[tuple[int, bytes] | Damage]:
    """Place and content of each record; the length is believed only after its checksum."""
    offset = 0
    while header := file.read(12):
        if len(header) == 12 and not is_event_file(header):
            yield Damage(offset, "the checksum of a record's length is wrong")
            return
        length = int.from_bytes(header[:8], "little")
        body = b"" if length > LARGEST_RECORD else file.read(length + 4)
        if len(header) < 12 or (length <= LARGEST_RECORD and len(body) < length + 4):
            yield Damage(offset, "the file ends inside a record", cut_off=offset > 0)
            return
        if not body:
            file.seek(length + 4, 1)
        elif masked_crc(body[:-4]) != int.from_bytes(body[-4:], "little"):
            yield Damage(offset, "the checksum of a record is wrong")
            return
        else:
            yield offset, body[:-4]
        offset += length + 16


def _beginning(event: bytes, offset: int) -> Iterator[Began]:
    if offset == 0:
        times = (f.numbers("<d")[0] for f in fields(event) if f.number == 1 and f.wire == FIXED64)
        yield from map(Began, times)


def _scalars_in(event: bytes, plugins: dict[str, str]) -> Iterator[Scalar]:
    """The scalars of one Event; `plugins` remembers which plugin a tag belongs to."""
    seconds, step, summaries = 0.0, 0, []
    for field in fields(event):
        if field.number == 1 and field.wire == FIXED64:
            (seconds,) = struct.unpack("<d", field.data)
        elif field.number == 2 and field.wire == VARINT:
            step = field.signed
        elif field.number == 5 and field.wire == LENGTH:
            summaries += [value for value in fields(field.data) if value.number == 1]
    for summary in summaries:
        if (read := _tag_and_value(summary.data, plugins)) is not None:
            yield Scalar(read[0], step, seconds, read[1])


def _tag_and_value(summary: bytes, plugins: dict[str, str]) -> tuple[str, float] | None:
    """Tag and number of one Summary.Value, or None for what is no scalar."""
    parts = {(field.number, field.wire): field for field in fields(summary)}
    tag = parts[1, LENGTH].data.decode("utf-8") if (1, LENGTH) in parts else ""
    if (9, LENGTH) in parts:
        plugins.setdefault(tag, _plugin(parts[9, LENGTH].data))
    if (2, FIXED32) in parts:
        return tag, _as_written(parts[2, FIXED32].numbers("<f")[0])
    if (8, LENGTH) not in parts or plugins.get(tag) != SCALARS:
        return None
    number = _single_element(parts[8, LENGTH].data)
    return None if number is None else (tag, number)


def _plugin(metadata: bytes) -> str:
    """The plugin that a SummaryMetadata names; empty when it names none."""
    named = (inner for field in fields(metadata) if field.number == 1 for inner in fields(field.data))
    return next((inner.data.decode("utf-8") for inner in named if inner.number == 1), "")


def _single_element(tensor: bytes) -> float | None:
    """The number in a TensorProto of one element, from tensor_content or from a typed list."""
    dtype, content = 0, b""
    numbers: list[float] = []
    for field in fields(tensor):
        if field.number == 1:
            dtype = field.varint
        elif field.number == 4:
            content = field.data
        elif field.number == 5:
            numbers += map(_as_written, field.numbers("<f"))
        elif field.number == 6:
            numbers += field.numbers("<d")
        elif field.number in (7, 10):
            numbers += field.integers()
    if content:
        return _unpacked(content, dtype)
    return numbers[0] if len(numbers) == 1 else None


def _unpacked(content: bytes, dtype: int) -> float | None:
    if dtype == _BFLOAT16 and len(content) == 2:
        return float(struct.unpack("<f", b"\0\0" + content)[0])
    layout = _TENSOR_LAYOUTS.get(dtype, "")
    if not layout or struct.calcsize(layout) != len(content):
        return None
    number = float(struct.unpack(layout, content)[0])
    return _as_written(number) if layout == "<f" else number


def _as_written(single: float) -> float:
    """The shortest decimal that is stored as this 32-bit number: 0.94 for 0.93999999762.

    A level of 0.94 would otherwise be missed by a run that logged exactly 0.94.
    """
    if not math.isfinite(single):
        return single
    shorter = (float(f"{single:.{digits}g}") for digits in (6, 7, 8))
    return next((short for short in shorter if _stored(short) == single), single)


def _stored(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.inf
