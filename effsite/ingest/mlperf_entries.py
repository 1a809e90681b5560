"""Marked lines of MLPerf Training logs, in the dialects of all its rounds, as entries of one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse_first
from effsite.ingest.numbers import finite, number
from effsite.ingest.privacy import scrubbed

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = re.compile(r":::(MLLOG|MLL|MLPv[0-9][0-9.]{0,8})\s*(?=[{\w])")
OLDER = re.compile(
    r"(?:([A-Za-z][\w-]{0,39})\s+)?([0-9.]{1,30})\s+(?:\([^)]{0,300}\)\s+)?(\w{1,80})(?:\s*:\s*)?"
)
OLDEST_KEYS = {"preproc_num_train_examples": "train_samples", "run_set_random_seed": "seed"}
"""What the first round called the facts that later rounds have; its batch may be that of one device."""


@dataclass(frozen=True, slots=True)
class MlperfEntry:
    """What a marked line says; `time` is in milliseconds, `benchmark` only the first round names in each."""

    key: str
    time: float
    value: object = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    benchmark: str = ""


def marked(text: str) -> list[tuple[str, str]]:
    """The dialect and the text of every entry in a line; processes that write at once share a line."""
    if ":::ML" not in text:
        return []
    parts = MARK.split(text)
    return [(dialect, part.strip()) for dialect, part in zip(parts[1::2], parts[2::2], strict=True)]


def entry(dialect: str, text: str) -> MlperfEntry | None:
    """The entry in a text, None where it has no time. Raises ValueError for a text that is cut off.

    `MLLOG` (rounds 0.7 and later) holds one JSON object, `MLL` (0.6) a time in seconds, a key and a JSON
    object, `MLPv0.5.0` also the benchmark and the line of code, and the value alone.
    """
    if dialect == "MLLOG":
        return _newest(parse_first(text))
    head = OLDER.match(text)
    if head is None:
        raise ValueError("no time and key")
    seconds = number(head[2])
    rest = text[head.end() :]
    value = _older_value(rest) if rest else None
    if seconds is None:
        return None
    return _entry(head[3], seconds * 1000, value, head[1] or "", oldest=dialect != "MLL")


def _older_value(text: str) -> object:
    """The JSON value in a text, also where metadata are written as Python does, with single quotes."""
    try:
        return parse_first(text)
    except ValueError as error:
        try:
            return parse_first(text.replace("'", '"'))
        except ValueError:
            raise error from None


def _newest(found: object) -> MlperfEntry | None:
    time = finite(found.get("time_ms")) if isinstance(found, dict) else None
    if time is None or not isinstance(found, dict):
        return None
    return MlperfEntry(str(found.get("key")), time, found.get("value"), _object(found.get("metadata")))


def _entry(key: str, time: float, value: object, benchmark: str, *, oldest: bool) -> MlperfEntry:
    if not oldest:
        said = _object(value)
        return MlperfEntry(key, time, said.get("value"), _object(said.get("metadata")))
    metadata = _oldest_metadata(_object(value))
    value = value.get("value") if isinstance(value, dict) else value
    return MlperfEntry(OLDEST_KEYS.get(key, key), time, value, metadata, benchmark)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _oldest_metadata(said: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if "epoch" in said:
        metadata["epoch_num"] = said["epoch"]
    if "success" in said:
        converged = said["success"] is True or str(said["success"]).lower() == "true"
        metadata["status"] = "success" if converged else "aborted"
    return metadata


def values(name: str, found: MlperfEntry) -> dict[str, float]:
    """The metrics of an evaluation: one under that name, or several under the names that the log gives.

    Empty where the value is no finite number, or several numbers without names.
    """
    value, own = found.value, found.metadata.get("metric")
    if isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        value = inner
    if isinstance(value, dict):
        several = {_short(n): v for n, each in list(value.items())[:8] if (v := finite(each)) is not None}
        if len(several) != 1:
            return several
        ((_, value),) = several.items()
    single = number(value) if isinstance(value, str) else finite(value)
    return {} if single is None else {_short(own) if isinstance(own, str) and own else name: single}


def _short(name: str) -> str:
    return " ".join(scrubbed(name[:40]).split())
