"""`effsite serve` shows a change in the open page by itself, under the content policy of the site."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest

from effsite.site.project import Project
from effsite.site.serve import Server
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.projects import lab_project

from .conftest import ENGINE

pytestmark = pytest.mark.browser


def test_an_open_page_shows_a_change_and_then_what_is_wrong(browser, tmp_path: Path) -> None:
    project = Project.at(lab_project(tmp_path / "lab"))
    path = project.results / "digits" / "lab.csv"
    refused: list[str] = []
    with Server(project, 0, partial(build_into, project, None, nobody, engine=ENGINE)) as server:
        builds = server.builds()
        next(builds)
        page = browser.new_page()
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        page.goto(server.address + "digits/good/")
        assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1
        assert page.get_by_text("Perceptron").count() > 0
        write = path.write_text
        threading.Timer(1, write, [path.read_text().replace("Perceptron", "Old one")]).start()
        next(builds)
        page.get_by_text("Old one").first.wait_for(state="attached")
        threading.Timer(1, write, [path.read_text().replace("2022-01-01", "soon")]).start()
        next(builds)
        page.get_by_role("alert").get_by_text("1 error in the collection").wait_for()
        page.close()
    assert refused == []
