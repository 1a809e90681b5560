from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from effsite.site.charts import target_chart
from effsite.site.charts.svg import wide_frame
from effsite.site.charts.target import target_scene
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
    assert {"AlexNet", "4x · ShuffleNet", "Moore’s law"} <= texts


def test_ids_differ_between_charts_and_between_widths(designs, imagenet):
    charts = [target_chart(designs, imagenet, name=name) for name in ("a/b", "a/c")]
    ids = [e.get("id") for c in charts for s in (c.svg_wide, c.svg_narrow) for e in parsed(s).iter()]
    named = [i for i in ids if i]
    assert len(named) == len(set(named)) == 8


def test_a_hostile_name_stays_text(designs):
    chart = target_chart(designs, summary_of(make_result(HOSTILE)), name="x")
    for svg in (chart.svg_wide, chart.svg_narrow):
        tags = {e.tag.removeprefix(SVG) for e in parsed(svg).iter()}
        assert tags <= {"svg", "title", "desc", "clipPath", "rect", "path", "circle", "g", "text", "tspan"}
        assert "\n" not in svg


def test_the_picture_draws_a_lone_result(designs):
    assert "AlexNet" in target_chart(designs, summary_of(make_result()), name="x").svg_narrow


def test_a_bar_is_drawn_from_end_to_end_of_its_figure(designs):
    summary = summary_of(make_result(training_flop_low=1e17, training_flop_high=1e19))
    scene = target_scene(summary)
    picture = parsed(target_chart(designs, summary, name="x").svg_wide)

    (bar,) = (e for e in picture.iter(f"{SVG}path") if "eff-bar" in e.get("class", ""))
    # The axis reaches two tenths of a decade beyond 1e17 and 1e19, 2.4 decades on 404 pixels from 34 to 438:
    # the ends are 404 x 0.2 / 2.4 = 33.7 from either.
    frame = wide_frame(scene)
    (mark,) = scene.marks["frontier"]
    assert bar.get("d") == f"M{frame.x(scene, mark.x):.1f} 404.3V67.7"
    assert bar.get("class") == "eff-bar eff-s-frontier"


def test_marks_in_one_place_are_one_on_a_phone_and_each_named_elsewhere(designs):
    rows = [make_result(name, "2012-01-01", training_flop=8e17) for name in "ABC"]
    chart = target_chart(designs, summary_of(*rows), name="x")

    groups = {each.get("class"): each for each in parsed(chart.svg_narrow).iter(f"{SVG}g")}
    (path,) = groups["eff-marks eff-f-result"]
    assert path.get("d").count("M") == 1
    named = [each.text for each in parsed(chart.svg_wide).iter(f"{SVG}title")][1:]
    assert sorted(named) == ["A", "B", "C"]


def test_of_many_marks_without_names_each_look_is_written_once(designs):
    """150 marks, of which a third are estimates: two looks beside the first, a record."""
    rows = [
        make_result(f"S{n}", f"20{10 + n // 12}-{n % 12 + 1:02}-01", training_flop=8e17 * 2 ** (n % 7))
        for n in range(100)
    ]
    rows += [
        make_result(
            f"E{n}", f"2014-{n % 12 + 1:02}-02", training_flop=9e17 + n * 1e15, source_kind="estimated"
        )
        for n in range(50)
    ]
    picture = parsed(target_chart(designs, summary_of(*rows), name="a/b").svg_wide)
    groups = {each.get("class"): each for each in picture.iter(f"{SVG}g")}
    group = groups["eff-marks eff-f-result"]
    markers = {each.get("id"): each for each in group.iter(f"{SVG}marker")}
    assert len(markers) == 2
    ways = [each for each in group.findall(f"{SVG}path") if each.get("marker-mid")]
    assert [way.get("marker-mid") for way in ways] == [f"url(#{name})" for name in markers]
    assert all(way.get("marker-start") == way.get("marker-end") == way.get("marker-mid") for way in ways)
    assert [len(way.get("d").replace("-", " ").split("l")[1].split()) // 2 + 1 for way in ways] == [99, 50]
    insides = [each.find(f"{SVG}path").get("fill") for each in markers.values()]
    assert sorted(map(str, insides)) == ["None", "none"]


def test_a_title_with_a_word_without_end_is_cut_in_that_word_and_keeps_its_unit(designs):
    summary = summary_of(make_result())
    long = replace(summary, target=replace(summary.target, title="A" + 60 * "b"))
    groups = parsed(target_chart(designs, long, name="long").svg_narrow).iter(f"{SVG}g")
    (lines,) = [group for group in groups if group.get("class") == "eff-axis-title"]
    # 30 letters at most: the first 29 and the sign of the cut
    assert [line.text for line in lines] == ["Training compute to reach", f"A{28 * 'b'}…, FLOP"]
