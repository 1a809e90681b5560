from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from effsite.site.charts import choices_picture, picture_html
from effsite.site.charts.choices import choices_scene
from effsite.site.charts.labels import lay_out
from effsite.site.charts.svg import narrow_frame, wide_frame
from tests.builders import make_result, make_results
from tests.charts.conftest import summary_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(1)">\n\n\' & $$x$$'


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn here, by the code under test


def yearly(*gained, **fields):
    """A record on 1 January of each year from 2012 on, that many halvings below 2 ** 60."""
    return make_results(
        *((f"S{n}", f"20{12 + n}-01-01", 2.0 ** (60 - g)) for n, g in enumerate(gained)), **fields
    )


@pytest.fixture
def bursts():
    """Five records that gain 1, 2, 3 and 8 halvings in four years: 6 months a halving on average."""
    return summary_of(*yearly(0, 1, 2, 3, 8))


def test_each_choice_is_a_dot_at_its_halving_time_in_the_row_of_its_kind(bursts):
    marks = choices_scene(bursts).marks

    (average,) = marks["frontier"]
    assert (round(average.x, 2), average.y) == (6.0, 0.74)
    assert len(marks["result"]) + 1 == len(bursts.choices)
    # two more of the records, two of all results, and five without a record in the third row
    assert [m.y for m in marks["result"]] == [0.74] * 2 + [1.74] * 2 + [2.74] * 5
    assert marks["result"][0].name == "records: straight line: 6.7 months"  # 12 / 1.8, see test_choices


def test_only_rows_with_a_choice_are_drawn(bursts):
    assert [n.text for n in choices_scene(bursts).notes] == [
        "The records",
        "All results",
        "Without one record",
    ]


def test_every_kind_of_choice_has_its_row():
    page = {"source_url": "https://page.example/list", "flop_method": "counted"}
    rows = (*yearly(0, 1, 2, 3), *yearly(0, 1, 2, 3, 4, 5, 6, **page)[4:])

    assert [n.text for n in choices_scene(summary_of(*rows)).notes] == [
        "The records",
        "All results",
        "One way of counting",
        "Without one source",
        "Without one record",
    ]


def test_the_interval_of_the_headline_lies_behind_all_rows(bursts):
    (band,) = choices_scene(bursts).bands

    assert band.xs[0] == bursts.interval.low
    assert bursts.interval.high is None
    assert band.xs[1] == choices_scene(bursts).x.high  # no upper end: the band runs out of the picture
    assert (band.lows, band.highs) == ((3.0, 3.0), (0.0, 0.0))


def test_an_interval_with_two_ends_is_drawn_between_them_and_fits_the_axis():
    # steps of 1, 2, 1, 2, 1, 2 halvings a year
    summary = summary_of(*yearly(0, 1, 3, 4, 6, 7, 9))
    scene = choices_scene(summary)

    assert scene.bands[0].xs == (summary.interval.low, summary.interval.high)
    assert scene.x.low < summary.interval.low < summary.interval.high < scene.x.high


def test_without_an_interval_there_is_no_band_and_no_word_of_one():
    picture = choices_picture(summary_of(*yearly(0, 1, 2)), name="x")

    assert "eff-band" not in picture.svg_wide
    assert "interval" not in picture.caption + "".join(e.text for e in picture.legend)


def test_caption_and_description_give_the_figures(bursts):
    picture = choices_picture(bursts, name="x")
    description = parsed(picture.svg_wide).find(f"{SVG}desc").text

    assert picture.caption.startswith(
        "Each dot is the halving time by one choice, the blue one the average of the headline."
    )
    # without S0 the line gains 2.2 a year, the most; without S4 one, see test_choices
    assert picture.caption.endswith(
        "The least, 5.5 months, is that of “straight line without S0”; "
        "the most, 12.0 months, that of “straight line without S4”."
    )
    # weighed by the time it stood S4 is a day, so that the line is nearly that of the other four
    assert description.startswith("Chart: halving times in months by choice. The records: 6.0, 6.7, 11.9; ")


def test_many_choices_of_a_kind_are_described_by_their_ends():
    picture = choices_picture(summary_of(*yearly(0, 1, 2, 3, 4, 5, 6)), name="x")

    assert "Without one record: 7 from 12.0 to 12.0." in picture.svg_wide
    assert picture.caption.endswith(" All of them give 12.0 months.")


@pytest.mark.parametrize("frame", [wide_frame, narrow_frame])
def test_nothing_is_cut(bursts, frame):
    scene = choices_scene(bursts)
    layout = lay_out(scene, frame(scene))
    size = layout.frame

    assert len(layout.placed) == len(scene.notes)
    for placed in layout.placed:
        assert placed.text == placed.note.text
        assert size.left <= placed.box.left < placed.box.right <= size.width - size.right
    for marks in scene.marks.values():
        for mark in marks:
            assert size.left + 5 <= size.x(scene, mark.x) <= size.width - size.right - 5
            assert size.top + 5 <= size.y(scene, mark.y) <= size.height - size.bottom - 5


def test_the_figure_is_a_picture_that_no_script_makes_live(bursts):
    html = picture_html(choices_picture(bursts, name="imagenet/alexnet-level-choices"))

    assert html.startswith(
        '<figure class="eff-chart" data-picture="imagenet/alexnet-level-choices" '
        'data-name="AlexNet level: halving time in months by choice"'
    )
    assert "data-chart" not in html
    assert html.count("<svg") == 2 + 3  # wide, narrow, and one for each line of the legend
    assert not re.search(r"\n\s*\n", html)


def test_a_hostile_name_stays_text():
    rows = (*yearly(0, 1, 2), make_result(HOSTILE, "2015-01-01", training_flop=2.0**52))
    picture = choices_picture(summary_of(*rows), name="x")

    for svg in (picture.svg_wide, picture.svg_narrow):
        tags = {e.tag.removeprefix(SVG) for e in parsed(svg).iter()}
        assert tags <= {"svg", "title", "desc", "clipPath", "rect", "path", "circle", "g", "text", "tspan"}
    assert "<script>" not in picture_html(picture)


def test_a_target_without_choices_has_no_picture():
    with pytest.raises(ValueError, match="no choice to draw"):
        choices_picture(summary_of(*yearly(0, 1)), name="x")
