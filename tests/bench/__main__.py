"""Writes the page that tells what sites cost: `python -m tests.bench docs/speed.md`, on a machine at rest.

Takes some eight minutes; with `--only 5x2000` that site alone is measured, and nothing else.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import tempfile
from pathlib import Path

from effsite import __version__
from effsite.site.processors import processors
from effsite.words import counted
from tests.browser.conftest import find_browser
from tests.made_up import Size, made_up_project

from .browsing import VISITS, Seen, seen
from .conftest import clone_of_the_record
from .measuring import Figures, measure
from .sizes import (
    CHANGED_AT,
    CHANGED_SECONDS,
    COMMITTED,
    FIRST_DRAWN_SECONDS,
    GROWING,
    HEAVIEST_PAGE,
    SAME_SECONDS,
    SITES,
    STEEPEST,
    WORST_FRAME,
    Site,
)
from .test_sizes import built, slope

TRIES = 2
MADE_UP_PAGE, COMMITTED_PAGE, COMMITTED_RESULTS = "task-0001/level/", "imagenet/alexnet-level/", 16
PAGE = """\
---
title: "What a site costs"
description: "How long a build takes, what memory it needs and how heavy the site is, by its results."
---

# What a site costs

Pages are for what a person would open: records, systems at several targets, systems with evidence. All else
stands in its target's table and data file, so that a site costs what is worth reading, not what is on record.
`python -m tests.bench docs/speed.md` wrote this page: it measures this collection and made-up ones.

Measured with effsite {version} on {date}: {machine}{busy}.

## Building

Seconds are by the clock, on {processors}, the least of {tries} with nothing kept but the designs of the
charts; CPU has those of all processes together. MkDocs alone, which uses one processor, builds the same pages
with none of effsite's plugins. *After a change* is a build after the note of one row changed, *after none*
one with nothing to do. ≤ stands before a goal that is reached, > before one that is missed.

| tasks x results | pages | build | CPU | times MkDocs alone | after a change | after none | memory | site |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{built}{growth}
## Reading

The heaviest page counts all that it loads, packed. The first live chart and the slowest frame while it is
dragged are by the clock, on the page of a target that has all results of its task, in Chromium without a
graphics card: the middle of {visits} visits with nothing in the browser's cache. The picture of the chart is
there with the page.

| tasks x results | results of the target | heaviest page | first live chart | slowest frame |
| --- | ---: | ---: | ---: | ---: |
{read}"""
GROWTH = """
At five targets, time grows with the results to the power of {steepness:.2f} ({sign} {goal}), from {least:,}
to {most:,} results.
"""
BUSY = ", of which other work took a share: the seconds of the clock are too many"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("out", type=Path, help="the page to write")
    parser.add_argument("--only", action="append", help="a site by its name; may be given again")
    parser.add_argument("--tries", type=int, default=TRIES, help="builds, of which the least counts")
    given = parser.parse_args()
    wanted = [site for site in (COMMITTED, *SITES) if not given.only or site.name in given.only]
    busy = BUSY if os.getloadavg()[0] > 1 else ""
    measured: list[tuple[Site, Figures, Seen, int]] = []
    for site in wanted:
        measured.append((site, *_measured(site, given.tries)))
        given.out.write_text(page(measured, busy, given.tries), "utf-8")  # whatever comes of the next one
    if not given.only:
        given.out.write_text(page(measured, busy, given.tries, growth(_growing())), "utf-8")


def page(measured: list[tuple[Site, Figures, Seen, int]], busy: str, tries: int, grown: str = "") -> str:
    """The page, of the sites that were measured."""
    return PAGE.format(
        version=__version__,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        machine=_machine(),
        busy=busy,
        processors=counted(processors(), "processor"),
        tries=counted(tries, "build"),
        visits=VISITS,
        built="".join(row(site, figures) for site, figures, _, _ in measured),
        growth=grown,
        read="".join(read_row(*each) for each in measured),
    )


def _measured(site: Site, tries: int) -> tuple[Figures, Seen, int]:
    """What the site costs, what a reader of a target waits for, and how many results that target has."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        if site.size is None:
            clone_of_the_record(project)
            row, page, results = "imagenet/hernandez-brown-2020.csv", COMMITTED_PAGE, COMMITTED_RESULTS
        else:
            made_up_project(project, site.size)
            row = f"task-0001/{max(path.name for path in (project / 'results/task-0001').glob('*.csv'))}"
            page, results = MADE_UP_PAGE, site.size.results
        figures = measure(project, project / "results" / row, tries)
        waited = seen(project / "site", page, find_browser())
    print(f"{site.name}: {figures}; {waited}", flush=True)
    return figures, waited, results


def _growing() -> dict[int, float]:
    """Seconds of a build by the results of a site with five targets."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = {n * 5: built(Size(tasks=5, results=n), Path(folder)) for n in GROWING}
    print(seconds, flush=True)
    return seconds


def row(site: Site, figures: Figures) -> str:
    """A site's line of the table of builds."""
    changed = f"{figures.changed.clock:.1f} s"
    if site.name == CHANGED_AT:
        changed = against(figures.changed.clock, CHANGED_SECONDS, "{:.1f}", " s")
    cells = (
        site.title,
        f"{figures.pages:,}",
        against(figures.build.clock, site.seconds, "{:.1f}", " s"),
        f"{figures.build.seconds:.1f} s",
        against(figures.times_bare, site.times_bare, "{:.2f}"),
        changed,
        against(figures.same.clock, SAME_SECONDS, "{:.2f}", " s"),
        against(figures.build.megabytes, site.memory, "{:,.0f}", " MB"),
        against(figures.site / 1e6, site.megabytes, "{:.0f}", " MB"),
    )
    return f"| {' | '.join(cells)} |\n"


def read_row(site: Site, figures: Figures, waited: Seen, results: int) -> str:
    """A site's line of the table of pages."""
    cells = (
        site.title,
        f"{results:,}",
        against(figures.heaviest_page / 1000, HEAVIEST_PAGE / 1000, "{:.0f}", " kB"),
        against(waited.first_drawn / 1000, FIRST_DRAWN_SECONDS, "{:.2f}", " s"),
        against(waited.worst_frame, WORST_FRAME, "{:.0f}", " ms"),
    )
    return f"| {' | '.join(cells)} |\n"


def against(figure: float, goal: float, form: str, unit: str = "") -> str:
    """A figure beside its goal, as it is written: `4.2 s (≤ 5)`."""
    shown = form.format(figure)
    sign = "≤" if float(shown.replace(",", "")) <= goal else ">"
    return f"{shown}{unit} ({sign} {goal:,g})"


def growth(seconds: dict[int, float]) -> str:
    """How time grows with the results, in a sentence."""
    steepness = slope(seconds)
    sign = "≤" if steepness <= STEEPEST else ">"
    return GROWTH.format(steepness=steepness, sign=sign, goal=STEEPEST, least=min(seconds), most=max(seconds))


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
