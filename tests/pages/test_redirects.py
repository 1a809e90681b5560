"""Old addresses of systems without a page of their own lead to their rows."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from effsite.errors import UsageError
from effsite.site.pages.redirects import write_redirects
from effsite.site.pages.survey import survey
from effsite.site.pages.systems import Moved
from effsite.site.settings import SiteSettings
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.builders import make_collection, make_result, make_task_collection
from tests.pages.conftest import HOSTILE
from tests.projects import lab_project

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.pages.generated import Generated

SLOWER = "good,Slower net,2023-01-01,9e12,reported,measured,our logs\n"


class Tags(HTMLParser):
    """The attributes of every tag of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def lab_with(root: Path, *settings: str) -> Path:
    """The lab's project with a fourth system, which set no record, and settings of its own."""
    lab = lab_project(root)
    with (lab / "results" / "digits" / "lab.csv").open("a") as rows:
        rows.write(SLOWER)
    if settings:
        with (lab / "mkdocs.yml").open("a") as config:
            config.write("\n".join(["extra:", "  effsite:", *(f"    {line}" for line in settings), ""]))
    return lab


def test_an_old_address_leads_on_without_a_script_and_stays_out_of_search_and_sitemap(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab", "redirects: digits")
    build(BuildOptions(project=lab, strict=True))
    page = (lab / "site" / "systems" / "slower-net" / "index.html").read_text(encoding="utf-8")
    tags = Tags(page).found
    assert ("a", {"href": "../../digits/good/#system-slower-net"}) in tags
    assert ("meta", {"name": "robots", "content": "noindex"}) in tags
    assert (
        "meta",
        {"http-equiv": "refresh", "content": "0; url=../../digits/good/#system-slower-net"},
    ) in tags
    assert ("link", {"rel": "canonical", "href": "https://lab.example/efficiency/digits/good/"}) in tags
    assert 'id="system-slower-net"' in (lab / "site" / "digits" / "good" / "index.html").read_text()
    assert "systems/slower-net" not in (lab / "site" / "sitemap.xml").read_text()
    assert "systems/slower-net" not in (lab / "site" / "search" / "entries.json").read_text()


def test_without_the_setting_the_list_for_the_page_of_lost_addresses_is_all(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab")
    build(BuildOptions(project=lab, strict=True))
    assert not (lab / "site" / "systems" / "slower-net").exists()
    assert json.loads((lab / "site" / "assets" / "moved.json").read_text()) == {
        "digits/good/": ["slower-net"]
    }
    assert "data-not-found" in (lab / "site" / "404.html").read_text()


def test_a_task_that_the_collection_does_not_have_is_refused() -> None:
    collection = make_collection(make_task_collection([make_result()]))
    with pytest.raises(UsageError, match="redirects: the collection has no imagnet") as caught:
        survey(collection, SiteSettings(redirects="imagenet imagnet"))
    assert caught.value.hint == "did you mean 'imagenet'?"


def test_a_page_that_moved_leads_on(tmp_path: Path) -> None:
    lab = lab_with(tmp_path / "lab", "moved: old/level=digits/good systems/was=digits/good#system-slower-net")
    build(BuildOptions(project=lab, strict=True))
    for old, way in (("old/level", "digits/good/"), ("systems/was", "digits/good/#system-slower-net")):
        tags = Tags((lab / "site" / old / "index.html").read_text(encoding="utf-8")).found
        assert ("a", {"href": f"../../{way}"}) in tags
        assert ("meta", {"http-equiv": "refresh", "content": f"0; url=../../{way}"}) in tags
        assert ("link", {"rel": "canonical", "href": "https://lab.example/efficiency/digits/good/"}) in tags
    assert "old/level" not in (lab / "site" / "sitemap.xml").read_text()


@pytest.mark.parametrize(
    ("moved", "wrong"),
    [("digits/good=rates", "digits/good is a page still"), ("old=digits/bad", "there is no page digits/bad")],
)
def test_a_page_that_did_not_move_or_moved_nowhere_is_refused(tmp_path: Path, moved: str, wrong: str) -> None:
    lab = lab_with(tmp_path / "lab", f"moved: {moved}")
    with pytest.raises(UsageError, match=wrong):
        build(BuildOptions(project=lab))
    assert not (lab / "site").exists()


def test_a_page_that_is_there_stays(tmp_path: Path) -> None:
    place = tmp_path / "systems" / "own" / "index.html"
    place.parent.mkdir(parents=True)
    place.write_text("our own")
    write_redirects(tmp_path, [Moved(name="Own", slug="own", page="a/b.md", anchor="system-own", task="a")])
    assert place.read_text() == "our own"


def test_a_strangers_name_stays_text(tmp_path: Path, hostile: tuple[Path, Generated]) -> None:
    one = Moved(name=HOSTILE, slug="x", page="a/index.md", anchor="system-x", task="a")
    write_redirects(tmp_path, [one])
    page = (tmp_path / "systems" / "x" / "index.html").read_text(encoding="utf-8")
    assert {tag for tag, _ in Tags(page).found} == {"html", "head", "meta", "title", "body", "p", "a"}
    assert "../../a/#system-x" in page
