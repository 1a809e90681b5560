"""Ten editions of a site that changes a little: what each adds to the branch, and what publishing costs."""

from __future__ import annotations

import random
import resource
from typing import TYPE_CHECKING

from effsite.site.charts.chart_assets import bokeh_asset
from effsite.site.publish import publish

from .conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

PAGES = 120


def write_site(site: Path, edition: int) -> None:
    """A site with 300 kB that nothing packs, in each edition of which a line of every page is another.

    They are more than git keeps as files of their own before it packs them. Its pages have a frame in
    common, so that each resembles the one before it, and most of all itself in the edition before.
    """
    chance = random.Random(0)
    (site / "assets").mkdir(parents=True, exist_ok=True)
    (site / bokeh_asset()).write_bytes(chance.randbytes(300_000))
    frame = " ".join(str(chance.random()) for _ in range(100))
    for number in range(PAGES):
        words = " ".join(str(chance.random()) for _ in range(400))
        page = f"<p>{frame}</p><p>{words}</p><p>edition {edition}</p>"
        (site / f"{number or 'index'}.html").write_text(page)


def packed_bytes(remote: Project) -> int:
    """What the branch takes up at the remote once that has been cleaned."""
    remote.git("gc", "--quiet", "--prune=now")
    return sum(path.stat().st_size for path in (remote.root / "objects").rglob("*") if path.is_file())


def seconds() -> float:
    """Of a processor, spent so far by this process and by the git commands that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def test_ten_editions_add_little_each_and_the_tenth_costs_what_the_second_did(
    project: Project, remote: Project
) -> None:
    sizes, costs = [], []
    for number in range(1, 11):
        write_site(project.root / "site", number)
        began = seconds()
        version = f"2026.{number:02}"
        publish(project.root, version, aliases=["latest"], push=True, build=lambda: project.root / "site")
        costs.append(seconds() - began)
        sizes.append(packed_bytes(remote))
    # The pages of an edition have 1.2 MB; of each, the difference from the edition before is stored.
    assert sizes[0] > 300_000
    assert (sizes[9] - sizes[0]) / 9 < 30_000
    # by the least of three each: the machine has other work, and shows them undisturbed sooner or later
    assert min(costs[7:]) < 1.3 * min(costs[1:4])
