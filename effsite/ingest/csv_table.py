"""Any table of a metric by step or epoch: comma, tab or semicolon, one header line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.log_columns import ROLES, canonical
from effsite.ingest.log_format import Format
from effsite.ingest.table import delimiter, read_table

if TYPE_CHECKING:
    from effsite.ingest.log_file import Head

KNOWN = frozenset(name for role, names in ROLES.items() if role != "run" for name in names)


def _sniff(head: Head) -> float:
    line = next((line for line in head.text.splitlines() if line.strip()), "")
    names = [canonical(cell.strip('" ')) for cell in line.split(delimiter(line))]
    if len(names) < 2 or line.lstrip().startswith(("{", "[", ":::")):
        return 0.0
    named = head.name.lower().endswith((".csv", ".tsv"))
    counted = any(name in KNOWN for name in names)
    return 0.4 if named and counted else 0.3 if named or counted else 0.0


FORMAT = Format(
    name="csv",
    title="Any table of a metric by step or epoch",
    patterns=("*.csv", "*.tsv"),
    sniff=_sniff,
    read=read_table,
)
