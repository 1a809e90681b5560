"""The site that a new project builds: whole, its own, and nothing in it of this project's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from effsite.site import starter
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.links import Links
from tests.projects import HERE

from .conftest import start

OURS = ("effsite contributors", "github.com/effsite", "effsite.github.io", "alexnet", "imagenet")
"""This project's own author, addresses and headline."""


def task_names() -> set[str]:
    """The names of this project's tasks, but for those that are plain words."""
    folders = {path.parent.name for path in (HERE / "results").glob("*/task.toml")}
    return folders - {"rates", "hardware", "go", "digits"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site, built as its workflows build it."""
    root = tmp_path_factory.mktemp("starter") / "my-trends"
    start(root)
    before = {name: (root / name).read_bytes() for name in starter.FILES}
    built = build(BuildOptions(project=root, strict=True))
    assert built.results == 7
    assert {name: (root / name).read_bytes() for name in starter.FILES} == before
    return root


def texts(folder: Path) -> dict[str, str]:
    kinds = (".html", ".json", ".xml", ".csv", ".md", ".yml", ".cff", ".toml", ".txt", ".svg")
    found = (path for path in folder.rglob("*") if path.suffix in kinds and ".effsite" not in path.parts)
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in found}


def test_not_a_word_of_this_project_s_author_or_tasks_is_on_it(project: Path) -> None:
    told = texts(project)
    assert len(told) > 30
    found = {(name, word) for name, text in told.items() for word in OURS if word in text.lower()}
    assert not found
    # a task's name is an address: ai-and-compute is also that of a publication, which the method cites
    names = {(page, name) for page, text in told.items() for name in task_names() if f"/{name}/" in text}
    assert names <= {(page, "ai-and-compute") for page in told}
    assert all("openai.com/index/ai-and-compute" in told[page] for page, _ in names)


def test_its_words_are_its_people_s(project: Path) -> None:
    target = (project / "site/time-to-gpt-2/gpt-2-level/index.html").read_text("utf-8")
    assert "author = {{Our lab}}," in target
    assert "https://our-lab.github.io/my-trends/time-to-gpt-2/gpt-2-level/" in target
    front = (project / "site/index.html").read_text("utf-8")
    assert "took 102 times less" in front
    assert (
        'content="https://our-lab.github.io/my-trends/' in front or 'href="https://our-lab.github.io' in front
    )
    assert "This collection is kept by Our lab" in (project / "site/about/index.html").read_text("utf-8")
    assert "git clone" in (project / "site/contribute/index.html").read_text("utf-8")


def test_no_link_leads_to_nothing(project: Path) -> None:
    links = Links.of(project / "site", without=("404.html",))
    assert len(links.pages) >= 15
    assert not links.dead()
    assert not links.lost()


def test_without_the_example_it_builds_and_says_that_there_is_nothing_yet(
    project: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    shutil.copytree(project, empty, ignore=shutil.ignore_patterns("site", ".effsite", "time-to-gpt-2"))
    build(BuildOptions(project=empty, strict=True))
    assert "There is no result yet" in (empty / "site/targets/index.html").read_text("utf-8")
    assert not Links.of(empty / "site", without=("404.html",)).dead()


def test_colours_logo_and_pages_of_its_own_are_used_and_nothing_in_the_package_is_edited(
    project: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(project, own, ignore=shutil.ignore_patterns("site", ".effsite"))
    config = (own / "mkdocs.yml").read_text()
    config = config.replace("primary: custom", "primary: teal").replace(
        "# headline: my-task/my-target", "headline: time-to-gpt-2/gpt-2-level"
    )
    (own / "mkdocs.yml").write_text(config.replace("site_name: ", "copyright: Ours\nsite_name: "))
    (own / "docs/assets/logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" id="ours"/>\n')
    (own / "docs/limitations.md").write_text("# What we cannot say\n\nMuch.\n")
    build(BuildOptions(project=own, strict=True))
    front = (own / "site/index.html").read_text("utf-8")
    assert re.search(r'data-md-color-primary="teal"', front)
    assert "Ours" in front
    assert 'src="assets/logo.svg"' in front
    assert 'id="ours"' in (own / "site/assets/logo.svg").read_text("utf-8")
    assert "What we cannot say" in (own / "site/limitations/index.html").read_text("utf-8")
