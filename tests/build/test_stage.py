"""The stage holds what one build needs, and never outlives the next build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from effsite.site.generator import read_config
from effsite.site.project import Project
from effsite.site.stage import Additions, open_stage, write_config


def derived(lab: Path, pages: list[str]) -> dict[str, Any]:
    project = Project.at(lab)
    project.work.mkdir(exist_ok=True)
    with open_stage(project) as stage:
        added = Additions(pages, ["digits/"], "assets/a.1.css", "assets/a.1.js")
        write_config(project, stage, read_config(project.config), added)
        config: dict[str, Any] = json.loads(stage.config.read_text())
        return config


def test_the_pages_of_domains_stand_below_the_page_of_all_targets(lab: Path) -> None:
    with (lab / "mkdocs.yml").open("a") as config:
        config.write("nav:\n- Home: index.md\n- Targets: targets/index.md\n- About: about.md\n")
    assert derived(lab, ["targets/vision.md"])["nav"] == [
        {"Home": "index.md"},
        {"Targets": ["targets/index.md", "targets/vision.md"]},
        {"About": "about.md"},
    ]


def test_pages_of_targets_and_systems_stay_out_of_the_navigation(lab: Path) -> None:
    with (lab / "mkdocs.yml").open("a") as config:
        config.write("not_in_nav: /drafts/\n")
    assert derived(lab, [])["not_in_nav"].split() == ["/drafts/", "/systems/", "/digits/"]


def test_shared_files_are_added_to_the_projects_own(lab: Path) -> None:
    with (lab / "mkdocs.yml").open("a") as config:
        config.write("extra_css: [own.css]\n")
    config = derived(lab, [])
    assert config["extra_css"] == ["own.css", "assets/a.1.css"]
    assert config["extra"]["effsite_script"] == "assets/a.1.js"


def test_a_stage_left_by_a_killed_build_is_deleted(lab: Path) -> None:
    left = lab / ".effsite" / "stage-dead" / "docs"
    left.mkdir(parents=True)
    derived(lab, [])
    assert not left.exists()


def test_only_a_published_edition_asks_for_the_list_of_versions(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "version" not in derived(lab, [])["extra"]
    monkeypatch.setenv("MIKE_DOCS_VERSION", "2026.11")
    assert derived(lab, [])["extra"]["version"] == {"provider": "mike"}


LATEST = {"mike": {"canonical_version": "latest"}}


@pytest.mark.parametrize(
    ("plugins", "then"),
    [
        ("[search]", ["search", LATEST]),
        ("{search: {}}", {"search": {}, **LATEST}),
        ("[mike, search]", [LATEST, "search"]),
        ("[mike: {alias_type: copy}]", [{"mike": {"canonical_version": "latest", "alias_type": "copy"}}]),
        ("[mike: {canonical_version: stable}]", [{"mike": {"canonical_version": "stable"}}]),
        ("{mike: }", LATEST),
    ],
)
def test_a_published_edition_gets_canonical_addresses(
    lab: Path, monkeypatch: pytest.MonkeyPatch, plugins: str, then: object
) -> None:
    config = (lab / "mkdocs.yml").read_text().replace("[search]", plugins)
    (lab / "mkdocs.yml").write_text(config)
    monkeypatch.setenv("MIKE_DOCS_VERSION", "2026.11")
    monkeypatch.setenv("EFFSITE_CANONICAL", "latest")
    assert derived(lab, [])["plugins"] == then
