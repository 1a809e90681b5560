"""The built pages: mkdocs has nothing to warn about, and every link inside the site leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest

from effsite.site.pages.generated import Generated
from effsite.site.pages.theme import inline_script_hashes

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = re.compile(r"assets/(charts|bokeh)")


class Links(HTMLParser):
    """Collects the relative links and the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids |= {v for v in (values.get("id"),) if v}
        link = values.get("href" if tag in ("a", "link") else "src")
        if link and not re.match(r"[a-z]+:|//|/|#", link):
            self.links.append(link)


def read(path: Path) -> Links:
    found = Links()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def test_every_link_inside_the_site_leads_to_a_page_and_a_place_on_it(
    plain: tuple[Path, Generated], plain_site: Path
) -> None:
    _, generated = plain
    beside = {plain_site / path for path in generated.beside}
    pages = {path: read(path) for path in plain_site.rglob("*.html") if path.name != "404.html"}
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(unquote(link))
            goal = (path.parent / address).resolve()
            goal = goal / "index.html" if goal.is_dir() else goal
            assert goal.exists() or goal in beside, (path, link)
            if goal.suffix == ".svg":
                picture = generated.beside[str(goal.relative_to(plain_site))].decode()
                assert not anchor or f'<view id="{anchor}"' in picture, (path, link)
                continue
            assert not anchor or anchor in pages[goal].ids, (path, link)


def test_the_policy_is_on_every_page_and_knows_its_inline_scripts(plain_site: Path) -> None:
    import base64
    import hashlib

    for path in plain_site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy, path
        for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy[1], (path, script[:60])


class Head(HTMLParser):
    """Collects what a page says of itself: its title, and every named meta tag."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.in_title = tag == "title" and "title" not in self.said
        if tag == "meta" and (name := values.get("property", values.get("name", ""))):
            self.said[name] = values["content"]

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.said["title"], self.in_title = data, False


def head(path: Path) -> dict[str, str]:
    found = Head()
    found.feed(path.read_text(encoding="utf-8"))
    return found.said


@pytest.mark.parametrize("site", ["plain_site", "hostile_site"])
def test_a_preview_of_any_page_has_its_title_and_description(
    site: str, request: pytest.FixtureRequest
) -> None:
    root: Path = request.getfixturevalue(site)
    pages = [path for path in root.rglob("index.html") if "ingest" not in path.parts]
    for path in pages:
        said = head(path)
        assert f"{said['og:title']} - effsite" == said["title"], path
        assert said["og:description"] == said["description"], path
        assert said["og:url"].startswith("https://effsite.github.io/effsite/"), path
    assert len(pages) > 30


def test_a_preview_of_a_target_shows_its_picture_and_says_what_is_in_it(plain_site: Path) -> None:
    said = head(plain_site / "imagenet" / "alexnet-level" / "index.html")
    picture = "https://effsite.github.io/effsite/charts/imagenet/alexnet-level.png"
    assert (said["og:image"], said["twitter:card"]) == (picture, "summary_large_image")
    assert said["og:image:alt"] == said["description"]
    assert said["og:image:alt"].startswith(
        "AlexNet level plain (ImageNet plain): 8 times less training compute"
    )


def test_the_policy_loads_nothing_from_elsewhere_and_stands_behind_the_encoding(plain_site: Path) -> None:
    text = (plain_site / "index.html").read_text(encoding="utf-8")
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    rules = dict(rule.split(" ", 1) for rule in found[1].split("; "))
    hashes = " ".join(inline_script_hashes())
    assert rules == {
        "default-src": "'self'",
        "object-src": "'none'",
        "script-src": f"'self' {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert text.index("<meta charset") < 1000 < found.start() + len(found[0]) < text.index("<script")


def test_the_policy_allows_no_inline_script_but_the_theme_s() -> None:
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) for source in inline_script_hashes())


def test_tables_stay_out_of_the_search_index(plain_site: Path) -> None:
    index = (plain_site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "8e17" not in index
    assert "AlexNet level" in index


def test_every_table_has_a_caption_and_scoped_headings(plain_site: Path) -> None:
    page = (plain_site / "imagenet" / "alexnet-level" / "index.html").read_text(encoding="utf-8")
    tables = re.findall(r'<table class="eff-table".*?</table>', page, re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption>" in table
        assert all("scope=" in th for th in re.findall(r"<th\b[^>]*>", table))


def test_a_page_lists_the_pages_of_its_own_section_and_of_no_other(plain_site: Path) -> None:
    """So that what every page costs does not grow with the number of pages."""
    system = (plain_site / "systems/fast/index.html").read_text(encoding="utf-8")
    keras = (plain_site / "ingest/keras/index.html").read_text(encoding="utf-8")
    assert 'href="../../contribute/"' in system
    assert "pytorch-stdout" not in system
    assert 'href="../pytorch-stdout/"' in keras
