"""Measures the coverage of each procedure in each kind of history, and holds it against what the site says.

Prints a table for the method page: the share of histories, of the worst kind, in which the interval held
the true rate. Exits with 1 where that of the site's own interval is below what `effsite.analysis.interval`
states.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from effsite.analysis.interval import COVERAGE
from tests.coverage.histories import HISTORIES, MOST_SELECTED
from tests.coverage.procedures import PROCEDURES

RECORDS = (3, 4, 5, 6, 7, 9, 11, 15, 21, 40, 80)
SEED = 2026


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
    print("\n".join(short), file=sys.stderr)
    return 1 if short else 0


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
