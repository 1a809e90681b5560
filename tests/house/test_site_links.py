"""Every link of the built site that stays on the site leads to a page, and to a place on that page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from effsite.site.generator import read_config
from effsite.site.pages.systems import systems
from effsite.site.project import Project
from effsite.site.publish import publish
from effsite.site.settings import site_settings
from effsite.store import load
from tests.links import Links

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
FIXED = {"", "targets", "ai-and-compute", "columns", "hardware-and-algorithms", "inference", "rates"}
LEADS_ON = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
SAFE_SCHEMES = {"http", "https", "mailto"}
NO_ICON = "data:,"
"""Of a page for frames, for which a browser would ask for an icon otherwise."""


@pytest.fixture(scope="module")
def links() -> Links:
    return Links.of(SITE, without=("404.html",))


def test_site_has_a_page_for_the_home_and_each_kind(links: Links) -> None:
    wanted = {"index.html", "targets/index.html", "method/index.html", "contribute/index.html"}
    assert wanted < set(links.pages)
    assert len(links.pages) > 50


def test_every_link_leads_to_a_file(links: Links) -> None:
    assert not links.dead()


def test_every_link_to_a_place_on_a_page_finds_it(links: Links) -> None:
    assert not links.lost()


def old_addresses() -> set[str]:
    """The pages of the site until November 2026: written by hand, of each target, and of every system."""
    project = Project.at(ROOT)
    collection = load(project.results)
    settings = site_settings(read_config(project.config))
    by_hand = {str(p.relative_to(project.docs).with_suffix("")) for p in project.docs.rglob("*.md")}
    targets = {
        f"{t.task.name}/{target.name}"
        for t in collection.tasks
        if t.task.name != settings.runs
        for target in t.task.targets
        if t.results_for(target.name)
    }
    named = {
        f"systems/{system.slug}"
        for system in systems(r for t in collection.tasks for r in t.results)
        if any(r.task in settings.redirected for r in system.results)
    }
    return {address.removesuffix("index") for address in by_hand} | FIXED | targets | named


def test_every_address_of_the_site_as_it_was_leads_to_what_it_showed(links: Links) -> None:
    found = old_addresses()
    assert len(found) > 300
    for address in sorted(found):
        page = SITE / address / "index.html"
        text = page.read_text("utf-8")
        if "<article" not in text:
            (way,) = LEADS_ON.findall(text)
            goal, place = urlsplit(way).path, urlsplit(way).fragment
            shown = (page.parent / goal).resolve().relative_to(SITE.resolve()) / "index.html"
            assert place in links.pages[shown.as_posix()].places, address


def test_no_link_runs_a_script(links: Links) -> None:
    found = {link for page in links.pages.values() for link in page.links} - {NO_ICON}
    assert {urlsplit(link).scheme for link in found} - {""} <= SAFE_SCHEMES


def test_every_link_of_the_site_as_an_edition_leads_somewhere_under_a_sub_path(tmp_path: Path) -> None:
    """In its folder and under its alias, with the files that all editions share beside them."""
    project, branch = tmp_path / "project", tmp_path / "branch"
    git = ["git", "-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-C", str(project)]
    project.mkdir()
    subprocess.run([*git, "init", "--quiet"], check=True)
    for key, value in (("user.name", "A Tester"), ("user.email", "tester@example.org")):
        subprocess.run([*git, "config", key, value], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "begin"], check=True)
    publish(project, "2026.11", aliases=["latest"], build=lambda: SITE)
    branch.mkdir()
    archive = subprocess.run([*git, "archive", "gh-pages"], check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=branch, input=archive.stdout, check=True)
    links = Links.of(branch, "/effsite/", without=("404.html", "2026.11/404.html", "latest/404.html"))
    assert len(links.pages) > 100
    assert not list((branch / "2026.11").rglob("bokeh-*"))
    assert (links.dead(), links.lost()) == (set(), set())
