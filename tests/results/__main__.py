"""`python -m tests.results mlperf CLONES` or `nanogpt CLONE`: how many rows agree with their logs."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.results import mlperf_again, nanogpt_again

READERS = {"mlperf": mlperf_again.differing, "nanogpt": nanogpt_again.differing}


def main(name: str, logs: str) -> int:
    found = list(READERS[name](Path("results"), Path(logs)))
    off = [(system, how) for system, how in found if how]
    print(f"{len(found) - len(off)} of {len(found)} rows agree with their logs")
    for system, how in off:
        print(f"{system}: {how}")
    return 1 if off or not found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
