from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from effsite.site.charts import Files, apart_html, embed_html, figure_html, paper_svg, target_chart
from tests.builders import make_result
from tests.charts.conftest import summary_of
from tests.charts.test_svg import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = ("A site: every result with its source", "Results published up to 2017-07-04")


@pytest.fixture
def chart(designs, imagenet):
    return target_chart(designs, imagenet, name="imagenet/alexnet-level")


def drawn(chart, source=SOURCE):
    return ElementTree.fromstring(paper_svg(chart, source))  # noqa: S314 - drawn here, by the code under test


def texts(root):
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def test_a_picture_that_stands_alone_has_title_legend_and_source_around_the_chart(chart):
    root = drawn(chart)
    found = texts(root)
    # 8e17 / 2e17 = 4; June 2012 to July 2017 are 61 months
    assert found[0] == "AlexNet level (ImageNet): training compute, 4x less in 5.1 years"
    assert "frontier: the record on each date" in found
    assert found[-2:] == list(SOURCE)
    (inner,) = root.findall(f"{SVG}svg")
    assert (inner.get("width"), inner.get("height")) == ("960", "470")
    # 24 of margin, one line of title, 6 apart; below the chart 14, two rows of legend, and the source
    assert (inner.get("x"), inner.get("y")) == ("24", "55")
    assert root.get("width") == "1008"
    assert float(root.get("height")) > 55 + 470


def test_the_view_of_the_file_shows_the_chart_alone_and_undistorted(chart):
    (view,) = drawn(chart).findall(f"{SVG}view")
    assert (view.get("id"), view.get("viewBox")) == ("chart", "24 55 960 470")
    assert view.get("preserveAspectRatio") == "none"


def test_marks_have_no_names_where_nobody_can_point_at_them(chart):
    (inner,) = drawn(chart).findall(f"{SVG}svg")
    assert chart.svg_wide.count("<title>") == 4
    assert [each.text for each in inner.iter(f"{SVG}title")] == [inner.find(f"{SVG}title").text]
    marks = list(inner.iter(f"{SVG}circle"))
    assert len(marks) == 4
    assert inner.get("aria-labelledby").split()[0] == inner.find(f"{SVG}title").get("id")


def test_a_long_title_goes_on_lines_that_the_picture_takes(chart):
    root = drawn(replace(chart, title="word " * 60))
    lines = [text for text in texts(root) if text.startswith("word")]
    # a word of 19 px at 1.08 is some 57 px wide with its space: 960 take 17 to 18
    assert len(lines) == 4
    assert root.find(f"{SVG}svg").get("y") == str(24 + 4 * 25 + 6)


def test_markup_in_a_name_stays_text_in_the_picture(designs):
    results = [make_result(name, f"{2012 + n}-06-01") for n, name in enumerate(HOSTILE)]
    chart = target_chart(designs, summary_of(*results), name="hostile")
    root = drawn(replace(chart, title=HOSTILE[0]), source=HOSTILE)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {
        *("svg", "view", "rect", "g", "text", "tspan", "title", "desc", "clipPath", "path", "circle"),
    }
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


def test_the_files_of_a_chart_are_links_below_it_and_those_that_there_are(chart):
    cited = {"text": "c.txt", "bibtex": "c.bib", "cff": "c.cff"}
    files = Files(picture="p.svg", png="p.png", rows="r.csv", measure="seconds", **cited)
    html = figure_html(chart, files)
    assert (
        '<p class="eff-files"><a data-file="picture" href="p.svg" download>Picture (SVG)</a> '
        '<a data-file="png" href="p.png" download>Picture (PNG)</a> '
        '<a data-file="rows" data-measure="seconds" href="r.csv" download>Rows (CSV)</a> '
        '<a data-file="text" href="c.txt" download>Citation</a> '
        '<a data-file="bibtex" href="c.bib" download>BibTeX</a> '
        '<a data-file="cff" href="c.cff" download>CITATION.cff</a></p>'
    ) in html
    assert "eff-files" not in figure_html(chart)
    assert '<a data-file="rows" href="r.csv" download>' in figure_html(chart, Files(rows="r.csv"))


def test_the_page_for_frames_shows_that_view_of_the_file(chart):
    html = embed_html(chart, Files(picture="../charts/a.svg"))
    assert 'src="../charts/a.svg#chart" style="aspect-ratio: 960 / 470"' in html
    assert html.count("<svg") == len(chart.legend)


def test_the_file_has_the_picture_for_a_phone_where_it_is_asked_for_and_hides_it_elsewhere(chart):
    root = ElementTree.fromstring(paper_svg(chart, SOURCE, narrow=True))  # noqa: S314 - drawn here
    _, view = root.findall(f"{SVG}view")
    bottom = float(root.get("height"))
    assert view.get("id") == "narrow"
    assert view.get("viewBox") == f"24 {bottom:g} 340 400"  # below all that the file shows
    (hidden,) = root.findall(f"{SVG}g[@class='narrow']")
    assert hidden.find(f"{SVG}svg").get("viewBox") == "0 0 340 400"
    style = root.find(f"{SVG}style").text
    assert style == ".narrow{display:none}#narrow:target~.narrow{display:inline}"
    assert root.get("viewBox") == drawn(chart).get("viewBox")


def test_a_chart_that_a_page_does_not_open_with_shows_the_views_of_its_file(chart):
    html = apart_html(chart, Files(picture="../charts/a.svg"))
    wide = 'eff-svg--wide" loading="lazy" src="../charts/a.svg#chart" style="aspect-ratio: 960 / 470"'
    narrow = 'eff-svg--narrow" loading="lazy" src="../charts/a.svg#narrow" style="aspect-ratio: 340 / 400"'
    assert wide in html
    assert narrow in html
    assert html.count(f'alt="{chart.alt}"') == 2  # one of them is shown
    assert html.count("<svg") == len(chart.legend)
