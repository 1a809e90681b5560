"""A project of any size in which `effsite check` finds nothing wrong, and notes on some of its records."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.made_up.rows import DEVICES, LEVEL, Row, curve_points, rows_of_task

ROWS_OF_A_FILE = 1000
"""Each task is split into submissions of at most so many rows."""

DOMAINS = ("Vision", "Language", "Speech", "Games", "Science", "Control")
CONFIG = """\
site_name: Made-up results
site_url: https://made-up.example/
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.tabs, navigation.indexes, navigation.top]
plugins: [search]
markdown_extensions: [admonition, def_list, footnotes, tables]
extra:
  generator: false
nav:
  - Home: index.md
  - Targets:
      - targets/index.md
  - About: about.md
not_in_nav: |
  /systems/
"""
ABOUT = """\
# About these results

They are made up, to see what a site of this size costs. No system in them exists.
"""
TASK = """\
title = "Made-up task {number}"
about = "A task that nobody trains for, with results that were drawn at random."
domain = "{domain}"
dataset = "made-up-{number}"
example = "example"

[metric]
name = "accuracy"
label = "accuracy"
higher_is_better = true
unit = "fraction"

[[targets]]
name = "level"
title = "90 % on task {number}"
about = "Nine of ten made-up examples are told apart."
level = {level}
"""
HARDWARE = """\
holds = "devices"
title = "Made-up devices"
about = "Peak rates of devices that do not exist."
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """So many tasks of one target, each with so many results, `curves` of which have a learning curve."""

    tasks: int
    results: int
    curves: int = 0


def made_up_project(root: Path, size: Size) -> Path:
    """Write a project of that size into `root`, which must not be there yet; its folder.

    What stands in a task depends on its number and on the size alone, so that two projects of other
    numbers of tasks have the first tasks in common.
    """
    root.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "docs" / "about.md").write_text(ABOUT, "utf-8")
    (root / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (root / ".gitignore").write_text("/site/\n/.effsite/\n", "utf-8")
    hardware = root / "results" / "hardware"
    hardware.mkdir(parents=True)
    (hardware / "task.toml").write_text(HARDWARE, "utf-8")
    _write(hardware / "devices.csv", DEVICES)
    for number in range(1, size.tasks + 1):
        _write_task(root / "results" / f"task-{number:04}", number, size)
    return root


def _write_task(folder: Path, number: int, size: Size) -> None:
    folder.mkdir()
    domain = DOMAINS[number % len(DOMAINS)]
    (folder / "task.toml").write_text(TASK.format(number=number, domain=domain, level=LEVEL), "utf-8")
    rows = rows_of_task(number, size.results, size.curves)
    for start in range(0, len(rows), ROWS_OF_A_FILE):
        _write(folder / f"lab-{start // ROWS_OF_A_FILE + 1:03}.csv", rows[start : start + ROWS_OF_A_FILE])
    with_curve = [row for row in rows if row["curve"]]
    if with_curve:
        (folder / "curves").mkdir()
    for row in with_curve:
        _write(folder / "curves" / f"{row['curve']}.csv", curve_points(row))


def _write(path: Path, rows: Iterable[Row | Mapping[str, str]]) -> None:
    """The rows as a CSV file with the columns of the first."""
    first, *rest = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *rest])
