"""The banner of an edition that is not the latest, under a sub-path, as a reader meets it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from effsite.site.project import Project
from effsite.site.publish import publish
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.projects import lab_project

from .conftest import ENGINE, Site, searched

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

BANNER = "aside.eff-edition"


def git(folder: Path, *args: str) -> None:
    identity = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"]
    subprocess.run(["git", *identity, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def branch(tmp_path_factory):
    """Two editions below /lab/, of which the older has a page that the latest has not."""
    folder = tmp_path_factory.mktemp("editions")
    served = folder / "served" / "lab"
    served.mkdir(parents=True)
    site = Site(served.parent)
    root = lab_project(folder / "project")
    config = (
        (root / "mkdocs.yml").read_text().replace("https://lab.example/efficiency/", f"{site.address}lab/")
    )
    (root / "mkdocs.yml").write_text(config)
    (root / "docs" / "old").mkdir()
    (root / "docs" / "old" / "index.md").write_text("# Old\n")
    (root / "docs" / "old" / "gone.md").write_text("# Gone\n")
    (root / ".gitignore").write_text("/site/\n/.effsite/\n")
    git(root, "init", "--quiet")
    git(root, "config", "user.name", "A Tester")
    git(root, "config", "user.email", "tester@example.org")
    project = Project.at(root)
    for version in ("2026.10", "2026.11"):
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", version)
        publish(
            root,
            version,
            aliases=["latest"],
            build=lambda: build_into(project, project.edition, nobody, engine=ENGINE).site,
        )
        (root / "docs" / "old" / "gone.md").unlink(missing_ok=True)
    archive = subprocess.run(["git", "archive", "gh-pages"], cwd=root, check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=served, input=archive.stdout, check=True)
    yield site
    site.close()


@pytest.mark.parametrize(
    ("page", "said", "leads"),
    [
        ("", "See this page in the latest edition, 2026.11", ""),
        ("digits/good/", "See this page in the latest edition, 2026.11", "digits/good/"),
        ("old/gone/", "The latest edition, 2026.11, has no such page: see the nearest one", "old/"),
    ],
)
def test_an_older_edition_leads_to_the_same_page_of_the_latest_or_the_nearest(
    branch, open_page, page, said, leads
):
    shown = open_page(branch, f"lab/2026.10/{page}", live=False)
    shown.wait_for_selector(BANNER)
    assert shown.locator(BANNER).inner_text() == f"This is edition 2026.10, as it was published. {said}"
    shown.locator(f"{BANNER} a").click()
    shown.wait_for_url(f"**/lab/latest/{leads}")
    assert shown.locator("article").count() == 1
    assert (shown.watch.errors, shown.watch.elsewhere) == ([], [])


def test_the_place_on_the_page_is_kept(branch, open_page):
    shown = open_page(branch, "lab/2026.10/digits/good/#all-results", live=False)
    shown.wait_for_selector(BANNER)
    assert shown.locator(f"{BANNER} a").get_attribute("href").endswith("/lab/latest/digits/good/#all-results")


@pytest.mark.parametrize("name", ["latest", "2026.11"])
def test_the_latest_edition_has_no_banner_under_either_name(branch, open_page, name):
    shown = open_page(branch, f"lab/{name}/digits/good/")
    shown.wait_for_selector(".md-version")
    assert shown.locator(BANNER).count() == 0
    assert (shown.watch.errors, shown.watch.elsewhere) == ([], [])


def test_charts_of_an_older_edition_are_live_with_the_shared_scripts(branch, open_page):
    shown = open_page(branch, "lab/2026.10/digits/good/")
    asked = shown.evaluate("() => performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name for name in asked if "/lab/_shared/bokeh-" in name]
    assert not [name for name in asked if "/2026.10/assets/bokeh" in name]
    assert (shown.watch.errors, shown.watch.elsewhere) == ([], [])


def test_the_search_of_an_edition_works_beside_the_shared_scripts(branch, open_page):
    shown = open_page(branch, "lab/2026.10/", live=False)
    found = searched(shown, "Perceptron").first
    found.wait_for()
    assert "/lab/2026.10/" in found.get_attribute("href")
    assert shown.watch.errors == []
