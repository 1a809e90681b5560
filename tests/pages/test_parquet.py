"""Parquet and its Thrift, byte by byte as specified; `nox -s formats` has other programs read whole files."""

from __future__ import annotations

import gzip
import io
import struct

from effsite.site.pages.data import thrift
from effsite.site.pages.data.parquet import TableColumn, parquet, plain
from effsite.site.pages.data.thrift import I64


def test_a_struct_has_for_each_field_the_step_and_its_type_then_the_value_and_ends_with_zero() -> None:
    # Field 1, i32: 0x15, zigzag of 1 is 2. Field 3, two on, string: 0x28, length 2. Then the end.
    assert thrift.struct({1: 1, 3: "ab"}) == b"\x15\x02\x28\x02ab\x00"


def test_negative_and_long_numbers_are_zigzag_varints() -> None:
    # -1 is 1; 150 is 300 = 0b10_0101100: AC 02.
    assert thrift.struct({1: -1}) == b"\x15\x01\x00"
    assert thrift.struct({1: I64(150)}) == b"\x16\xac\x02\x00"


def test_a_field_far_from_the_last_gives_its_number_whole() -> None:
    # Step 20 does not fit four bits: the type alone, then zigzag of 20.
    assert thrift.struct({20: 0}) == b"\x05\x28\x00\x00"


def test_a_list_of_fifteen_or_more_gives_its_length_behind_the_type() -> None:
    assert thrift.struct({1: [1, 2]}) == b"\x19\x25\x02\x04\x00"
    assert thrift.struct({1: [0] * 15}) == b"\x19\xf5\x0f" + b"\x00" * 15 + b"\x00"
    assert thrift.struct({1: []}) == b"\x19\x0c\x00"


def test_a_struct_within_a_struct_may_be_encoded_already() -> None:
    assert thrift.struct({1: {1: 1}}) == thrift.struct({1: thrift.struct({1: 1})}) == b"\x1c\x15\x02\x00\x00"


def test_a_file_begins_and_ends_with_its_mark_and_says_how_long_its_footer_is() -> None:
    made = parquet([plain(TableColumn(name="a", kind="number", values=[1.0]))], {"k": "v"})
    assert made[:4] == made[-4:] == b"PAR1"
    (length,) = struct.unpack("<I", made[-8:-4])
    footer = made[-8 - length : -8]
    assert footer[:2] == b"\x15\x02"  # version 1
    assert footer.endswith(b"\x00")
    assert b"effsite" in footer


def test_a_page_has_which_rows_have_a_value_then_the_values_that_are_there() -> None:
    made = parquet([plain(TableColumn(name="a", kind="text", values=["x", None, "yz"]))], {})
    packed = made[made.index(b"\x1f\x8b") : -8]
    unpacked = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(2 + 4 + 5 + 6)
    # Levels: length 2, one group of eight as bits (0 << 1 | 1 for one group is 3), rows 0 and 2: 0b101.
    assert unpacked == b"\x02\x00\x00\x00\x03\x05" + b"\x01\x00\x00\x00x" + b"\x02\x00\x00\x00yz"


def test_the_same_table_gives_the_same_bytes_at_any_time() -> None:
    columns = [plain(TableColumn(name="a", kind="flag", values=[True, False, None]))]
    assert parquet(columns, {}) == parquet(columns, {})
    assert b"\x1f\x8b\x08\x00\x00\x00\x00\x00" in parquet(columns, {})  # gzip without a date


def test_flags_are_bits_of_the_rows_that_have_one() -> None:
    values = [True, None, False, *[True] * 7]
    made = parquet([plain(TableColumn(name="a", kind="flag", values=values))], {})
    unpacked = gzip.GzipFile(fileobj=io.BytesIO(made[made.index(b"\x1f\x8b") : -8])).read(4 + 3 + 2)
    # Levels: length 3, two groups of eight (2 << 1 | 1 is 5), all rows but the second: 0b11111101, 0b11.
    # The nine flags that are there, the second of them false: 0b11111101, then the last: 0b1.
    assert unpacked == b"\x03\x00\x00\x00\x05\xfd\x03" + b"\xfd\x01"


def test_columns_of_several_tables_put_together_are_those_of_one() -> None:
    first = plain(TableColumn(name="a", kind="text", values=["x", None]))
    second = plain(TableColumn(name="a", kind="text", values=[None, "yz"]))
    both = plain(TableColumn(name="a", kind="text", values=["x", None, None, "yz"]))
    assert (first.there + second.there, first.plain + second.plain) == (both.there, both.plain)
