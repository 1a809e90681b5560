"""The same project built by each engine: the same pages, the same links, the same files for programs.

Needs all of them installed: `nox -s engines` does that, and runs the browser tests with each.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from effsite.errors import BuildError, UsageError
from effsite.site.build_report import Build
from effsite.site.built_site import MARKER
from effsite.site.engine import EngineName
from effsite.site.pages.theme import inline_script_hashes
from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.links import Links
from tests.projects import committed_project, lab_project

pytestmark = pytest.mark.engines

GENERATOR = re.compile(r'\s*<meta name="generator"[^>]*>')
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ENGINES: tuple[EngineName, ...] = ("mkdocs", "properdocs", "zensical")
OF_THE_ENGINE = ("assets/javascripts/", "assets/stylesheets/", "search", "sitemap.xml", MARKER)
"""Files that an engine brings or writes itself."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[EngineName, Path]:
    """The committed collection, built by each engine at the same place without a warning."""
    project = Project.at(committed_project(tmp_path_factory.mktemp("committed")))
    built = {}
    for name in ENGINES:
        made = build_into(project, None, nobody, strict=True, engine=name)
        assert (made.warnings, made.changed) == ((), True)
        built[name] = project.site.rename(project.root / f"by-{name}")
    return built


def files(site: Path) -> dict[str, Path]:
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}


def test_the_site_of_properdocs_is_that_of_mkdocs_but_for_the_name_of_the_engine(sites) -> None:
    ours, theirs = files(sites["mkdocs"]), files(sites["properdocs"])
    assert ours.keys() == theirs.keys()
    assert len(ours) > 1000
    for name, path in ours.items():
        if path.suffix == ".html":
            one, other = (GENERATOR.sub("", each.read_text("utf-8")) for each in (path, theirs[name]))
            assert one == other, name
        elif not name.endswith(".gz"):
            assert path.read_bytes() == theirs[name].read_bytes(), name


def test_the_site_of_zensical_has_the_same_files_and_all_but_the_pages_are_the_same(sites) -> None:
    ours, theirs = files(sites["mkdocs"]), files(sites["zensical"])

    def own(found: dict[str, Path]) -> set[str]:
        return {name for name in found if not name.startswith(OF_THE_ENGINE)}

    assert own(ours) == own(theirs)
    for name in own(ours):
        if not name.endswith(".html"):
            assert ours[name].read_bytes() == theirs[name].read_bytes(), name


@pytest.mark.parametrize("name", ENGINES)
def test_every_link_leads_somewhere(sites, name) -> None:
    links = Links.of(sites[name], "/effsite/", without=("404.html",))
    assert (links.dead(), links.lost()) == (set(), set())


def test_every_block_is_the_same_in_its_page(sites) -> None:
    block = re.compile(r'<div class="eff-block">.*?\n</div>', re.DOTALL)
    for path in sites["mkdocs"].rglob("*.html"):
        html = path.read_text("utf-8")
        there = (sites["zensical"] / path.relative_to(sites["mkdocs"])).read_text("utf-8")
        assert block.findall(html) == block.findall(there), path


def test_the_policy_of_zensicals_pages_knows_its_inline_scripts(sites) -> None:
    hashes = inline_script_hashes("zensical")
    assert hashes != inline_script_hashes()
    for path in sites["zensical"].rglob("index.html"):
        html = path.read_text("utf-8")
        if "__md_scope" in html:
            assert all(one in html for one in hashes), path
            assert len(INLINE.findall(html)) <= len(hashes), path


def test_zensicals_search_finds_what_that_of_mkdocs_finds(sites) -> None:
    def known(site: Path, name: str, key: str) -> dict[str, str]:
        raw = json.loads((site / name).read_text("utf-8"))
        return {entry["location"]: entry["text"] for entry in (raw[key] if key else raw)}

    ours = known(sites["mkdocs"], "search/entries.json", "")
    theirs = known(sites["zensical"], "search.json", "items")
    assert len(ours) > 3000
    assert {place for place in ours if "#system-" in place} == {p for p in theirs if "#system-" in p}
    missing = {place for place in ours if place not in theirs}
    assert missing == set()
    place = "imagenet/alexnet-level/#all-results"
    assert theirs[place] == ours[place]
    assert "imagenet/alexnet-level/#cite" not in theirs


@pytest.fixture
def lab(tmp_path: Path) -> Project:
    return Project.at(lab_project(tmp_path / "lab"))


def built(project: Project, engine: EngineName) -> Build:
    return build_into(project, None, nobody, engine=engine)


@pytest.mark.parametrize("name", ENGINES)
def test_a_dead_link_in_a_page_is_warned_about(lab: Project, name) -> None:
    (lab.docs / "about.md").write_text("# About\n\nSee [there](nowhere.md).\n")
    assert [one for one in built(lab, name).warnings if "about.md" in one or "nowhere.md" in one] != []


@pytest.mark.parametrize("name", ENGINES)
def test_a_site_of_another_engine_is_built_anew_and_then_stands(lab: Project, name) -> None:
    other: EngineName = "properdocs" if name != "properdocs" else "mkdocs"
    built(lab, other)
    assert built(lab, name).changed
    assert built(lab, name).changed == (name == "zensical")  # of which it is not known what it reads


def test_properdocs_puts_pages_back_that_it_kept(lab: Project) -> None:
    built(lab, "properdocs")
    before = set((lab.cache / "pages").iterdir())
    (lab.docs / "about.md").write_text("# About\n\nChanged.\n")
    built(lab, "properdocs")
    after_a_change = {name: path.read_bytes() for name, path in files(lab.site).items()}
    assert len(set((lab.cache / "pages").iterdir()) - before) == 1

    shutil.rmtree(lab.cache / "pages")
    for record in lab.cache.glob("site-*.json"):
        record.unlink()
    assert built(lab, "properdocs").changed
    assert {name: path.read_bytes() for name, path in files(lab.site).items()} == after_a_change


@pytest.mark.parametrize("name", ["properdocs", "zensical"])
def test_what_fails_is_told_in_the_engines_own_words_and_the_old_site_stands(lab: Project, name) -> None:
    built(lab, name)
    before = files(lab.site).keys()
    (lab.root / "own").mkdir()
    (lab.root / "own" / "main.html").write_text(
        '{% extends "effsite.html" %}{% block content %}{% nonsense %}'
    )
    config = lab.config.read_text("utf-8")
    lab.config.write_text(config.replace("  name: material\n", "  name: material\n  custom_dir: own\n"))
    with pytest.raises(BuildError, match=f"{name} failed.*nonsense"):
        built(lab, name)
    assert files(lab.site).keys() == before


@pytest.mark.parametrize("name", ENGINES)
def test_a_project_s_own_theme_stands_in_place_of_ours(lab: Project, name) -> None:
    (lab.root / "own").mkdir()
    (lab.root / "own" / "main.html").write_text(
        '{% extends "effsite.html" %}{% block announce %}Of our own{% endblock %}'
    )
    config = lab.config.read_text("utf-8")
    lab.config.write_text(config.replace("  name: material\n", "  name: material\n  custom_dir: own\n"))
    built(lab, name)
    html = (lab.site / "about" / "index.html").read_text("utf-8")
    assert ("Of our own" in html, "Content-Security-Policy" in html) == (True, True)


def test_pages_that_zensical_leaves_out_without_a_word_fail_the_build(lab: Project) -> None:
    (lab.docs / "a:b.md").write_text("# A name that Zensical does not take\n")
    with pytest.raises(BuildError, match="zensical failed"):
        built(lab, "zensical")


def test_hooks_are_refused_where_they_would_be_passed_over(lab: Project) -> None:
    (lab.root / "hook.py").write_text("")
    lab.config.write_text(lab.config.read_text("utf-8") + "hooks: [hook.py]\n")
    with pytest.raises(UsageError, match="zensical would pass over hooks"):
        built(lab, "zensical")
    assert not lab.site.exists()
