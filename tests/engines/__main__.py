"""Prints what this collection costs with each engine: `python -m tests.engines`, on a machine at rest.

Needs all of them installed: `.nox/zensical/bin/python -m tests.engines`, once `nox -s engines` has made that
environment.
"""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.bench.conftest import clone_of_the_record
from tests.bench.measuring import Cost, change_the_last_row, cost, forget, least
from tests.bench.weight import heaviest

TRIES = 2
ROW = "results/imagenet/hernandez-brown-2020.csv"
HEAD = """\
| engine | build | after a change | memory | site | heaviest page |
| --- | ---: | ---: | ---: | ---: | ---: |"""


def main() -> None:
    """Measure each engine, and print its line of the table."""
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        clone_of_the_record(project)
        for engine in ("mkdocs", "properdocs", "zensical"):
            command = ["-m", "effsite", "build", "--engine", engine]
            cost(command, project)  # makes the designs of the charts, kept for all
            builds, changes = [], []
            for n in range(TRIES):
                forget(project)
                builds.append(cost(command, project))
                change_the_last_row(project / ROW, n)
                changes.append(cost(command, project))
            print(row(engine, least(builds), least(changes), project / "site"), flush=True)


def row(engine: str, build: Cost, changed: Cost, site: Path) -> str:
    """An engine's line of the table."""
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    cells = (
        f"{engine} {version(engine)}",
        f"{build.seconds:.1f} s",
        f"{changed.seconds:.1f} s",
        f"{build.megabytes:.0f} MB",
        f"{size / 1e6:.0f} MB",
        f"{heaviest(site)[0][1] / 1000:.0f} kB",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
