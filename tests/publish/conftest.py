"""A real project under git with a real bare remote, and a builder that stands in for the site."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from effsite.site.editions.reports import PublishedEdition
from effsite.site.publish import publish

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A project folder under git; `git` runs a command in it and returns what it printed."""

    root: Path

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.rstrip("\n")

    def build(self, text: str = "site") -> Path:
        """Write a site of one page that names the edition it was built for."""
        site = self.root / "site"
        site.mkdir(exist_ok=True)
        (site / "index.html").write_text(f"{text} {os.environ.get('MIKE_DOCS_VERSION')}", encoding="utf-8")
        return site

    def build_with_lost_page(self, text: str) -> Path:
        """The same with a page for addresses that are not there."""
        site = self.build()
        (site / "404.html").write_text(f"<p data-not-found>{text}</p>", encoding="utf-8")
        return site

    def publish(
        self, version: str, *aliases: str, push: bool = True, text: str = "site", branch: str = "gh-pages"
    ) -> PublishedEdition:
        return publish(
            self.root, version, aliases=aliases, push=push, branch=branch, build=lambda: self.build(text)
        )

    def commit(self, changes: dict[str, str]) -> None:
        for name, text in changes.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def page(self, path: str, branch: str = "gh-pages") -> str:
        return self.git("show", f"{branch}:{path}")

    def tip(self, branch: str = "gh-pages") -> str:
        return self.git("rev-parse", "--verify", branch)

    def clone(self, to: Path, *options: str) -> Project:
        remote = self.git("remote", "get-url", "origin")
        subprocess.run(["git", "clone", "--quiet", *options, f"file://{remote}", to], check=True)
        return Project(to)


@pytest.fixture(autouse=True)
def git_knows_only_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's git configuration and a calling hook's variables out of these tests."""
    for name in (name for name in os.environ if name.startswith("GIT_")):
        monkeypatch.delenv(name)
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = A Tester\nemail = tester@example.org\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


@pytest.fixture
def remote(tmp_path: Path) -> Project:
    """An empty bare repository."""
    root = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", root], check=True)
    return Project(root)


@pytest.fixture
def project(tmp_path: Path, remote: Project) -> Project:
    """A committed project whose `origin` is the bare repository."""
    made = Project(tmp_path / "project")
    made.root.mkdir()
    made.git("init", "--quiet")
    made.commit({"mkdocs.yml": "site_name: Test\n", "results/a.csv": "x\n", ".gitignore": "/site/\n"})
    made.git("remote", "add", "origin", str(remote.root))
    made.git("push", "--quiet", "origin", "main")
    return made


def versions(project: Project, branch: str = "gh-pages") -> list[tuple[str, list[str]]]:
    """Editions and their aliases as the version selector reads them, newest first."""
    return [
        (edition["version"], sorted(edition["aliases"]))
        for edition in json.loads(project.page("versions.json", branch))
    ]
