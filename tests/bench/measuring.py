"""What a build costs: seconds, memory, bytes; beside MkDocs alone on the same pages."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .weight import heaviest

KEPT = "\n".join(
    (
        "import shutil, sys",
        "from pathlib import Path",
        "from effsite.cli import main",
        "from effsite.site import build",
        "replace, to = build.replace_folder, Path(sys.argv.pop(1))",
        "def keep(new, place):",
        "    shutil.copytree(new.parent, to, ignore=shutil.ignore_patterns(new.name))",
        "    config = to / 'mkdocs.yml'",
        "    config.write_text(config.read_text('utf-8').replace(str(new.parent), str(to)), 'utf-8')",
        "    replace(new, place)",
        "build.replace_folder = keep",
        "main()",
    )
)
"""A build that leaves a copy of what it hands to MkDocs in the folder named first."""


@dataclass(frozen=True)
class Cost:
    """What one command took, with its children: CPU seconds, the most memory of one, seconds by the clock.

    Those of the clock are also those of whatever else the machine does.
    """

    seconds: float
    megabytes: float
    clock: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One site: `build` from nothing kept but the charts' designs, `bare` MkDocs alone on the same pages.

    `changed` is a build after one row changed, `same` one after nothing did. `heaviest_page` counts all that
    the page loads, packed, in bytes; `site` is in bytes as it lies on disk.
    """

    build: Cost
    bare: Cost
    changed: Cost
    same: Cost
    pages: int
    site: int
    heaviest_page: int

    def __str__(self) -> str:
        return (
            f"build {self.build.clock:.1f} s by the clock, {self.build.seconds:.1f} s of CPU,"
            f" {self.times_bare:.2f} times MkDocs alone,"
            f" {self.build.megabytes:.0f} MB of memory; {self.pages:,} pages in {self.site / 1e6:.0f} MB,"
            f" the heaviest {self.heaviest_page / 1000:.0f} kB; after a change"
            f" {self.changed.clock:.1f} s, after none {self.same.clock:.2f} s"
        )

    @property
    def times_bare(self) -> float:
        """How many times as long a build takes as MkDocs alone, by the clock."""
        return self.build.clock / self.bare.clock


def cost(command: Sequence[str], folder: Path, *, fails: bool = False, told: IO[bytes] | None = None) -> Cost:
    """What Python with those arguments takes, which succeeds or `fails`.

    It prints into `told`, or where we do. Python may keep what it compiles, as it does where a program is
    installed: else each run would compile the program anew, while MkDocs is compiled.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""},
        stdout=told,
        stderr=subprocess.DEVNULL if fails else None,
    )
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode != 0) == fails, command
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit, clock)


def build_cost(project: Path) -> Cost:
    """What `effsite build` takes."""
    return cost(["-m", "effsite", "build"], project)


def forget(project: Path) -> None:
    """Delete what builds kept of the site, but not the designs of the charts, made once for all builds."""
    for path in (project / ".effsite/cache").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.startswith("chart-"):
            path.unlink()


def pages_for_mkdocs(project: Path, to: Path) -> Path:
    """Build, and copy what the build hands to MkDocs to a folder of its own; the configuration there."""
    if (project / ".effsite/cache").is_dir():
        forget(project)
    cost(["-c", KEPT, str(to), "build"], project)
    return to / "mkdocs.yml"


def measure(project: Path, row: Path, tries: int = 1) -> Figures:
    """The figures of a project; each the least of some tries. `row` is a table whose last row is changed."""
    pages = project.parent / f"{project.name}-pages"
    config = pages_for_mkdocs(project, pages)  # makes the designs, too
    bare = ["-m", "mkdocs", "build", "--quiet", "--config-file", str(config)]
    builds, alone, changes, sames = [], [], [], []
    for n in range(tries):
        alone.append(cost(bare, project))
        forget(project)
        builds.append(build_cost(project))
        change_the_last_row(row, n)
        changes.append(build_cost(project))
        sames.append(build_cost(project))
    shutil.rmtree(pages)
    site = project / "site"
    return Figures(
        build=least(builds),
        bare=least(alone),
        changed=least(changes),
        same=least(sames),
        pages=sum(1 for _ in site.rglob("*.html")),
        site=sum(path.stat().st_size for path in site.rglob("*") if path.is_file()),
        heaviest_page=heaviest(site)[0][1],
    )


def least(tries: Sequence[Cost]) -> Cost:
    """The least seconds and the most memory of some tries."""
    return Cost(
        min(one.seconds for one in tries),
        max(one.megabytes for one in tries),
        min(one.clock for one in tries),
    )


def change_the_last_row(table: Path, number: int) -> None:
    """Give the last row of a table another note."""
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows[-1][header.index("note")] = f"Changed {number + 1} times."
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
