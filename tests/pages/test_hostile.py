"""Text of strangers stays text: in the Markdown, in the built pages, in titles and links."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from effsite.site.pages.provided import PROVIDED
from tests.pages.conftest import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.pages.generated import Generated

OWN_SCRIPTS = 3  # Material's inline ones, which the policy knows by hash


class Elements(HTMLParser):
    """Collects what could run: scripts, handlers, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        self._in_script = tag == "script" and values.get("type") is None and "src" not in values
        self.handlers += [(tag, name) for name in values if name.startswith("on")]
        self.addresses += [v for n in ("href", "src", "action", "xlink:href") if (v := values.get(n))]

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)
            self._in_script = False


def elements(path: Path) -> Elements:
    found = Elements()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def built(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_no_built_page_has_a_script_or_a_handler_of_a_stranger(hostile_site: Path) -> None:
    for path in built(hostile_site):
        found = elements(path)
        assert not any("alert" in s for s in found.scripts), path
        assert len(found.scripts) <= OWN_SCRIPTS, path
        assert not found.handlers, path


def test_no_built_page_links_to_anything_but_pages_and_http(hostile_site: Path) -> None:
    for path in built(hostile_site):
        schemes = {urlsplit(a.strip()).scheme for a in elements(path).addresses}
        assert schemes <= {"", "http", "https"}, path


def test_markdown_in_a_field_makes_no_picture(hostile_site: Path) -> None:
    for path in built(hostile_site):
        assert "z.png" not in " ".join(elements(path).addresses), path
        assert "img" not in elements(path).tags or not any("z.png" in a for a in elements(path).addresses)


def test_the_title_shows_the_text_as_it_was_written(hostile_site: Path) -> None:
    page = (hostile_site / "imagenet" / "alexnet-level" / "index.html").read_text(encoding="utf-8")
    title = page.split("<title>")[1].split("</title>")[0]
    assert "&lt;/title&gt;&lt;script&gt;" in title


def test_the_heading_and_the_table_show_the_text_as_it_was_written(hostile_site: Path) -> None:
    import html

    page = (hostile_site / "imagenet" / "alexnet-level" / "index.html").read_text(encoding="utf-8")
    visible = html.unescape(page)
    assert "[x](javascript:alert(1)) ![y](z.png){onerror=alert(1)} | `a` &lt;b&gt;" in visible


def test_front_matter_is_quoted_json_of_escaped_text(hostile: tuple[Path, Generated]) -> None:
    docs, _ = hostile
    for path in docs.rglob("*.md"):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        assert set(front) <= {"title", "description", "hide", "card", "search"}, path
        assert "<" not in front["title"] + front["description"], path


def test_a_field_cannot_end_the_front_matter(tmp_path: Path) -> None:
    from effsite.site.pages.page import Page

    page = Page(address="x.md", title='a"\n---\nicon: evil', description="d\n---\n# h", body="# b\n")
    front = yaml.safe_load(page.text().split("---\n")[1])
    assert front["title"] == "a&quot; --- icon: evil"


def test_no_line_of_a_page_but_our_own_headings_starts_markdown(hostile: tuple[Path, Generated]) -> None:
    docs, pages = hostile
    for file in pages.files:
        if file.endswith(".md") and file not in PROVIDED:
            body = (docs / file).read_text(encoding="utf-8").split("---\n", 2)[2]
            blocks = [b for b in body.split("\n\n") if b.strip()]
            assert all(b.startswith(("#", '<div class="eff-block">')) for b in blocks), file


def test_no_text_of_the_collection_is_on_the_pages_that_come_with_effsite(
    hostile: tuple[Path, Generated], plain: tuple[Path, Generated]
) -> None:
    for file in PROVIDED:
        assert (hostile[0] / file).read_bytes() == (plain[0] / file).read_bytes()


def test_unsafe_addresses_are_text_without_a_link(hostile: tuple[Path, Generated]) -> None:
    docs, _ = hostile
    page = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert 'href="javascript:' not in page


def test_downloads_keep_the_text_exactly(hostile: tuple[Path, Generated]) -> None:
    import json

    docs, _ = hostile
    rows = json.loads((docs / "data" / "imagenet" / "alexnet-level.json").read_text(encoding="utf-8"))["rows"]
    assert (rows["note"] if isinstance(rows["note"], str) else rows["note"][0]) == HOSTILE
