"""Systems without a page of their own: they open from their row, by an old address, by a link."""

from __future__ import annotations

from functools import partial

import pytest

from effsite.site.project import Project
from effsite.site.serve import Server
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.projects import lab_project

from .conftest import ENGINE

pytestmark = pytest.mark.browser

ROW = "#system-slower-net"


@pytest.fixture(scope="module")
def lab_site(tmp_path_factory):
    """A lab's site as `effsite serve` serves it, with one system that set no record."""
    lab = lab_project(tmp_path_factory.mktemp("places") / "lab")
    rows = lab / "results" / "digits" / "lab.csv"
    rows.write_text(rows.read_text() + "good,Slower net,2023-01-01,9e12,reported,measured,our logs\n")
    project = Project.at(lab)
    with Server(project, 0, partial(build_into, project, None, nobody, engine=ENGINE)) as server:
        next(server.builds())
        yield server


def test_a_row_opens_below_itself_by_mouse_and_by_key(lab_site, open_page):
    page = open_page(lab_site, "digits/good/", live=False)
    described = page.locator("tr.eff-more")
    assert not described.is_visible()
    page.locator(f"{ROW} > summary").click()
    assert "Reached Good with 9 TFLOP" in described.inner_text()
    page.keyboard.press("Enter")
    assert not described.is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_link_to_a_system_opens_its_row(lab_site, open_page, script):
    page = open_page(lab_site, f"digits/good/{ROW}", live=False, java_script_enabled=script)
    assert page.locator("tr.eff-more").is_visible()
    assert page.locator(ROW).evaluate("each => each.getBoundingClientRect().top") < 900


def test_an_old_address_that_is_not_there_leads_to_the_row(lab_site, open_page):
    page = open_page(lab_site, "systems/slower-net/", live=False)
    page.wait_for_url(f"**/digits/good/{ROW}")
    assert page.locator("tr.eff-more").is_visible()


def test_an_address_that_never_was_stays_on_the_page_that_says_so(lab_site, open_page):
    page = open_page(lab_site, "systems/never-was/", live=False)
    page.wait_for_timeout(300)
    assert page.locator("h1").inner_text() == "There is no such page"
