"""The local server shows the site, follows changes, and survives a bad one."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.site.build_report import Build
from effsite.site.project import Project
from effsite.site.serve import RELOAD_PATH, Server
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody


def server_of(lab: Path, port: int) -> Server:
    project = Project.at(lab)
    return Server(project, port, partial(build_into, project, None, nobody))


@pytest.fixture
def server(lab: Path) -> Iterator[Server]:
    with server_of(lab, 0) as running:
        yield running


def get(server: Server, path: str = "") -> str:
    with urllib.request.urlopen(server.address + path, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_a_change_is_built_and_shown(server: Server, lab: Path) -> None:
    builds = server.builds()
    assert isinstance(next(builds), Build)
    assert "Perceptron" in get(server, "digits/good/")
    path = lab / "results" / "digits" / "lab.csv"
    threading.Timer(1, lambda: path.write_text(path.read_text().replace("Perceptron", "Old one"))).start()
    assert isinstance(next(builds), Build)
    assert "Old one" in get(server, "digits/good/")
    assert get(server, "__effsite__/version") == "2"


def test_a_change_of_the_project_s_own_templates_and_theme_is_built_and_shown(lab: Path) -> None:
    (lab / "templates").mkdir()
    (lab / "theme").mkdir()
    config = lab / "mkdocs.yml"
    config.write_text(config.read_text().replace("  font: false\n", "  font: false\n  custom_dir: theme\n"))
    announced = '{% extends "effsite.html" %}{% block announce %}We are new.{% endblock %}'
    with server_of(lab, 0) as server:
        builds = server.builds()
        next(builds)
        write = (lab / "templates" / "limitations.md.jinja").write_text
        threading.Timer(1, lambda: write("# Limits\n\nNone.\n")).start()
        assert isinstance(next(builds), Build)
        assert "None." in get(server, "limitations/")
        threading.Timer(1, lambda: (lab / "theme" / "main.html").write_text(announced)).start()
        assert isinstance(next(builds), Build)
        assert "We are new." in get(server)


def test_a_bad_change_is_said_and_the_last_good_site_stays(server: Server, lab: Path) -> None:
    builds = server.builds()
    next(builds)
    path = lab / "results" / "digits" / "lab.csv"
    threading.Timer(1, lambda: path.write_text(path.read_text().replace("2022-01-01", "soon"))).start()
    failed = next(builds)
    assert isinstance(failed, CollectionError)
    assert "1 error in the collection" in failed.message
    assert "Perceptron" in get(server, "digits/good/")


def test_pages_load_again_by_a_script_of_the_same_host(server: Server) -> None:
    next(server.builds())
    assert f'<script src="{RELOAD_PATH}">' in get(server)
    assert "location.reload()" in get(server, RELOAD_PATH.lstrip("/"))


def test_nothing_outside_the_site_is_served(server: Server) -> None:
    next(server.builds())
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(server, "../mkdocs.yml")
    assert caught.value.code == 404
    caught.value.close()


def test_a_port_that_is_taken_is_said_with_a_way_out(server: Server, lab: Path) -> None:
    with pytest.raises(UsageError, match="cannot listen") as caught, server_of(lab, server.port):
        pass
    assert "--port 0" in caught.value.hint
