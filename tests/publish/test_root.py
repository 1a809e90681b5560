"""The files at the branch's root, which follow from the edition that the front page leads to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from effsite.site.publish import publish

from .conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://lab.example/latest/{}/</loc></url>
</urlset>
"""
URL = "https://lab.example/"


def publish_pages(project: Project, version: str, *aliases: str, pages: tuple[str, ...] = ()) -> None:
    def build() -> Path:
        site = project.build()
        for page in pages:
            (site / page).mkdir(parents=True)
            (site / page / "index.html").write_text("a page")
        (site / "404.html").write_text("lost")
        (site / "sitemap.xml").write_text(SITEMAP.format(version))
        (site / "sitemap.xml.gz").write_text("packed")
        return site

    publish(project.root, version, aliases=aliases, site_url=URL, build=build)
    for page in pages:
        (project.root / "site" / page / "index.html").unlink()
        (project.root / "site" / page).rmdir()


def told_pages(project: Project) -> dict[str, object]:
    told: dict[str, object] = json.loads(project.page("pages.json"))
    return told


def test_pages_of_the_latest_edition_are_listed_for_the_banner_of_others(project: Project) -> None:
    publish_pages(project, "2026.11", "latest", pages=("a", "b"))
    listed = {"edition": "2026.11", "at": "latest/", "pages": ["", "a/", "b/"]}
    assert told_pages(project) == listed
    publish_pages(project, "2026.12", pages=("c",))
    assert told_pages(project) == listed
    publish_pages(project, "2026.12", "latest", pages=("c",))
    assert told_pages(project) == {"edition": "2026.12", "at": "latest/", "pages": ["", "c/"]}


def test_without_a_latest_the_newest_edition_leads(project: Project) -> None:
    publish_pages(project, "2026.12", pages=("c",))
    publish_pages(project, "2026.11", pages=("a",))
    assert told_pages(project) == {"edition": "2026.12", "at": "2026.12/", "pages": ["", "c/"]}


def test_the_one_sitemap_is_that_of_the_latest_edition(project: Project) -> None:
    publish_pages(project, "2026.11", "latest")
    publish_pages(project, "2026.10")
    sitemap = project.page("sitemap.xml")
    assert "https://lab.example/latest/2026.11/" in sitemap
    assert sitemap.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!--')
    publish_pages(project, "2026.12", "latest")
    assert "https://lab.example/latest/2026.12/" in project.page("sitemap.xml")
    assert "2026.11" not in project.page("sitemap.xml")
    assert "sitemap.xml.gz" not in project.git("ls-tree", "-r", "--name-only", "gh-pages")


def test_robots_are_told_of_the_sitemap(project: Project) -> None:
    publish_pages(project, "2026.11", "latest")
    assert project.page("robots.txt").splitlines()[1:] == [
        "User-agent: *",
        "Allow: /",
        "Sitemap: https://lab.example/sitemap.xml",
    ]


def test_a_site_without_an_address_has_no_sitemap(project: Project) -> None:
    project.publish("2026.11", "latest")
    there = project.git("ls-tree", "--name-only", "gh-pages").splitlines()
    assert not {"sitemap.xml", "robots.txt"} & set(there)


def test_files_of_ones_own_at_the_root_stay(project: Project) -> None:
    project.git("switch", "--quiet", "--orphan", "gh-pages")
    project.commit({"robots.txt": "Disallow: /", "CNAME": "lab.example"})
    project.git("switch", "--quiet", "main")
    publish_pages(project, "2026.11", "latest")
    project.git("switch", "--quiet", "gh-pages")
    project.commit({"sitemap.xml": "mine", "notes/a.txt": "mine"})
    project.git("switch", "--quiet", "main")
    publish_pages(project, "2026.12", "latest")
    kept = {name: project.page(name) for name in ("robots.txt", "CNAME", "sitemap.xml", "notes/a.txt")}
    assert kept == {
        "robots.txt": "Disallow: /",
        "CNAME": "lab.example",
        "sitemap.xml": "mine",
        "notes/a.txt": "mine",
    }


def test_an_edition_is_one_commit_that_says_of_which_day_and_commit_it_was_made(project: Project) -> None:
    project.publish("2026.10", "latest")
    project.publish("2026.11", "latest", "stable")
    assert project.git("rev-list", "--count", "gh-pages") == "2"
    newest, _ = json.loads(project.page("versions.json"))
    assert newest["aliases"] == ["latest", "stable"]
    assert newest["properties"] == {
        "published": project.git("log", "-1", "--format=%cs", "main"),
        "commit": project.tip("main"),
    }


def test_an_edition_that_did_not_change_says_still_of_which_commit_it_was_made(project: Project) -> None:
    first = project.publish("2026.11", "latest")
    project.commit({"notes.txt": "nothing that an edition is made of"})
    again = project.publish("2026.11", "latest")
    assert (again.changed, again.commit) == (False, first.commit)
