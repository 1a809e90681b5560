"""`effsite publish` as people run it: the real site of a small project, on a real branch."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.links import Links
from tests.projects import lab_project

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path

NOT_WRITTEN = re.compile(r"(?:\.\./)*(?:method|limitations|contribute)/(?:#.*)?")
"""Links to the pages that a site has by hand, and this lab has not."""

HOME = "https://lab.example/efficiency/"


def effsite(project: Project, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "effsite", *args]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


@pytest.fixture
def lab(tmp_path: Path, remote: Project) -> Project:
    """A committed project with results, whose `origin` is the bare repository."""
    made = Project(lab_project(tmp_path / "lab"))
    made.git("init", "--quiet")
    made.commit({".gitignore": "/site/\n/.effsite/\n"})
    made.git("remote", "add", "origin", str(remote.root))
    return made


def test_edition_is_built_committed_pushed_and_described(lab: Project, remote: Project) -> None:
    done = effsite(lab, "publish", "2026.11", "--alias", "latest", "--push", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["aliases"], told["pushed"]) == ("2026.11", ["latest"], True)
    assert told["commit"] == remote.tip()
    assert versions(remote) == [("2026.11", ["latest"])]
    assert "<html" in remote.page("2026.11/index.html")


def test_version_selector_finds_the_editions_one_folder_up(lab: Project) -> None:
    done = effsite(lab, "publish", "2026.11")
    assert done.returncode == 0, done.stderr
    # the first script of ours has the settings of the theme, whose root is where the script's folder stands
    (script,) = re.findall(
        r'<head>.*<script src="(assets/effsite\.\w+\.js)"></script>\s*</head>',
        lab.page("2026.11/index.html"),
        re.DOTALL,
    )
    assert '"provider":"mike"' in lab.page(f"2026.11/{script}")


def test_refusal_is_one_error_and_one_hint_without_a_traceback(lab: Project) -> None:
    (lab.root / "docs/page.md").write_text("# Not committed\n")
    done = effsite(lab, "publish", "2026.11")
    assert done.returncode == 1
    assert done.stderr.startswith("error: not committed: docs/page.md\nhint: ")
    assert "Traceback" not in done.stderr


def folder_of(branch: Project, to: Path) -> Path:
    """The branch as a host has it: links are links."""
    to.mkdir()
    archive = subprocess.run(["git", "archive", "gh-pages"], cwd=branch.root, check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=to, input=archive.stdout, check=True)
    return to


def test_every_link_of_two_editions_and_an_alias_leads_somewhere_in_the_root_and_below_it(
    lab: Project, remote: Project, tmp_path: Path
) -> None:
    assert effsite(lab, "publish", "2026.10", "--alias", "latest", "--push").returncode == 0
    lab.commit({"docs/more.md": "# More\n\nA [link](about.md#about-us).\n"})
    done = effsite(lab, "publish", "2026.11", "--alias", "latest", "--push")
    assert done.returncode == 0, done.stderr
    branch = folder_of(remote, tmp_path / "branch")
    of_editions = tuple(f"{name}/404.html" for name in ("2026.10", "2026.11", "latest"))
    for base, without in (("/efficiency/", of_editions), ("/", ("404.html", *of_editions))):
        links = Links.of(branch, base, without=without)
        assert {"2026.10/index.html", "latest/more/index.html", "2026.11/digits/good/index.html"} <= set(
            links.pages
        )
        dead = {link for link in links.dead() if not NOT_WRITTEN.fullmatch(link[1])}
        assert (dead, links.lost()) == (set(), set())
    assert len(list((branch / "_shared").iterdir())) == 2
    for edition in ("2026.10", "2026.11"):
        page = (branch / edition / "digits/good/index.html").read_text()
        assert f'<link rel="canonical" href="{HOME}latest/digits/good/">' in page
        assert not list((branch / edition).rglob("bokeh*"))
    assert f"<loc>{HOME}latest/more/</loc>" in (branch / "sitemap.xml").read_text()
    assert f"Sitemap: {HOME}sitemap.xml" in (branch / "robots.txt").read_text()


def test_editions_are_listed_and_deleted(lab: Project, remote: Project) -> None:
    lab.publish("2026.10")
    lab.publish("2026.11", "latest")
    listed = effsite(lab, "publish", "--list")
    head, newest, _, size = listed.stdout.splitlines()
    assert head.split("\t") == ["edition", "aliases", "published", "made of", "size"]
    assert newest.split("\t")[:2] == ["2026.11", "latest"]
    assert size.startswith("gh-pages: 2 editions, 0.0 MB served of the 1,000 MB that GitHub Pages allows")
    told = json.loads(effsite(lab, "publish", "--list", "--json").stdout)
    assert [edition["version"] for edition in told["editions"]] == ["2026.11", "2026.10"]
    assert told["size"]["limit"] == 1_000_000_000
    trial = effsite(lab, "publish", "--delete", "2026.10", "--push", "--dry-run")
    assert trial.stdout.startswith("would delete 2026.10 on origin/gh-pages: 0.0 MB served")
    assert len(versions(remote)) == 2
    done = effsite(lab, "publish", "--delete", "2026.10", "--push")
    assert done.stdout.startswith("deleted 2026.10 on origin/gh-pages: 0.0 MB served")
    assert "git reflog expire" in done.stderr
    assert versions(remote) == [("2026.11", ["latest"])]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "there is nothing to publish"),
        (["2026.11", "--list"], "more than one thing is asked for"),
        (["2026.11", "--delete", "2026.10"], "more than one thing is asked for"),
        (["--list", "--push"], "--list changes nothing"),
        (["--list", "--dry-run"], "--list changes nothing"),
        (["--delete", "2026.10", "--alias", "latest"], "an alias is given to an edition that is published"),
    ],
)
def test_what_cannot_be_asked_for_together_is_refused(lab: Project, asked: list[str], said: str) -> None:
    done = effsite(lab, "publish", *asked)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {said}\nhint: ")


def test_a_trial_builds_and_changes_nothing(lab: Project, remote: Project) -> None:
    done = effsite(lab, "publish", "2026.11", "--alias", "latest", "--push", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("would publish 2026.11, latest on origin/gh-pages; nothing was changed\n")
    assert lab.git("branch", "--list", "gh-pages") == remote.git("branch", "--list", "gh-pages") == ""
