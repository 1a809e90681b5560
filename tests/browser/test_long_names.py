"""Names of eighty letters and more without a space, from either side: no page grows wider than the screen."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody

from .conftest import ENGINE, Site
from .test_figures_whole import ALL_LIVE, CUT_IN_LIVE_CHARTS, CUT_IN_PICTURES, CUT_IN_TABLES

pytestmark = pytest.mark.browser

HERE = Path(__file__).parents[2]
WIDTHS = (360, 768, 1280)
LONG = "ResidualNetworkWithGroupedQueriesRotaryEmbeddingsSquaredActivationsAndOrthogonalisedUpdates"
RIGHT_TO_LEFT = "شبكةعصبيةالتفافيةعميقةذاتوصلاتمتبقيةوانتباهمتعددالرؤوسوتطبيعدفعاتوتسربعشوائيوتدريبمختلطالدقة"
CONFIG = """\
site_name: {long}
site_url: {address}
theme: {{name: material, font: false, features: [navigation.instant]}}
plugins: [search]
"""
PAGES = (
    "",
    "targets/",
    "rates/",
    "across-targets/",
    "effective-compute/",
    "changes/",
    "devices/",
    "policy/",
    "glossary/",
    "method/",
    "any-level/",
    "inference/",
    "hardware-and-algorithms/",
)
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUTSIDE = """() => {
  const scrolls = (each) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX);
  const held = (each) => each !== document.body && (scrolls(each) || held(each.parentElement));
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest("svg") || held(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right, width } = range.getBoundingClientRect();
    if (width > 1 && (left < -1 || right > innerWidth + 1)) found.push(node.data.trim().slice(0, 60));
  }
  return found;
}"""


def renamed(folder: Path) -> None:
    """Give each system of the task a long name, one from each side in turn, wherever it is named."""
    files = [*folder.glob("*.csv"), *folder.glob("not-reached/*.csv"), *folder.glob("reproductions/*.csv")]
    tables = {file: list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) for file in files}
    systems = dict.fromkeys(row["system"] for rows in tables.values() for row in rows if row.get("system"))
    names = {name: f"{(LONG, RIGHT_TO_LEFT)[n % 2]}{n}" for n, name in enumerate(systems)}
    for file, rows in tables.items():
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(
                {**row, "system": names.get(row.get("system"), "")} if "system" in row else row
                for row in rows
            )
    task = (folder / "task.toml").read_text(encoding="utf-8")
    for name, longer in names.items():
        task = task.replace(f'"{name}"', f'"{longer}"')
    lines = [
        f'title = "{(LONG, RIGHT_TO_LEFT)[n % 2]}{n}"' if line.startswith("title = ") else line
        for n, line in enumerate(task.splitlines())
    ]
    lines = [f'domain = "{LONG}"' if line.startswith("domain = ") else line for line in lines]
    (folder / "task.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def long_names(tmp_path_factory):
    """The site of a made-up project with the rows and curves of `cifar10-small`, and its folder."""
    root = tmp_path_factory.mktemp("long") / "project"
    for task in ("cifar10-small", "hardware"):
        shutil.copytree(HERE / "results" / task, root / "results" / task)
    renamed(root / "results" / "cifar10-small")
    folder = root / "site"
    folder.mkdir()
    site = Site(folder)
    folder.rmdir()
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(CONFIG.format(long=LONG, address=site.address), encoding="utf-8")
    build_into(Project.at(root), None, nobody, engine=ENGINE)
    yield site, folder
    site.close()


def test_no_page_is_wider_than_the_screen_and_no_text_beyond_it(long_names, open_page):
    site, folder = long_names
    own = sorted(f"{path.parent.relative_to(folder)}/" for path in folder.glob("cifar10-small/**/index.html"))
    systems = sorted(f"{path.parent.relative_to(folder)}/" for path in folder.glob("systems/*/index.html"))
    fixed = [path for path in PAGES if (folder / path / "index.html").is_file()]
    assert len(fixed) >= 9
    assert len(own) == 2  # the target, and the target at any level
    assert systems
    found = {}
    for path in [*fixed, *own, *systems[:2]]:
        page = open_page(site, path, width=WIDTHS[-1], live=False)
        page.wait_for_function(ALL_LIVE)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            wrong = [*page.evaluate(OUTSIDE), *page.evaluate(CUT_IN_PICTURES)]
            if width == 360:  # wider, a table that is too wide scrolls in its frame
                wrong += page.evaluate(CUT_IN_TABLES)
            if page.evaluate("() => window.Bokeh !== undefined"):
                wrong += page.evaluate(CUT_IN_LIVE_CHARTS)
            if page.evaluate(WIDER) > 0 or wrong:
                found[path, width] = [page.evaluate(WIDER), *wrong[:5]]
        page.context.close()
    assert found == {}
