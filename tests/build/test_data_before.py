"""The edition before, read from the branch of a real repository, and the page of what changed since."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from effsite.analysis.summary import summarise
from effsite.site.data_before import published_before
from effsite.site.pages.changes import MOST_TOLD
from effsite.site.pages.downloads import as_json_text
from effsite.site.pages.edition import Edition, commit_of, edition_before
from effsite.site.pages.edition_before import EarlierEdition, earlier
from effsite.site.pages.generate import generate
from effsite.site.pages.table_rows import rows
from effsite.site.project import Project
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection
from tests.projects import lab_project

PERSON = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A lab"), ("EMAIL", "lab@example.org"))
}
ROWS = (("AlexNet", "2012-06-01", 8e17), ("Better", "2014-09-01", 2e17), ("Best", "2019-05-28", 1e17))


def git(folder: Path, *args: str, day: str = "2026-01-01") -> str:
    environment = {**os.environ, **PERSON, "GIT_CONFIG_GLOBAL": os.devnull}
    environment |= {f"GIT_{role}_DATE": f"{day}T00:00:00Z" for role in ("AUTHOR", "COMMITTER")}
    done = subprocess.run(
        ["git", *args], cwd=folder, check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout.strip()


@pytest.fixture
def lab(tmp_path: Path) -> Project:
    root = lab_project(tmp_path / "lab")
    (root / ".gitignore").write_text("/site/\n/.effsite/\n")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "project")
    return Project.at(root)


def published_text(*chosen: tuple[str, str, float]) -> str:
    results = [make_result(name, day, training_flop=flop) for name, day, flop in chosen]
    summary = summarise(make_task_collection(results), make_target())
    return as_json_text(summary, rows(summary), ())


def publish(
    project: Project, editions: dict[str, str], branch: str = "gh-pages", day: str = "2026-02-01"
) -> None:
    """A branch with those editions, each with the file of one target."""
    work = project.root.parent / f"work-{branch.replace('/', '-')}-{day}"
    git(project.root, "worktree", "add", "--quiet", "--detach", str(work))
    git(work, "switch", "--quiet", "--orphan", "building")
    for name, text in editions.items():
        place = work / name / "data" / "imagenet"
        place.mkdir(parents=True)
        (place / "alexnet-level.json").write_text(text)
        (place.parent / "index.json").write_text("{}")
    listed = [{"version": name, "title": name, "aliases": []} for name in editions]
    (work / "versions.json").write_text(json.dumps(listed))
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "editions", day=day)
    git(
        project.root,
        "update-ref",
        f"refs/{'heads' if '/' not in branch else 'remotes'}/{branch}",
        git(work, "rev-parse", "HEAD"),
    )
    git(project.root, "worktree", "remove", "--force", str(work))
    git(project.root, "branch", "--quiet", "-D", "building")


def test_the_latest_edition_before_the_one_that_is_built_is_read(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(
        lab, {"2026.09": published_text(*ROWS[:1]), "2026.10": published_text(*ROWS[:2]), "2026.11": "{}"}
    )
    monkeypatch.setenv("MIKE_DOCS_VERSION", "2026.11")
    found = published_before(lab, "gh-pages")
    assert found is not None
    edition = found.read()
    assert (edition.name, edition.unread) == ("2026.10", ())
    (target,) = edition.targets
    assert [(row.system, row.value, row.record) for row in target.rows] == [
        ("AlexNet", 8e17, True),
        ("Better", 2e17, True),
    ]
    assert target.factor == 4.0


def test_a_build_that_is_no_edition_is_held_against_the_latest(lab: Project) -> None:
    publish(lab, {"2026.09": published_text(*ROWS[:1]), "2026.09.1": published_text(*ROWS)})
    found = published_before(lab, "gh-pages")
    assert found is not None
    assert found.edition == "2026.09.1"


def test_without_a_branch_or_an_earlier_edition_there_is_none(
    lab: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert published_before(lab, "gh-pages") is None
    publish(lab, {"2026.11": published_text(*ROWS)})
    assert published_before(lab, "elsewhere") is None
    monkeypatch.setenv("MIKE_DOCS_VERSION", "2026.11")
    assert published_before(lab, "gh-pages") is None
    bare = Project.at(lab_project(tmp_path / "no-git"))
    assert published_before(bare, "gh-pages") is None


def test_of_a_branch_here_and_one_fetched_the_newer_counts(lab: Project) -> None:
    publish(lab, {"2026.09": published_text(*ROWS)}, day="2026-02-01")
    publish(lab, {"2026.10": published_text(*ROWS)}, "origin/gh-pages", day="2026-03-01")
    found = published_before(lab, "gh-pages")
    assert found is not None
    assert found.edition == "2026.10"


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("", "2026.11.10"),
        ("2026.11", "2026.10"),
        ("2026.11.3", "2026.11.2"),
        ("2025.01", ""),
        ("2027.01", "2026.11.10"),
    ],
)
def test_editions_come_in_the_order_of_their_numbers(name: str, before: str) -> None:
    versions = ("2026.11.10", "2026.10", "2026.11.2", "2026.11", "dev", "9999.99")
    assert edition_before(json.dumps([{"version": v} for v in versions]), name) == before


@pytest.mark.parametrize("text", ["", "nonsense", "{}", "[1, {}]", '[{"version": "latest"}]'])
def test_a_list_of_editions_that_is_none_has_none_before(text: str) -> None:
    assert edition_before(text, "2026.11") == ""


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 1},
        {"rows": [1]},
        {"rows": {"system": "AlexNet", "published": ["2012-06-01"]}},
        {"rows": {"system": ["A", "B"], "published": ["2012"], "submission": "x", "on_frontier": True}},
        {"factor": "44"},
        {"factor": True},
        {"measure": None, "results": None},
    ],
)
def test_a_file_that_is_no_target_is_named_and_left_out(change: dict[str, Any]) -> None:
    good = published_text(*ROWS)
    bad = json.dumps(json.loads(good) | change)
    found = earlier("2026.10", {"data/a/good.json": good, "data/a/bad.json": bad, "data/a/worse.json": "<"})
    assert len(found.targets) == 1
    assert found.unread == ("data/a/bad.json", "data/a/worse.json")


def test_an_edition_of_the_first_schema_is_read_as_one_of_today() -> None:
    """Until schema 2.0 rows were a list of objects, and each row's figure stood beside them once more."""
    today = json.loads(published_text(*ROWS))
    columns = today["rows"]
    rows = [
        {"system": name, "published": day, "submission": columns["submission"], "on_frontier": True}
        for name, day in zip(columns["system"], columns["published"], strict=True)
    ]
    assert columns["on_frontier"] is True  # of all
    ranked = [{"system": name, "published": day, "training_flop": flop} for name, day, flop in ROWS]
    first = json.dumps(today | {"schema_version": "1.0", "rows": rows, "results": ranked})
    assert earlier("2026.10", {"t": first}) == earlier("2026.10", {"t": published_text(*ROWS)})


def changes_page(tmp_path: Path, before: EarlierEdition | None) -> str:
    results = [make_result(name, day, training_flop=flop) for name, day, flop in ROWS]
    task = make_task_collection(results, task=make_task(make_target()))
    settings = SiteSettings(url="https://example.org/")
    generate(
        make_collection(task),
        tmp_path / "docs",
        cache=tmp_path / "cache",
        settings=settings,
        edition=Edition(name="2026.11"),
        before=before,
    )
    return (tmp_path / "docs" / "changes.md").read_text("utf-8")


def test_the_page_says_what_came_and_what_the_figures_were(tmp_path: Path) -> None:
    old = earlier(
        "2026.10",
        {"data/imagenet/alexnet-level.json": published_text(ROWS[0], ("Better", "2014-09-01", 4e17))},
    )
    page = changes_page(tmp_path, old)
    said = "1 result added, 1 result changed, 1 new record; 1 target in all"
    assert f"Since the edition 2026.10: <strong>{said}</strong>" in page
    assert '<a href="https://example.org/2026.10/"' in page
    assert "<li>New record: Best (2019-05-28, 1e17 FLOP).</li>" in page
    assert "<li>Better: 4e17 FLOP became 2e17 FLOP.</li>" in page
    assert '<td class="num">2x</td><td class="num">8x</td>' in page


def test_the_page_says_that_nothing_changed(tmp_path: Path) -> None:
    page = changes_page(tmp_path, earlier("2026.10", {"t": published_text(*ROWS)}))
    assert "No result and no figure changed since the edition 2026.10." in page
    assert "<table" not in page


def test_the_page_says_that_there_is_no_earlier_edition(tmp_path: Path) -> None:
    page = changes_page(tmp_path, None)
    assert "There is no earlier edition to hold this one against." in page


def test_the_page_tells_some_rows_and_counts_the_others_and_escapes_their_names(tmp_path: Path) -> None:
    many = [(f"<b>{n}</b> ![x](y)", "2013-01-01", 9e17) for n in range(MOST_TOLD + 3)]
    page = changes_page(tmp_path, earlier("2026.10", {"t": published_text(*ROWS, *many)}))
    assert "&lt;b&gt;0&lt;/b&gt; ![x](y) (2013-01-01, 9e17 FLOP)" in page
    assert page.count("&lt;b&gt;") == MOST_TOLD
    assert "; 3 others.</li>" in page


def test_a_commit_is_named_only_where_it_holds_what_is_built(lab: Project) -> None:
    head = git(lab.root, "rev-parse", "HEAD")
    assert commit_of(lab) == head
    (lab.root / "notes.txt").write_text("no part of the site")
    assert commit_of(lab) == head
    (lab.root / "results" / "digits" / "more.csv").write_text("")
    assert commit_of(lab) == ""


def test_no_commit_is_named_without_git_or_before_the_first(tmp_path: Path) -> None:
    bare = Project.at(lab_project(tmp_path / "lab"))
    assert commit_of(bare) == ""
    git(bare.root, "init", "--quiet")
    assert commit_of(bare) == ""
