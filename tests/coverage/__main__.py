"""Measures the coverage of each procedure in each kind of history, and holds it against what the site says.

Prints the tables of the method page: the share of histories, of the worst kind, in which the interval held
the true rate, and the share of sets of targets in which those of the page across targets held. Exits with 1
where that of the site's own interval is below what `effsite.analysis.interval` states, or one of the page
across targets below LEAST_ACROSS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from effsite.analysis.interval import COVERAGE
from tests.coverage.histories import HISTORIES, MOST_SELECTED
from tests.coverage.procedures import PROCEDURES
from tests.coverage.several import SPREADS, TARGETS, held

RECORDS = (3, 4, 5, 6, 7, 9, 11, 15, 21, 40, 80)
SEED = 2026
LEAST_ACROSS = 0.85
"""The share in which an interval across targets is to hold, whatever the spread of the rates."""


def main() -> int:
    """The table on standard output; 1 where the interval holds less often than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1000, help="of each kind and number of records")
    histories = parser.parse_args().histories
    print("| records | kinds | " + " | ".join(PROCEDURES) + " |")
    print("| --- " * (2 + len(PROCEDURES)) + "|")
    short = []
    for n in RECORDS:
        worst, kinds = coverage(n, histories)
        print(f"| {n} | {kinds} | " + " | ".join(map(_percent, worst.values())) + " |", flush=True)
        share = worst["steps"]
        if share is not None and share < COVERAGE:
            short.append(f"{n} records: {share:.3f}, and {COVERAGE} is promised")
    short += across(histories)
    print("\n".join(short), file=sys.stderr)
    return 1 if short else 0


def across(sets: int) -> list[str]:
    """Prints the table of the page across targets; what falls short, in words."""
    print("\n| targets | mean of the logarithms | further target | mean of the rates themselves |")
    print("| ---: " * 4 + "|")
    short = []
    for targets in TARGETS:
        found = [held(targets, spread, sets, SEED) for spread in SPREADS]
        mean, further, plain = (min(shares) for shares in zip(*found, strict=True))
        print(f"| {targets} | {_percent(mean)} | {_percent(further)} | {_percent(plain)} |", flush=True)
        if min(mean, further) < LEAST_ACROSS:
            short.append(f"{targets} targets: {min(mean, further):.3f}, and {LEAST_ACROSS} is promised")
    return short


def coverage(n: int, histories: int) -> tuple[dict[str, float | None], int]:
    """The least coverage of each procedure over all kinds of history with n records, and their number."""
    kinds = [name for name in HISTORIES if n <= MOST_SELECTED + 1 or not name.startswith("selected")]
    found = [dict(_of_kind(kind, n, histories)) for kind in kinds]
    least = {
        name: min((share for one in found if (share := one[name]) is not None), default=None)
        for name in PROCEDURES
    }
    return least, len(kinds)


def _of_kind(kind: str, n: int, histories: int) -> Iterator[tuple[str, float | None]]:
    """The coverage of each procedure among the histories for which it gives an interval."""
    rng = np.random.default_rng([SEED, n, list(HISTORIES).index(kind)])
    held: dict[str, list[bool]] = {name: [] for name in PROCEDURES}
    for _ in range(histories):
        history = HISTORIES[kind](rng, n)
        for name, procedure in PROCEDURES.items():
            ends = procedure(history, rng)
            if ends is not None:
                held[name].append(ends[0] <= history.rate <= ends[1])
    for name, each in held.items():
        yield name, sum(each) / len(each) if len(each) > histories / 10 else None


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}".replace("%", " %")


if __name__ == "__main__":
    sys.exit(main())
