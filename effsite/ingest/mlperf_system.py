"""The description of the system that an MLPerf entry ran on: its accelerators and its division."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, words
from effsite.ingest.numbers import finite, number
from effsite.ingest.privacy import scrubbed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from effsite.ingest.report import Report

MOST_BYTES = 1 << 18
DIVISIONS = {"closed": "closed", "close": "closed", "open": "open"}
NONE = frozenset({"", "na", "n/a", "none", "-"})
"""Names of accelerators that say that there is none."""

OLDEST = {
    "num_nodes": "number_of_nodes",
    "num_accelerators": "accelerators_per_node",
    "accelerator": "accelerator_model_name",
}
"""What round 0.6 called the facts of a node that later rounds have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemDescription:
    """What a file of `systems/` says: empty or None where it does not.

    `devices` counts the accelerators of all nodes together; a system of processors alone has none.
    """

    division: str = ""
    accelerator: str = ""
    devices: int | None = None


def described_system(path: Path, report: Report) -> SystemDescription:
    """The description at `path`; one that says nothing, and a word in the report, where it cannot be read."""
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        report.guessed("no description of the system stands in systems/: its accelerators are not known")
        return SystemDescription()
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        said = _said(text)
    except ValueError as error:
        report.guessed(f"the description of the system cannot be read: {words(error)}")
        return SystemDescription()
    name = _text(said.get("accelerator_model_name"))
    nodes, each = (_count(said.get(key)) for key in ("number_of_nodes", "accelerators_per_node"))
    return SystemDescription(
        division=DIVISIONS.get(_text(said.get("division")).lower(), ""),
        accelerator="" if name.lower() in NONE else name,
        devices=nodes * each if nodes and each else None,
    )


def _said(text: str) -> Mapping[str, Any]:
    """The facts by the names of the later rounds. Raises ValueError for a text of none of the known shapes.

    Round 0.6 has lists of nodes, of which only one kind is understood, and files that are the lines of a
    log: `key: JSON`, with the nodes in text that Python wrote.
    """
    if not text.lstrip().startswith("{"):
        lines = [line.partition(": ") for line in text.splitlines() if ": " in line]
        logged = {key: found.get("value") for key, _, rest in lines if isinstance(found := parse(rest), dict)}
        if not logged:
            raise ValueError("is no JSON object")
        entry = _of_python(logged.get("entry"))
        return {**logged, **_of_nodes(_of_python(entry.get("nodes")))}
    found = parse(text)
    if not isinstance(found, dict):
        raise ValueError("is no JSON object")
    nodes = found.get("nodes")
    if isinstance(nodes, list) and len(nodes) == 1 and isinstance(nodes[0], dict):
        return {**found, **_of_nodes(nodes[0])}
    return found


def _of_nodes(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return {OLDEST[key]: value for key, value in node.items() if key in OLDEST}


def _of_python(text: object) -> Mapping[str, Any]:
    """A dictionary from its text in Python; empty for anything else."""
    if not isinstance(text, str):
        return {}
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _count(value: object) -> int | None:
    found = number(value) if isinstance(value, str) else finite(value)
    return int(found) if found is not None and found >= 1 and found == int(found) else None


def _text(value: object) -> str:
    return " ".join(scrubbed(value[:80]).split()) if isinstance(value, str) else ""
