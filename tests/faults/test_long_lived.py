"""A server that runs for days survives its folders, answers its own pages only, and says what is wrong."""

from __future__ import annotations

import http.client
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from effsite.errors import EffsiteError
from effsite.site.build_report import Build
from effsite.site.project import Project
from effsite.site.serve import VERSION_PATH, WRONG_PATH, Server
from effsite.workflows.build import build, build_into
from effsite.workflows.events import nobody
from effsite.workflows.options import BuildOptions

from .commands import contents


@pytest.fixture
def server(lab: Path) -> Iterator[Server]:
    project = Project.at(lab)
    with Server(project, 0, partial(build_into, project, None, nobody)) as running:
        yield running


def ask(server: Server, path: str, host: str | None = None, verb: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(verb, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"127.0.0.1:{server.port}")
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


def latin(lab: Path) -> Callable[[], None]:
    (lab / "docs" / "latin.md").write_bytes(b"# caf\xe9\n")
    return (lab / "docs" / "latin.md").unlink


def dangling(lab: Path) -> Callable[[], None]:
    (lab / "docs" / "gone.md").symlink_to("nowhere.md")
    return (lab / "docs" / "gone.md").unlink


def fifo(lab: Path) -> Callable[[], None]:
    os.mkfifo(lab / "docs" / "fifo.md")
    return (lab / "docs" / "fifo.md").unlink


def renamed(lab: Path) -> Callable[[], None]:
    (lab / "docs").rename(lab / "docs.away")
    return lambda: (lab / "docs.away").rename(lab / "docs") and None


def broken_row(lab: Path) -> Callable[[], None]:
    path = lab / "results" / "digits" / "lab.csv"
    text = path.read_text()
    path.write_text(text.replace("4e12", "<b>four</b>"))
    return lambda: path.write_text(text) and None


def replaced_config(lab: Path) -> Callable[[], None]:
    text = (lab / "mkdocs.yml").read_text()
    (lab / "new.yml").write_text("site_name: [\n")
    (lab / "new.yml").replace(lab / "mkdocs.yml")
    return lambda: (lab / "mkdocs.yml").write_text(text) and None


@pytest.mark.parametrize("trouble", [latin, dangling, fifo, renamed, broken_row, replaced_config])
def test_trouble_is_told_to_page_and_terminal_and_goes_when_it_is_over(
    server: Server, lab: Path, trouble: Callable[[Path], Callable[[], None]]
) -> None:
    builds = server.builds()
    assert isinstance(next(builds), Build)
    mend: list[Callable[[], None]] = []
    threading.Timer(0.5, lambda: mend.append(trouble(lab))).start()
    failed = next(builds)
    assert isinstance(failed, EffsiteError)
    assert failed.hint
    status, wrong = ask(server, WRONG_PATH)
    assert status == 200
    assert "error: " in wrong
    assert ask(server, "/")[0] == 200
    threading.Timer(0.5, mend[0]).start()
    while not isinstance(next(builds), Build):
        pass
    assert ask(server, WRONG_PATH) == (200, "")


def test_without_a_site_the_front_page_says_why(server: Server, lab: Path) -> None:
    (lab / "docs" / "x.md").write_bytes(b"\xff<script>")
    assert isinstance(next(server.builds()), EffsiteError)
    status, text = ask(server, "/")
    assert status == 200
    assert "docs/x.md:1:1: is not UTF-8" in text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "127.0.0.1:1"]
)
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_a_page_elsewhere_cannot_read_drafts(server: Server, host: str, verb: str) -> None:
    next(server.builds())
    status, text = ask(server, "/", host, verb)
    assert status == 421
    assert "Our lab" not in text


def test_it_answers_to_its_own_names(server: Server) -> None:
    next(server.builds())
    assert ask(server, "/", f"localhost:{server.port}")[0] == 200
    assert ask(server, "/", f"LOCALHOST:{server.port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/a%00.html",
        "/%00/",
        "/../mkdocs.yml",
        "/%2e%2e/mkdocs.yml",
        "/..%2fmkdocs.yml",
        "/out.yml",
        "/out/a.txt",
        "/circle",
        "/assets/",
        "/" + "a" * 5000,
        "//etc/passwd",
        "/%ff%fe",
    ],
)
def test_what_is_not_in_the_site_is_not_found(server: Server, lab: Path, path: str) -> None:
    next(server.builds())
    (lab / "site" / "out.yml").symlink_to(lab / "mkdocs.yml")
    (lab.parent / "outside").mkdir()
    (lab.parent / "outside" / "a.txt").write_text("secret")
    (lab / "site" / "out").symlink_to(lab.parent / "outside")
    (lab / "site" / "circle").symlink_to("circle")
    status, text = ask(server, path)
    assert status == 404
    assert "secret" not in text
    assert ask(server, VERSION_PATH) == (200, "1")


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server._http is not None
    assert server._http.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"", b"{}", b"nonsense\n{}"])
def test_a_cache_with_bad_bytes_is_made_anew(lab: Path, bad: bytes) -> None:
    build(BuildOptions(project=lab))
    before = contents(lab / "site")
    cached = cached_files(lab)
    good = {path: path.read_bytes() for path in cached if not path.name.startswith("site-")}
    assert len(cached) > len(good) > len(list((lab / ".effsite/cache/pages").iterdir())) > 0
    for path in cached:
        path.write_bytes(bad)
    build(BuildOptions(project=lab))
    assert contents(lab / "site") == before
    assert {path: path.read_bytes() for path in good} == good


def cached_files(lab: Path) -> list[Path]:
    return [path for path in (lab / ".effsite" / "cache").rglob("*") if not path.is_dir()]


def test_a_cache_of_other_things_than_files_is_made_anew(lab: Path) -> None:
    build(BuildOptions(project=lab))
    before = contents(lab / "site")
    for path in cached_files(lab):
        path.unlink()
        os.mkfifo(path)
    build(BuildOptions(project=lab))
    for path in cached_files(lab):
        path.unlink()
        path.mkdir()
    build(BuildOptions(project=lab))
    assert contents(lab / "site") == before
    shutil.rmtree(lab / ".effsite/cache/pages")
    os.mkfifo(lab / ".effsite/cache/pages")
    build(BuildOptions(project=lab))
    assert contents(lab / "site") == before
