"""What nanoGPT, build-nanogpt, nanochat and autoresearch print, each line read by itself.

nanoGPT prints `step 250: train loss 2.0, val loss 2.1`, build-nanogpt `validation loss: 3.2` before the
`step  250 | loss ...` that it belongs to (its log file has `250 val 3.2`), nanochat `Step 00250 | Validation
bpb: 0.9` and a report at the end, autoresearch a summary of `name: value` lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.ingest.numbers import number
from effsite.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGINNINGS = (
    *("step ", "Step ", "validation loss", "HellaSwag", "tokens per iteration", "total desired batch size"),
    *("Total batch size", "Total number of training tokens", "Estimated FLOPs per token", "## ", "- ", "---"),
    *("val_bpb:", "training_seconds:", "num_steps:", "total_tokens_M:", "num_params_M:"),
)
"""How the lines of these programs begin; others need no look."""

MAX_CHARACTERS = 400

_N = r"([0-9]{1,12}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,3})?)"
_NANOGPT = re.compile(rf"step ([0-9]{{1,12}}): train loss {_N}, val loss {_N}\s*$")
_NANOCHAT = re.compile(rf"Step ([0-9]{{1,12}}) \| Validation (bpb|loss): {_N}")
_CORE = re.compile(rf"Step ([0-9]{{1,12}}) \| CORE metric: {_N}")
_BUILD_FILE = re.compile(rf"([0-9]{{1,12}}) (val|hella) {_N}\s*$")
_NEXT_LOSS = re.compile(rf"validation loss: {_N}\s*$")
_NEXT_HELLASWAG = re.compile(rf"HellaSwag accuracy: [0-9]{{1,9}}/[0-9]{{1,9}}={_N}\s*$")
_TRAINED = re.compile(r"step\s{1,9}([0-9]{1,12})(?:/[0-9]{1,12})?\b[^|:]{0,30}\| loss")
_TOOK = re.compile(rf"\bdt: {_N}\s*(ms|s)\b")
_TOTAL = re.compile(rf"\btotal time: {_N}m\b")
_FACTS = (
    ("tokens", re.compile(rf"tokens per iteration will be: {_N}\s*$")),
    ("tokens", re.compile(rf"total desired batch size: {_N}\s*$")),
    ("tokens", re.compile(rf"Total batch size {_N}(?=\s|$)")),
    ("flop_per_token", re.compile(rf"Estimated FLOPs per token: {_N}\s*$")),
)
_SUMMARY = re.compile(rf"(?:- )?([A-Za-z][\w :%]{{1,40}}?):\s{{1,30}}{_N}(h|m|s)?(?:\s.*)?$")
_SECTION = re.compile(r"## (.{1,60}?)\s*$")
_UNITS = {"h": SECONDS_PER_HOUR, "m": SECONDS_PER_MINUTE, "s": 1, "ms": 1e-3}


@dataclass(frozen=True, slots=True)
class Validated:
    """Held-out values after that many steps; `step` is None where the next line of training tells it."""

    values: Mapping[str, float]
    step: int | None


@dataclass(frozen=True, slots=True)
class Trained:
    """A step of training: its own seconds, or those of all so far, None where the line has none."""

    step: int
    took: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact about every step: its tokens, or the FLOP of one token."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a part of a report; empty for the rule that autoresearch prints before its summary."""

    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a report or summary, its name in lower case; times are in seconds."""

    name: str
    value: float


GptLine = Validated | Trained | Told | Section | Entry


def read_line(text: str) -> GptLine | None:
    """What a line says, or None when it is no line of these programs."""
    if len(text) > MAX_CHARACTERS:
        return None
    return _validated(text) or _trained(text) or _told(text) or _reported(text)


def _validated(text: str) -> Validated | None:
    if found := _NANOGPT.match(text):
        return _held("val_loss", found[3], found[1])
    if found := _NANOCHAT.match(text):
        return _held(f"val_{found[2]}", found[3], found[1])
    if found := _CORE.match(text):
        return _held("core_metric", found[2], found[1])
    if found := _BUILD_FILE.match(text):
        return _held("val_loss" if found[2] == "val" else "hellaswag_accuracy", found[3], found[1])
    if found := _NEXT_LOSS.match(text):
        return _held("val_loss", found[1])
    if found := _NEXT_HELLASWAG.match(text):
        return _held("hellaswag_accuracy", found[1])
    return None


def _held(name: str, value: str, step: str | None = None) -> Validated | None:
    told = number(value)
    return None if told is None else Validated({name: told}, None if step is None else int(step))


def _trained(text: str) -> Trained | None:
    found = _TRAINED.match(text)
    if found is None:
        return None
    took, total = _TOOK.search(text), _TOTAL.search(text)
    return Trained(
        int(found[1]),
        _seconds(took[1], took[2]) if took else None,
        _seconds(total[1], "m") if total else None,
    )


def _seconds(value: str, unit: str) -> float | None:
    told = number(value)
    return None if told is None else told * _UNITS[unit]


def _told(text: str) -> Told | None:
    for name, pattern in _FACTS:
        if (found := pattern.match(text)) and (value := number(found[1])) is not None:
            return Told(name, value)
    return None


def _reported(text: str) -> Section | Entry | None:
    if text.rstrip() == "---":
        return Section("")
    if found := _SECTION.match(text):
        return Section(found[1])
    found = _SUMMARY.match(text)
    value = number(found[2]) if found else None
    if found is None or value is None:
        return None
    return Entry(found[1].strip().lower(), value * _UNITS[found[3]] if found[3] else value)
