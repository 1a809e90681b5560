"""The files of a new site: all there, in their people's words, and none in the place of another."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from effsite.analysis.summary import summarise
from effsite.errors import UsageError
from effsite.site import starter
from effsite.site.generator import read_config
from effsite.site.project import Project
from effsite.site.settings import site_settings
from effsite.version import __version__
from effsite.workflows.check import read_checked

from .conftest import REPOSITORY, start


def contents(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def effsite(*args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "effsite", "init", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_file_that_a_site_is_made_from_has_its_place() -> None:
    assert set(starter.FILES.values()) == {path.name for path in starter.SOURCES.iterdir()}


def test_a_new_site_says_its_name_author_and_addresses(tmp_path: Path) -> None:
    report = start(tmp_path / "site")
    assert set(contents(tmp_path / "site")) == set(starter.FILES) == set(report.written)
    project = Project.at(tmp_path / "site")
    settings = site_settings(read_config(project.config))
    assert (settings.name, settings.author, settings.repository) == ("My trends", "Our lab", REPOSITORY)
    assert settings.url == "https://our-lab.github.io/my-trends/"
    cited = yaml.safe_load((project.root / "CITATION.cff").read_text())
    assert cited == {
        "cff-version": "1.2.0",
        "message": "Please cite this collection if you use it, and the sources of the results as well.",
        "title": "My trends",
        "type": "dataset",
        "authors": [{"name": "Our lab"}],
        "url": "https://our-lab.github.io/my-trends/",
        "repository-code": REPOSITORY,
    }
    assert f"effsite~={__version__}" in (project.root / "requirements.txt").read_text().splitlines()


def test_what_is_not_said_is_left_open_or_made_of_the_folder_s_name(tmp_path: Path) -> None:
    start(tmp_path / "nlp-cost_trends", name=None, author=None, repository=None)
    config = read_config(tmp_path / "nlp-cost_trends" / "mkdocs.yml")
    settings = site_settings(config)
    assert (settings.name, settings.author, settings.repository) == ("Nlp cost trends", "", "")
    assert config["site_url"] == ""
    assert "social" not in config["extra"]
    cited = yaml.safe_load((tmp_path / "nlp-cost_trends" / "CITATION.cff").read_text())
    assert cited["authors"] == [{"name": "Nlp cost trends"}]


def test_any_text_is_a_name(tmp_path: Path) -> None:
    name = 'R&D: "speed" <b>#1</b> @@name@@ é'
    start(tmp_path / "site", name=name, author="A: [b]*c*")
    settings = site_settings(read_config(tmp_path / "site" / "mkdocs.yml"))
    assert (settings.name, settings.author) == (name, "A: [b]*c*")
    assert yaml.safe_load((tmp_path / "site" / "CITATION.cff").read_text())["title"] == name
    assert "<b>" not in (tmp_path / "site" / "README.md").read_text()
    assert "[b]*c*" not in (tmp_path / "site" / "docs" / "about.md").read_text()


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Our-Lab/my-trends", "https://our-lab.github.io/my-trends/"),
        ("https://github.com/Our-Lab/my-trends.git", "https://our-lab.github.io/my-trends/"),
        ("https://github.com/Our-Lab/my-trends/", "https://our-lab.github.io/my-trends/"),
        ("https://github.com/Our-Lab/Our-Lab.github.io", "https://our-lab.github.io/"),
        ("https://git.example/our-lab/my-trends", ""),
        ("", ""),
    ],
)
def test_the_site_s_address_follows_from_a_repository_on_github(repository: str, address: str) -> None:
    assert starter.Starter(name="x", repository=repository).address == address


def test_an_address_that_is_said_wins() -> None:
    said = starter.Starter(name="x", repository=REPOSITORY, url="https://trends.example")
    assert said.address == "https://trends.example/"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"name": "two\nlines"}, "is not one line of text"),
        ({"author": "a\x1b[31m"}, "is not one line of text"),
        ({"repository": "git@github.com:our-lab/x"}, "is not the address of a page"),
        ({"repository": "javascript:alert(1)"}, "is not the address of a page"),
        ({"url": "https://a b"}, "is not the address of a page"),
        ({"url": 'https://x"onload='}, "is not the address of a page"),
        ({"url": "https://["}, "is not the address of a page"),
        ({"template": True}, "--template takes no --name and no --author and no --repository"),
    ],
)
def test_what_is_no_name_or_address_is_refused_before_anything_is_written(
    tmp_path: Path, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message.replace("(", r"\(")) as refused:
        start(tmp_path / "site", **said)
    assert refused.value.hint
    assert not (tmp_path / "site").exists()


def test_files_in_the_way_are_all_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "docs").write_text("a file")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").symlink_to("elsewhere")
    before = contents(tmp_path)
    with pytest.raises(UsageError, match=r"3 things .* in the way.*: README\.md, docs, results$"):
        start(tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_with_other_files_is_taken_and_they_stay(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("MIT")
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.md").write_text("# Mine\n")
    start(tmp_path)
    assert (tmp_path / "LICENSE").read_text() == "MIT"
    assert (tmp_path / "docs" / "mine.md").read_text() == "# Mine\n"


def test_the_same_call_goes_on_where_one_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    whole = starter.write_once

    def until_killed(path: Path, text: str) -> bool:
        if len(written) == 5:
            raise KeyboardInterrupt
        written.append(path)
        return whole(path, text)

    monkeypatch.setattr(starter, "write_once", until_killed)
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path / "site")
    monkeypatch.setattr(starter, "write_once", whole)
    assert len(start(tmp_path / "site").written) == len(starter.FILES) - 5
    start(tmp_path / "unbroken")
    assert contents(tmp_path / "site") == contents(tmp_path / "unbroken")
    assert start(tmp_path / "site").written == ()


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(FileExistsError):
        starter.write_once(tmp_path / "README.md", "theirs")
    assert contents(tmp_path) == {"README.md": "mine"}


def test_the_example_is_right_and_its_figures_follow_from_its_rows(tmp_path: Path) -> None:
    start(tmp_path / "site")
    checked = read_checked(tmp_path / "site" / "results")
    assert checked.findings == ()
    (task,) = checked.collection.tasks
    summary = summarise(task, task.task.target("gpt-2-level"))
    # 168 h = 604,800 s; 604,800 / 5,940 = 101.8; 2019-11-05 to 2026-03-14 are 2,321 days = 76.3 months
    assert summary.factor == pytest.approx(101.8, abs=0.05)
    # 76.25 / log2(101.8) = 76.25 / 6.670 = 11.43
    assert summary.average_halving_time_months == pytest.approx(11.43, abs=0.01)
    assert all(row.source_url.startswith("https://github.com/karpathy/nanochat/") for row in task.results)
    assert tomllib.loads((tmp_path / "site" / "results/time-to-gpt-2/task.toml").read_text())["rules"]


def test_the_command_says_what_comes_next_and_fails_with_two_where_files_are_in_the_way(
    tmp_path: Path,
) -> None:
    done = effsite("my-trends", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "My trends: 12 files in my-trends"
    assert done.stdout.splitlines()[-1] == "next: cd my-trends && effsite serve"
    (tmp_path / "my-trends" / "mkdocs.yml").write_text("site_name: Mine\n")
    again = effsite("my-trends", "--json", folder=tmp_path)
    assert again.returncode == 2
    assert again.stdout == ""
    assert (
        "error: 1 thing in my-trends would be in the way, and nothing was written: mkdocs.yml" in again.stderr
    )


def test_the_command_prints_one_object_for_scripts(tmp_path: Path) -> None:
    said = json.loads(effsite("x", "--name", "Ours", "--json", folder=tmp_path).stdout)
    assert (said["folder"], said["name"]) == ("x", "Ours")
    assert said["written"] == list(starter.FILES)


def test_at_a_terminal_it_asks_for_what_is_not_given(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "effsite", "init", "my-trends", "--author", "Our lab"]
    asked = subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs)
    os.write(ours, f"Their trends\n{REPOSITORY}\n".encode())
    assert asked.wait(timeout=120) == 0
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "Name of the site [My trends]:" in said
    assert "Author" not in said
    settings = site_settings(read_config(tmp_path / "my-trends" / "mkdocs.yml"))
    assert (settings.name, settings.author, settings.repository) == ("Their trends", "Our lab", REPOSITORY)
