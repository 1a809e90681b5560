"""The local server shows the site, follows changes, and survives a bad one."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.site.project import Project
from effsite.site.serve import RELOAD_PATH, Built, Failed, Server


@pytest.fixture
def server(lab: Path) -> Iterator[Server]:
    with Server(Project.at(lab), 0) as running:
        yield running


def get(server: Server, path: str = "") -> str:
    with urllib.request.urlopen(server.address + path, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_a_change_is_built_and_shown(server: Server, lab: Path) -> None:
    events = server.events()
    assert isinstance(next(events), Built)
    assert "Perceptron" in get(server, "digits/good/")
    path = lab / "results" / "digits" / "lab.csv"
    threading.Timer(1, lambda: path.write_text(path.read_text().replace("Perceptron", "Old one"))).start()
    assert isinstance(next(events), Built)
    assert "Old one" in get(server, "digits/good/")
    assert get(server, "__effsite__/version") == "2"


def test_a_bad_change_is_said_and_the_last_good_site_stays(server: Server, lab: Path) -> None:
    events = server.events()
    next(events)
    path = lab / "results" / "digits" / "lab.csv"
    threading.Timer(1, lambda: path.write_text(path.read_text().replace("2022-01-01", "soon"))).start()
    failed = next(events)
    assert isinstance(failed, Failed)
    assert "1 error in the record" in failed.error.message
    assert "Perceptron" in get(server, "digits/good/")


def test_pages_load_again_by_a_script_of_the_same_host(server: Server) -> None:
    next(server.events())
    assert f'<script src="{RELOAD_PATH}">' in get(server)
    assert "location.reload()" in get(server, RELOAD_PATH.lstrip("/"))


def test_nothing_outside_the_site_is_served(server: Server) -> None:
    next(server.events())
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(server, "../mkdocs.yml")
    assert caught.value.code == 404
    caught.value.close()


def test_a_port_that_is_taken_is_said_with_a_way_out(server: Server, lab: Path) -> None:
    with pytest.raises(UsageError, match="cannot listen") as caught, Server(Project.at(lab), server.port):
        pass
    assert "--port 0" in caught.value.hint
