from __future__ import annotations

from xml.etree import ElementTree

import pytest

from effsite.site.charts import target_chart
from tests.builders import make_result
from tests.charts.conftest import summary_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(1)">\n\n\' & $$x$$'


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn here, by the code under test


@pytest.fixture
def picture(designs, imagenet):
    return parsed(target_chart(designs, imagenet, name="imagenet/alexnet-level").svg_wide)


def test_the_picture_is_an_image_with_a_title_and_a_description(picture):
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert "fell 4x" in description.text


def test_every_result_has_a_mark_that_names_it(picture):
    names = [e.text for e in picture.iter(f"{SVG}title")][1:]
    assert sorted(names) == ["AlexNet", "GoogLeNet", "ShuffleNet", "VGG"]


def test_records_are_labelled_in_the_picture(picture):
    texts = {e.text for e in picture.iter(f"{SVG}text")}
    assert {"AlexNet", "ShuffleNet, 4x", "Moore’s law"} <= texts


def test_ids_differ_between_charts_and_between_widths(designs, imagenet):
    charts = [target_chart(designs, imagenet, name=name) for name in ("a/b", "a/c")]
    ids = [e.get("id") for c in charts for s in (c.svg_wide, c.svg_narrow) for e in parsed(s).iter()]
    named = [i for i in ids if i]
    assert len(named) == len(set(named)) == 12


def test_a_hostile_name_stays_text(designs):
    chart = target_chart(designs, summary_of(make_result(HOSTILE)), name="x")
    for svg in (chart.svg_wide, chart.svg_narrow):
        tags = {e.tag.removeprefix(SVG) for e in parsed(svg).iter()}
        assert tags <= {"svg", "title", "desc", "clipPath", "rect", "path", "g", "text", "tspan"}
        assert "\n" not in svg


def test_the_picture_draws_a_lone_result(designs):
    assert "AlexNet" in target_chart(designs, summary_of(make_result()), name="x").svg_narrow
