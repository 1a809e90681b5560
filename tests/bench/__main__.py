"""Writes the page that tells what sites cost: `python -m tests.bench docs/speed.md`, on a machine at rest.

Takes some minutes; with `--only 5x2000` that site alone is measured.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

from effsite import __version__
from tests.made_up import made_up_project

from .conftest import clone_of_the_record
from .measuring import Figures, measure
from .sizes import COMMITTED, SITES, Site

TRIES = 3
HEAD = """\
---
title: "What a site costs"
description: "How long a build takes, what memory it needs and how heavy the site is, by its results."
---

# What a site costs

Pages are for what a person would open: records, systems at several targets, systems with evidence. All else
stands in its target's table and data file, so that a site costs what is worth reading, not what is on record.
`python -m tests.bench docs/speed.md` wrote this page: it measures this collection and made-up ones.

Measured with effsite {version} on {date}: {machine}. Seconds are of one processor, the least of {tries}
builds. *After a change* is a build after the note of one row changed. The heaviest page counts all that it
loads, packed. MkDocs alone builds the same pages.

| tasks x results | pages | build | times MkDocs alone | after a change | after none | memory | site | page |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("out", type=Path, help="the page to write")
    parser.add_argument("--only", action="append", help="a site by its name; may be given again")
    given = parser.parse_args()
    wanted = [site for site in (COMMITTED, *SITES) if not given.only or site.name in given.only]
    rows = list(_rows(wanted))
    head = HEAD.format(
        version=__version__,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        machine=_machine(),
        tries=TRIES,
    )
    given.out.write_text(head + "".join(rows), "utf-8")


def _rows(sites: list[Site]) -> Iterator[str]:
    for site in sites:
        with tempfile.TemporaryDirectory() as folder:
            figures = _measured(site, Path(folder) / "project")
        print(f"{site.name}: {figures}", flush=True)
        yield row(site.title, figures)


def _measured(site: Site, project: Path) -> Figures:
    if site.size is None:
        clone_of_the_record(project)
        return measure(project, project / "results/imagenet/hernandez-brown-2020.csv", TRIES)
    made_up_project(project, site.size)
    return measure(project, max((project / "results/task-0001").glob("*.csv")), TRIES)


def row(title: str, figures: Figures) -> str:
    """A site's line of the table."""
    cells = (
        title,
        f"{figures.pages:,}",
        f"{figures.build.seconds:.1f} s",
        f"{figures.times_bare:.2f}",
        f"{figures.changed.seconds:.1f} s",
        f"{figures.same.seconds:.2f} s",
        f"{figures.build.megabytes:.0f} MB",
        f"{figures.site / 1e6:.0f} MB",
        f"{figures.heaviest_page / 1000:.0f} kB",
    )
    return f"| {' | '.join(cells)} |\n"


def _machine() -> str:
    """The processor and the versions that matter, in words."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text("utf-8", "replace").splitlines()
        named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = next(iter(named), model)
    return f"{model}, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
