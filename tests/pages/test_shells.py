"""Pages of a kind, filled in once: each is what the templates make of it alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, Template
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import url_filter

from effsite.site import shared_pages
from effsite.site.generator import run_generator
from effsite.site.kept import Kept
from effsite.site.pages.generated import Generated
from effsite.site.shells import Shells

WHOLE = """\
<title>{{ (page.meta.title or page.title) | striptags }}</title>
<meta content="{{ page.meta.description | e }}">
<link href="{{ page.canonical_url }}"><a href="#{{ (page.toc | first).id }}">Skip</a>
{% if "\\u003ch1" not in page.content %}<h1>{{ page.title }}</h1>{% endif %}{{ page.content }}
"""


class Counted:
    """A template that counts how often it is filled in."""

    def __init__(self, text: str) -> None:
        environment = Environment(autoescape=False)  # noqa: S701 - as MkDocs does
        environment.filters["url"] = url_filter
        self.template: Template = environment.from_string(text)
        self.rendered = 0

    def render(self, context: Any) -> str:
        self.rendered += 1
        return self.template.render(context)


def page(name: str, content: str = "<p>Text.</p>", **meta: Any) -> SimpleNamespace:
    return SimpleNamespace(
        file=SimpleNamespace(src_uri=f"systems/{name}.md"),
        url=f"systems/{name}/",
        title=f"System {name}",
        canonical_url=f"https://site.example/systems/{name}/",
        toc=TableOfContents([AnchorLink(f"System&#32;{name}", name, 1)]),
        meta={"description": f"About {name}.", **meta},
        content=content,
        previous_page=None,
        next_page=None,
        ancestors=[],
        edit_url=None,
    )


def fill(pages: Sequence[Any], text: str = WHOLE, listed: Sequence[Any] = ()) -> tuple[list[str], int]:
    """What is made of the pages, and how often the template was filled in."""
    shells = Shells({one.file.src_uri for one in pages})
    shells.on_nav(SimpleNamespace(pages=listed), config=None, files=None)
    template = Counted(text)
    return [shells.fill(template, context(one)) for one in pages], template.rendered


def alone(pages: Sequence[Any], text: str = WHOLE) -> list[str]:
    return [Counted(text).render(context(one)) for one in pages]


def context(one: Any) -> dict[str, Any]:
    return {"page": one, "base_url": get_relative_url(".", one.url)}


def test_the_templates_are_filled_in_for_the_first_two_pages_of_a_kind_alone() -> None:
    pages = [page(f"p{n}") for n in range(9)]
    made, rendered = fill(pages)
    assert made == alone(pages)
    assert made[8].startswith('<title>System p8</title>\n<meta content="About p8.">\n')
    assert rendered == 3  # once with marks, and two whole


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(page("other", "<h1>Its own</h1>"), id="with a heading of its own"),
        pytest.param(page("other", title="Another title"), id="with a title in its head"),
        pytest.param(page("other", hide=["toc"]), id="with another head"),
    ],
)
def test_pages_of_another_kind_are_filled_in_on_their_own(other: Any) -> None:
    pages = [page("one"), page("two"), page("three"), other]
    made, rendered = fill(pages)
    assert made == alone(pages)
    assert rendered == 3 + 2


@pytest.mark.parametrize(
    "name",
    ["a & b", "100 %", "quo'te", "a person&#x27;s", "a &amp;lt; b", "&lt;b&gt;", "&nbsp;", "&#38;#39;", "&"],
)
def test_words_are_filled_in_as_the_template_escapes_them(name: str) -> None:
    pages = [page("one"), page("two"), page("three"), page("four", description=name, title=name)]
    for one in pages[:3]:
        one.meta["title"] = one.title
    made, rendered = fill(pages)
    assert made == alone(pages)
    assert rendered == 3


@pytest.mark.parametrize("use", ["urlencode", "upper", "e | e", "replace('%', 'percent')", "length"])
def test_a_template_that_makes_something_else_of_words_fills_in_each(use: str) -> None:
    pages = [page(f"p{n}") for n in range(8)]
    pages[5].title = "It&#x27;s 90 %"
    text = f"{WHOLE}{{{{ page.title | {use} }}}}"
    assert fill(pages, text)[0] == alone(pages, text)


def elsewhere(name: str, folder: str) -> SimpleNamespace:
    one = page(name)
    one.file.src_uri, one.url = f"{folder}/{name}.md", f"{folder}/{name}/"
    one.canonical_url = f"https://site.example/{folder}/{name}/"
    return one


LINKING = (
    WHOLE
    + """\
{% for to in ("assets/x.css", "targets/vision/", "about/", "") -%}
<a href="{{ to | url }}">{{ to }}</a>{% endfor %}
"""
)
"""Links as MkDocs writes them, which are shorter to what lies in the page's own folder."""


def test_pages_of_many_folders_are_filled_in_from_one_where_all_their_links_are_the_same() -> None:
    pages = [elsewhere(f"p{n}", f"task-{n}") for n in range(9)]
    made, rendered = fill(pages, LINKING, listed=[elsewhere("vision", "targets")])
    assert made == alone(pages, LINKING)
    assert '<a href="../../targets/vision/">' in made[8]
    assert rendered == 3


@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("folder", ["assets", "targets", "about"])
def test_pages_in_a_folder_that_the_theme_links_into_are_of_a_kind_of_their_own(
    folder: str, first: int
) -> None:
    pages = [elsewhere(f"p{n}", f"task-{n}") for n in range(6)]
    pages[first:first] = [elsewhere(f"q{n}", folder) for n in range(4)]
    made, rendered = fill(pages, LINKING, listed=[elsewhere("vision", "targets")])
    assert made == alone(pages, LINKING)
    assert '<a href="../../about/">' in made[-1]
    assert rendered == 3 + 3


@pytest.mark.parametrize(
    "name",
    ["a <b>", "twice  spaced", "line\nbreak", "wide\N{NO-BREAK SPACE}space", ""],
)
def test_a_text_that_a_template_may_change_is_left_to_the_template(name: str) -> None:
    pages = [page("one"), page("two"), page("three"), page("four", title=name)]
    pages[3].title = name
    made, rendered = fill(pages)
    assert made == alone(pages)
    assert rendered == 3 + 1


@pytest.mark.parametrize(
    "shown", ["page.file.src_uri", "page.meta.boost", "page.url", "(page.toc | first).title"]
)
def test_a_template_that_shows_more_of_a_page_fills_in_each(shown: str) -> None:
    pages = [page(f"p{n}", boost=n // 5) for n in range(9)]
    text = f"{WHOLE}{{{{ {shown} }}}}"
    assert fill(pages, text)[0] == alone(pages, text)


def test_a_page_with_neighbours_children_or_a_place_in_the_navigation_is_filled_in_alone() -> None:
    pages = [page(f"p{n}") for n in range(7)]
    pages[3].next_page = pages[4]
    pages[4].toc = TableOfContents([AnchorLink("One", "one", 1), AnchorLink("Two", "two", 2)])
    pages[5].edit_url = "https://site.example/edit"
    made, rendered = fill(pages, listed=[pages[6]])
    assert made == alone(pages)
    assert rendered == 3 + 4


def test_pages_that_are_no_work_of_effsite_are_left_alone() -> None:
    shells = Shells(())
    template = Counted(WHOLE)
    assert [shells.fill(template, context(page(name))) for name in "abcd"] == alone([page(n) for n in "abcd"])
    assert template.rendered == 4


def test_most_pages_of_a_site_are_made_from_those_of_their_kind(
    plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That they are the same, byte for byte, is held in test_whole_blocks.py."""
    docs, generated = plain
    config = (docs.parent / "mkdocs.yml").read_text("utf-8")
    (tmp_path / "mkdocs.yml").write_text(config.replace(str(plain_site), str(tmp_path / "site")), "utf-8")
    asked, whole = [], []
    fill_in = Shells.fill

    def counted(self: Shells, template: Any, context: Any) -> str:
        def render(values: Any) -> str:
            whole.append(context["page"].file.src_uri)
            return str(template.render(values))

        asked.append(context["page"].file.src_uri)
        return fill_in(self, SimpleNamespace(render=render), context)

    monkeypatch.setattr(Shells, "fill", counted)
    monkeypatch.setattr(shared_pages, "processors", lambda: 1)  # a copy counts for itself
    run_generator(tmp_path / "mkdocs.yml", 1, Kept(tmp_path / "kept"), {}, generated.page_files)
    systems = [name for name in asked if name.startswith("systems/")]
    assert len(systems) > 5
    assert sum(name.startswith("systems/") for name in whole) <= 3
