"""Run by `nox -s zoo`: does effsite count the models that people have, as torch counts them, and quickly?

Each model is counted by effsite and by torch's own counter, and run once. Prints what differs. Ends with 1
when a count fails or is incomplete, when a difference is not explained in `differences.csv`, or when
counting takes more than 1.5 times the imports and the forward pass.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

STARTED = time.perf_counter()

import torch  # noqa: E402 - the clock starts before the imports, which are measured
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402 - as above

from effsite.errors import EffsiteError  # noqa: E402 - as above
from effsite.measure.counters.call import evaluating  # noqa: E402 - as above
from effsite.measure.counters.shadow import on_meta  # noqa: E402 - as above
from effsite.measure.counting import Subject, Wanted, count_model, subject_of  # noqa: E402 - as above
from effsite.units import FLOP_PER_MAC  # noqa: E402 - as above
from tests.zoo import choice  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

EXPLAINED = Path(__file__).parent / "differences.csv"
MOST_TIMES = 1.5
ROUNDS = 3
"""Attempts at a time on a machine that has other work."""
LONG = 2.0
"""Seconds from which one attempt is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one model: both counts in multiply-accumulates, and seconds."""

    name: str
    macs: int
    torchs: int
    gap: str
    counting: float
    running: float

    @property
    def differs(self) -> bool:
        """Whether the two counters disagree."""
        return self.macs != self.torchs

    def times(self, imports: float) -> float:
        """How many times the imports and the forward pass counting takes, imports included."""
        return (imports + self.counting) / (imports + self.running)


def main() -> int:
    """Count the models that are asked for and say what is wrong."""
    asked = _asked()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    explained = _explained()
    wrong = 0
    with TemporaryDirectory() as folder:
        names = _names(Path(folder), asked)
        imports = time.perf_counter() - STARTED
        print(f"imports {imports:.1f} s, {len(names)} models", flush=True)
        for name in names:
            told = _told(name, imports, explained, timed=not asked.untimed)
            wrong += told.startswith("WRONG")
            print(told, flush=True)
    print(f"{len(names)} models, {wrong} wrong")
    return int(wrong > 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s zoo --", description=__doc__)
    parser.add_argument("--only", default="", help="only models whose name has this in it")
    parser.add_argument("--untimed", action="store_true", help="count alone, on a busy machine")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="a sample: one model of N")
    return parser.parse_args()


def _names(folder: Path, asked: argparse.Namespace) -> list[str]:
    every = [*choice.hugging_face_models(folder), *choice.torchvision_models(), *choice.timm_models()]
    return [name for name in every if asked.only in name][:: asked.one_in]


def _told(name: str, imports: float, explained: dict[str, str], *, timed: bool) -> str:
    """A line about one model, which begins with WRONG where something is."""
    shown = Path(name).stem if name.startswith("hf:") else name
    try:
        tried = _try(name, timed=timed)
    except (EffsiteError, RuntimeError) as error:
        return f"WRONG {shown}: {error}"
    line = f"{shown}: {tried.macs:,}" + (f", {tried.times(imports):.2f} times" if timed else "")
    faults = []
    if tried.gap:
        faults.append(tried.gap)
    if tried.differs and shown not in explained:
        faults.append(f"torch counts {tried.torchs:,}")
    if timed and tried.times(imports) > MOST_TIMES:
        faults.append(f"counting takes {tried.counting:.1f} s, a forward pass {tried.running:.1f} s")
    if tried.differs and not faults:
        return f"other {line}; torch counts {tried.torchs:,}: {explained[shown]}"
    return f"WRONG {line}; {'; '.join(faults)}" if faults else f"alike {line}"


def _try(name: str, *, timed: bool) -> Tried:
    wanted = Wanted(name=name)
    subject = subject_of(wanted)  # imports what the model is written in
    counting, counted = (_quickest if timed else _timed)(lambda: count_model(wanted, check=timed))
    return Tried(
        name=name,
        macs=counted.count.macs,
        torchs=_as_torch_counts(subject),
        gap=counted.count.gap,
        counting=counting,
        running=_quickest(lambda: _run(subject_of(wanted)))[0] if timed else 0.0,
    )


def _run(subject: Subject) -> None:
    with evaluating(subject.module):
        subject.calls[0].run(subject.module)


def _as_torch_counts(subject: Subject) -> int:
    """Multiply-accumulates by torch's own counter, without data where the model can run so."""
    call = subject.calls[0]
    counter = FlopCounterMode(display=False)
    try:
        shadow = on_meta(subject.module).requires_grad_(False)  # the counter stumbles over gradients
        with evaluating(shadow), counter:
            call.emptied().run(shadow)
    except Exception:  # noqa: BLE001 - models that look at values refuse in many ways
        counter = FlopCounterMode(display=False)
        with evaluating(subject.module.requires_grad_(False)), counter:
            call.run(subject.module)
    return counter.get_total_flops() // FLOP_PER_MAC


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def _quickest(work: Callable[[], Any]) -> tuple[float, Any]:
    """The least of a few times, and what came of it; one that takes long is not repeated."""
    seconds, done = _timed(work)
    for _ in range(ROUNDS - 1):
        if seconds < LONG:
            seconds = min(seconds, _timed(work)[0])
    return seconds, done


def _explained() -> dict[str, str]:
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        return {row["model"]: row["why"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    sys.exit(main())
