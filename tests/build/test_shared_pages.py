"""Copies of the process that make a part of the pages: the same site, warnings and errors as without them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from effsite.site.shared_pages import PAGE_BYTES, WORTH_SHARING, shared_out
from tests.made_up import Size, made_up_project

from .conftest import contents

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")

BUILD = """\
import os, signal, sys, time
from pathlib import Path
from effsite.site import shared_pages as shared
from effsite.cli import main

root, processes = Path(sys.argv[1]), int(sys.argv[2])
shared.processors = lambda: processes
shared.WORTH_SHARING = 1
start, help_out, this = shared.start_copy, shared.SharedPages._help, os.getpid()

def started(work):
    copy = start(work)
    with (root / "copies").open("a") as copies:
        print(copy.pid, file=copies)
    return copy

shared.start_copy = started
{more}
sys.argv = ["effsite", "build", "--project", str(root)]
main()
"""
"""A build in so many processes, however little there is to do; the numbers of its copies go to a file."""

IN_A_COPY = """\
share = shared.shared_out

def bad_page_in_a_copy(unread, pages, *rest):
    return [[page for page in pages if page != "bad.md"], ["bad.md"]]

if processes > 1:
    shared.shared_out = bad_page_in_a_copy
"""

DIES = """\
do = shared.{name}

def dies(*given, **named):
    if os.getpid() != this:
        os.kill(os.getpid(), signal.SIGKILL)
    return do(*given, **named)

shared.{name} = dies
"""

WAITS = """\
do = shared._build_page

def waits(*given, **named):
    (root / "rendering").touch()
    time.sleep(60)

shared._build_page = waits
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three tasks, and pages of the project's own that are warned about."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    root = made_up_project(tmp_path / "project", Size(tasks=3, results=6, curves=1))
    for n in range(4):
        links = f"[nowhere](nowhere-{n}.md), [a part](page-{(n + 1) % 4}.md#part-{n})"
        (root / "docs" / f"page-{n}.md").write_text(f"# Page {n}\n\nSee {links}.\n\n## Part 1\n")
    listed = "".join(f"  - page-{n}.md\n" for n in range(3))
    config = (
        (root / "mkdocs.yml").read_text().replace("  - About: about.md\n", f"  - About: about.md\n{listed}")
    )
    (root / "mkdocs.yml").write_text(f"{config}validation:\n  links:\n    anchors: warn\n")
    return root


def build(root: Path, processes: int, more: str = "") -> subprocess.CompletedProcess[str]:
    """A build of its own, of which nothing is kept yet."""
    command = [sys.executable, "-c", BUILD.replace("{more}", more), str(root), str(processes)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def copies(root: Path) -> list[int]:
    return [int(line) for line in (root / "copies").read_text().split()]


def forget(root: Path) -> None:
    """Have the next build of the project know nothing of this one."""
    for path in (root / ".effsite/cache").glob("site-*.json"):
        path.unlink()
    for path in (root / ".effsite/cache/pages").iterdir():
        path.unlink()


def is_there(pid: int) -> bool:
    """Whether there is such a process, which is no zombie that the machine's first process will not bury."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def soon(said: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not said():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_pages_of_copies_are_those_of_one_process_and_so_is_all_that_is_said(project: Path) -> None:
    alone = build(project, 1)
    site = contents(project / "site")
    kept = contents(project / ".effsite/cache/pages")
    assert not (project / "copies").exists()
    forget(project)
    shared = build(project, 3)
    assert len(copies(project)) == 2
    assert contents(project / "site") == site
    assert contents(project / ".effsite/cache/pages") == kept
    assert alone.returncode == shared.returncode == 0
    assert said(shared) == said(alone)
    assert [text.count("nowhere-1.md") for text in (alone.stderr, shared.stderr)] == [1, 1]
    # page-0 links to Part 0 and page-2 to Part 2 and so on, of which only Part 1 is there
    assert "#part-0" in shared.stderr
    assert "#part-1" not in shared.stderr
    assert "#part-2" in shared.stderr


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was warned about; the last line tells the seconds."""
    return [line for line in (done.stdout + done.stderr).splitlines() if " pages and " not in line]


def test_a_change_after_a_shared_build_makes_what_a_full_build_makes(project: Path) -> None:
    build(project, 3)
    (project / "docs/page-1.md").write_text("# Renamed\n\n## Part 0\n")
    changed = build(project, 3)
    site = contents(project / "site")
    forget(project)
    full = build(project, 1)
    assert contents(project / "site") == site
    assert said(changed) == said(full)


@pytest.mark.parametrize("name", ["_populate_page", "_build_page"])
def test_a_copy_that_is_killed_leaves_its_share_to_the_process_that_waits(project: Path, name: str) -> None:
    alone = build(project, 1)
    site = contents(project / "site")
    forget(project)
    killed = build(project, 3, DIES.replace("{name}", name))
    assert (killed.returncode, said(killed)) == (0, said(alone))
    assert contents(project / "site") == site
    assert not any(map(is_there, copies(project)))


@pytest.mark.parametrize("head", ["template: nowhere.html", "title: [a list]\nsearch: no mapping"])
def test_what_a_copy_fails_of_is_told_as_without_one(project: Path, head: str) -> None:
    build(project, 1)
    site = contents(project / "site")
    (project / "docs/bad.md").write_text(f"---\n{head}\n---\n\n# Bad\n")
    alone = build(project, 1)
    shared = build(project, 2, IN_A_COPY)
    assert "mkdocs failed" in alone.stderr
    assert "bad.md" in alone.stderr
    assert (shared.returncode, shared.stderr) == (alone.returncode, alone.stderr)
    assert contents(project / "site") == site
    assert len(copies(project)) == 1
    assert not any(map(is_there, copies(project)))


def test_a_failure_of_the_process_that_waits_leaves_no_copy(project: Path) -> None:
    (project / "docs/bad.md").write_text("---\ntemplate: nowhere.html\n---\n\n# Bad\n")
    other = IN_A_COPY.replace(
        '[[page for page in pages if page != "bad.md"], ["bad.md"]]', '[["bad.md"], pages[1:]]'
    )
    failed = build(project, 2, other.replace("pages[1:]", '[page for page in pages if page != "bad.md"]'))
    assert "nowhere.html" in failed.stderr
    assert len(copies(project)) == 1
    assert not any(map(is_there, copies(project)))


def test_a_killed_build_leaves_no_copy_and_the_old_site(project: Path) -> None:
    build(project, 1)
    site = contents(project / "site")
    (project / "docs/page-1.md").write_text("# Renamed\n")
    command = [sys.executable, "-c", BUILD.replace("{more}", WAITS), str(project), "3"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        soon((project / "rendering").exists)
        process.send_signal(signal.SIGKILL)
    soon(lambda: not any(map(is_there, copies(project))))
    assert contents(project / "site") == site
    assert build(project, 1).returncode == 0  # no copy holds the lock


def test_a_strict_configuration_counts_the_warnings_of_copies(project: Path) -> None:
    (project / "mkdocs.yml").write_text((project / "mkdocs.yml").read_text() + "strict: true\n")
    alone = build(project, 1)
    shared = build(project, 3)
    assert "strict mode" in alone.stderr
    assert (shared.returncode, shared.stderr) == (alone.returncode, alone.stderr)


def test_pages_are_shared_out_by_what_they_cost() -> None:
    half = WORTH_SHARING // 2
    unread = {"a": half, "b": half, "c": half, "d": 2 * half}
    pages = [*"abcde"]
    # d is dealt out first, then a and b and c to whoever has less; e, which is kept, costs next to nothing
    assert shared_out(unread, pages, 2, 0) == [["c", "d"], ["a", "b", "e"]]
    # who has other things to do as well has less to read
    assert shared_out(unread, pages, 2, 3 * half) == [["b", "e"], ["a", "c", "d"]]
    assert shared_out(unread, pages, 1, 0) == [pages]
    # as many shares as pay: two where it is once as much as is worth it
    assert len(shared_out({"a": WORTH_SHARING}, pages, 9, 0)) == 2
    assert shared_out({"a": WORTH_SHARING - 1}, pages, 9, 0) == [pages]
    assert WORTH_SHARING > PAGE_BYTES
