"""Writes a made-up project: `python -m tests.made_up OUT --tasks 5 --results 2000 --curves 0`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.made_up import Size, made_up_project


def main() -> None:
    """Write the project, and say where it stands."""
    parser = argparse.ArgumentParser(prog="python -m tests.made_up", description=__doc__)
    parser.add_argument("out", type=Path, help="a folder that is not there yet")
    parser.add_argument("--tasks", type=int, default=5, help="each has one target")
    parser.add_argument("--results", type=int, default=2000, help="rows of each task")
    parser.add_argument("--curves", type=int, default=0, help="rows of each task that have a learning curve")
    given = parser.parse_args()
    size = Size(tasks=given.tasks, results=given.results, curves=given.curves)
    made_up_project(given.out, size)
    print(f"{given.out}: {size.tasks} tasks, {size.tasks * size.results:,} results")


if __name__ == "__main__":
    main()
