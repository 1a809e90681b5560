"""Sites of many results cost what is worth reading, not what is on record.

Seconds are by the clock, on a machine at rest; growth is told by those of the processors. `nox -s scale`
measures them, with EFFSITE_SCALE=1.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.made_up import Size, made_up_project

from .measuring import Figures, build_cost, forget, measure
from .sizes import (
    CHANGED_AT,
    CHANGED_SECONDS,
    GROWING,
    HEAVIEST_PAGE,
    SAME_SECONDS,
    SITES,
    STEEPEST,
    WHOLE,
    Site,
)

pytestmark = pytest.mark.bench
long = pytest.mark.skipif(not WHOLE, reason="takes minutes: nox -s scale")


@long
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_made_up_site_costs_no_more_than_it_may(site: Site, tmp_path: Path) -> None:
    assert site.size is not None
    figures = measured(site.size, tmp_path)
    print(f"\n{site.name}: {figures}")
    over = {
        "seconds of a build": (figures.build.clock, site.seconds),
        "times MkDocs alone": (figures.times_bare, site.times_bare),
        "megabytes of the site": (figures.site / 1e6, site.megabytes),
        "megabytes of memory": (figures.build.megabytes, site.memory),
        "bytes of the heaviest page": (figures.heaviest_page, HEAVIEST_PAGE),
        "seconds where nothing changed": (figures.same.clock, SAME_SECONDS),
    }
    if site.name == CHANGED_AT:
        over["seconds after a change"] = (figures.changed.clock, CHANGED_SECONDS)
    assert {name: pair for name, pair in over.items() if pair[0] > pair[1]} == {}


@long
def test_cost_grows_more_slowly_than_the_results(tmp_path: Path) -> None:
    """The slope of the line through the logarithms of CPU seconds against results at five targets."""
    seconds = {5 * results: built(Size(tasks=5, results=results), tmp_path) for results in GROWING}
    steepness = slope(seconds)
    print(f"\n{seconds}: to the power of {steepness:.2f}")
    assert steepness <= STEEPEST


def test_the_slope_of_a_power_is_its_exponent() -> None:
    # 3 x n^0.5 at 1, 4 and 16.
    assert slope({1: 3.0, 4: 6.0, 16: 12.0}) == pytest.approx(0.5)


def measured(size: Size, folder: Path) -> Figures:
    project = made_up_project(folder / "project", size)
    return measure(project, sorted((project / "results/task-0001").glob("*.csv"))[-1])


def built(size: Size, folder: Path) -> float:
    """Seconds of a build of that size with the designs of the charts from an earlier one."""
    project = made_up_project(folder / f"{size.tasks}x{size.results}", size)
    build_cost(project)
    forget(project)
    return build_cost(project).seconds


def slope(points: dict[int, float]) -> float:
    """Of the least-squares line through the logarithms."""
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    steep = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return steep / sum((x - middle_x) ** 2 for x in xs)
