from __future__ import annotations

import hashlib
from html.parser import HTMLParser
from importlib.metadata import version

import markdown
import pytest

from effsite.site.charts import assets, figure_html, target_chart
from tests.builders import make_result
from tests.charts.conftest import summary_of
from tests.charts.test_svg import HOSTILE


class Tags(HTMLParser):
    """The start tags of a document with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def chart(designs, imagenet):
    return target_chart(designs, imagenet, name="imagenet/alexnet-level")


def test_the_figure_points_at_its_data_by_content(chart):
    (figure,) = Tags(figure_html(chart)).named("figure")
    digest = hashlib.sha256(chart.json.encode()).hexdigest()[:10]
    assert figure["data-chart"] == f"charts/imagenet/alexnet-level.json.gz?v={digest}"
    assert chart.file == "charts/imagenet/alexnet-level.json.gz"
    assert figure["data-design"] == chart.design_file
    assert figure["data-bokeh"] == f"bokeh-{version('bokeh')}.min.js"


def test_the_figure_holds_both_pictures_a_legend_and_a_caption(chart):
    html = figure_html(chart)
    assert chart.svg_wide in html
    assert chart.svg_narrow in html
    assert len(Tags(html).named("li")) == len(chart.legend)
    assert "<figcaption>Each mark is one result;" in html


def test_every_switch_is_a_button_that_says_whether_it_is_on(chart):
    buttons = [b for b in Tags(figure_html(chart)).named("button") if "data-toggle" in b]
    assert [b["data-toggle"] for b in buttons] == ["log", "results", "reference"]
    assert {b["aria-pressed"] for b in buttons} == {"true"}


def test_markdown_leaves_the_figure_as_it_is(chart):
    html = figure_html(chart)
    page = markdown.markdown(f"Before\n\n{html}\n\nAfter", extensions=["attr_list", "md_in_html"])
    assert html in page


def test_a_hostile_name_adds_no_element_and_no_handler(designs):
    tame = target_chart(designs, summary_of(make_result("AlexNet")), name="x")
    wild = target_chart(designs, summary_of(make_result(HOSTILE)), name="x")
    wild_tags = Tags(figure_html(wild))
    assert [t for t, _ in wild_tags.found] == [t for t, _ in Tags(figure_html(tame)).found]
    assert not any(a.startswith("on") for _, attributes in wild_tags.found for a in attributes)


def test_no_inline_style_or_handler_is_in_the_figure(chart):
    html = figure_html(chart)
    assert " style=" not in html
    assert " onclick=" not in html


def test_shared_files_are_named_by_their_content():
    shared = assets()
    for path in (shared.script, shared.stylesheet):
        digest = hashlib.sha256(shared.files[path]).hexdigest()[:10]
        assert f".{digest}." in path


def test_bokehjs_comes_from_the_installed_wheel_and_is_the_only_file_of_it():
    name = f"assets/bokeh-{version('bokeh')}.min.js"
    files = assets().files
    assert len(files[name]) > 1_000_000
    assert len(files) == 6  # and four scripts of our own, one style sheet


def test_the_loader_makes_no_code_from_text():
    loader = assets().files[assets().script].decode()
    for word in (
        "eval(",
        "new Function",
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "setTimeout('",
    ):
        assert word not in loader
