"""Which target stands at which place in the overview, what is drawn as uncertain, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effsite.analysis.summary import TargetSummary, summarise
from effsite.site.charts import Shelf, overview_chart
from effsite.site.charts.labels import lay_out
from effsite.site.charts.overview import overview_scene
from effsite.site.charts.svg import narrow_frame, wide_frame
from effsite.site.pages.overview import shelves
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from effsite.workflows.check import load_checked
from tests.analysis.test_across import UNEVEN, task
from tests.analysis.test_sureness import OPEN_ENDED
from tests.builders import make_result, make_target, make_task, make_task_collection
from tests.charts.test_target import columns

if TYPE_CHECKING:
    from effsite.site.charts import Chart, Designs

RESULTS = Path(__file__).parents[2] / "results"


def falling(name: str, values: list[float], days: int, **fields: object) -> TargetSummary:
    """A target whose records have those values, each so many days after the one before."""
    made = task("work", (name, values, days), **fields)
    return summarise(made, made.task.targets[0])


def by_examples() -> TargetSummary:
    """A target that follows examples: three records, each half of the one before, 731 days apart."""
    target = make_target(name="seen", title="seen", measure="examples")
    days = ("2012-01-01", "2014-01-01", "2016-01-01")
    rows = [
        make_result(day, day, target="seen", training_flop=None, examples=4e6 / 2**n)
        for n, day in enumerate(days)
    ]
    return summarise(make_task_collection(rows, task=make_task(target)), target)


@pytest.fixture
def drawn(designs: Designs) -> Chart:
    two = (
        Shelf(
            heading="Vision",
            summaries=(
                falling("uneven", UNEVEN, 100),
                falling("open", OPEN_ENDED, 100),
                falling("guessed", UNEVEN, 50, source_kind="estimated"),
                falling("twice", [2.0, 1.0], 100),
                falling("once", [1.0], 100),
            ),
        ),
        Shelf(heading="Games", summaries=(falling("never", [1.0], 100),)),
        Shelf(heading="Language", summaries=(by_examples(),)),
    )
    return overview_chart(designs, two, name="overview")


def test_a_row_for_each_rate_by_domain_the_fastest_first(drawn: Chart) -> None:
    # 8 doublings in 400 and in 200 days, 16 in 400: 50, 25 and 25 days, / 30.4375; equal ones by name.
    # 4 years less a day from 2012 to 2016 are 1461 days: 730.5 for a halving, 24 months.
    sure, unsure = columns(drawn, "mark-frontier"), columns(drawn, "mark-result")
    assert sure["name"] == ["guessed", "uneven"]
    assert sure["x"] == pytest.approx([0.821355, 1.64271], rel=1e-5)
    assert unsure["name"] == ["open", "seen"]
    assert unsure["x"] == pytest.approx([0.821355, 24.0], rel=1e-5)
    # a heading, three rows, a heading, a row
    assert (sure["y"], unsure["y"]) == (pytest.approx([1.7, 3.7]), pytest.approx([2.7, 5.7]))


def test_what_is_estimated_or_has_no_interval_is_hollow(drawn: Chart) -> None:
    assert columns(drawn, "mark-frontier")["alpha"] == [0.0, 1.0]
    assert columns(drawn, "mark-result")["alpha"] == [0.8, 0.0]
    assert [(e.text, e.role, e.hollow) for e in drawn.legend[:3]] == [
        ("an interval with both ends", "frontier", False),
        ("an interval without an upper end", "result", False),
        ("no interval, or an estimated first or latest figure", "result", True),
    ]


def test_an_interval_with_both_ends_is_blue_and_one_without_runs_grey_to_the_edge(drawn: Chart) -> None:
    guessed, uneven = columns(drawn, "path-frontier")["xs"]
    # 0.002965 to 0.046874 doublings a day for 100 days a step (see test_interval), half as long for 50
    assert uneven == pytest.approx([1 / 0.046874 / 30.4375, 1 / 0.002965 / 30.4375], rel=1e-3)
    assert guessed == pytest.approx([each / 2 for each in uneven], rel=1e-3)
    ((_, edge),) = columns(drawn, "path-other")["xs"]
    assert f'"x_high":{edge}' in drawn.json
    assert "one that runs to the right edge has no upper end" in drawn.caption


def test_a_label_is_the_factor_and_the_whole_name_and_a_heading_counts(drawn: Chart) -> None:
    assert columns(drawn, "note-narrow")["text"] == [
        "Vision: 3 of 5 targets with a rate",
        "Language: 1 of 1 target with a rate",
        "≈256x · guessed",
        "65,500x · open",
        "256x · uneven",
        "4x · seen",
    ]


def test_the_words_say_how_many_have_no_rate(drawn: Chart) -> None:
    assert drawn.title == "Months to halve what a fixed capability takes, 4 targets"
    assert "A rate takes three records: 3 targets have none and are left out." in drawn.caption
    assert "open 0.8 (from 0.2 on); uneven 1.6 (0.7 to 11.1); seen 24.0 (no interval)." in drawn.alt


def test_the_shape_says_what_is_counted(drawn: Chart) -> None:
    assert columns(drawn, "mark-result")["marker"] == ["circle", "triangle"]
    shapes = [(e.text, e.shape) for e in drawn.legend if e.role == "ink"]
    assert shapes == [("training compute", "circle"), ("examples seen", "triangle")]


def test_where_all_count_the_same_the_legend_explains_no_shape(designs: Designs) -> None:
    shelf = Shelf(heading="", summaries=(falling("uneven", UNEVEN, 100),))
    chart = overview_chart(designs, [shelf], name="overview")
    assert not [e for e in chart.legend if e.role == "ink"]
    assert "left out" not in chart.caption
    assert columns(chart, "note-wide")["text"] == ["256x · uneven"]


def test_no_rate_is_no_overview(designs: Designs) -> None:
    with pytest.raises(ValueError, match="no target has a rate"):
        overview_chart(designs, [Shelf(heading="", summaries=(falling("a", [2.0, 1.0], 9),))], name="x")


def test_the_hover_gives_factor_dates_rate_interval_and_doubt(drawn: Chart) -> None:
    marks = columns(drawn, "mark-frontier")
    assert marks["labels"][0].split("\n") == [
        *("Task", "Measure", "Takes", "Halving time", "Interval", "Records", "Estimated")
    ]
    assert marks["values"][1].split("\n") == [
        *("work", "Training compute", "256x less, January 2020 to February 2021", "1.6 months"),
        *("0.7 to 11.1 months", "5"),
    ]


@pytest.fixture(scope="module")
def committed() -> tuple[Shelf, ...]:
    settings = SiteSettings(headline="imagenet/alexnet-level", runs="ai-and-compute")
    return shelves(survey(load_checked(RESULTS).collection, settings))


KNOWN = (
    *("96 % on CIFAR-10", "DAWNBench level", "42.0 AP on COCO with ResNet-50", "ResNet-50 level"),
    *("AlexNet level", "94 % on CIFAR-10", "AlexNet level, inference", "fastMRI, tuned by five trials"),
)
"""Some of vision, the fastest first: 3.8, 5.6, 6.9, 14.2, 15.3, 16.2, 17.2 and 149 months."""


def test_of_the_committed_record_the_domain_with_most_falls_stands_first_the_fastest_above(
    committed: tuple[Shelf, ...],
) -> None:
    assert [shelf.heading for shelf in committed[:2]] == ["Language", "Vision"]
    falls = [len(shelf.rated) for shelf in committed[:2]]
    assert falls == sorted(falls, reverse=True)
    vision = committed[1]
    assert tuple(s.target.title for s in vision.rated if s.target.title in KNOWN) == KNOWN


def test_of_the_committed_record_estimates_and_rates_without_an_interval_are_hollow(
    committed: tuple[Shelf, ...],
) -> None:
    marks = [mark for group in overview_scene(committed[1:2]).marks.values() for mark in group]
    assert {m.name for m in marks if m.hollow and m.name in KNOWN} == {
        *("96 % on CIFAR-10", "DAWNBench level", "42.0 AP on COCO with ResNet-50", "ResNet-50 level"),
        *("94 % on CIFAR-10", "fastMRI, tuned by five trials"),
    }


def test_no_label_of_the_committed_record_is_cut_on_any_width(committed: tuple[Shelf, ...]) -> None:
    scene = overview_scene(committed)
    for frame in (wide_frame(scene), narrow_frame(scene)):
        placed = lay_out(scene, frame).placed
        assert len(placed) == len(scene.notes)
        assert [p.text for p in placed if "…" in p.text] == []
        assert all(p.box.left >= 0 and p.box.right <= frame.width for p in placed)
