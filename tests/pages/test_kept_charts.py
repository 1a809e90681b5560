"""A chart is drawn again where anything that it shows changed, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.analysis.summary import TargetSummary, summarise
from effsite.site import charts
from effsite.site.kept import fingerprint
from effsite.site.pages import kept_charts
from effsite.site.pages.links import Links
from effsite.site.pages.page_charts import PageCharts
from tests.builders import make_results, make_target, make_task, make_task_collection

LINKS = Links("imagenet/alexnet-level.md", {})
ROWS = (("A", "2012-06-01", 8e17), ("B", "2016-05-01", 4e17), ("C", "2019-05-28", 1e17))


def summary(*rows: tuple[str, str, float], **fields: str) -> TargetSummary:
    target = make_target(**fields)
    return summarise(make_task_collection(make_results(*(rows or ROWS)), task=make_task(target)), target)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the charts that were drawn."""
    names: list[str] = []
    draw = charts.target_chart

    def note(
        designs: charts.Designs, shown: TargetSummary, *, name: str, scene: charts.Scene, shares: str
    ) -> charts.Chart:
        names.append(name)
        return draw(designs, shown, name=name, scene=scene, shares=shares)

    monkeypatch.setattr(charts, "target_chart", note)
    return names


def test_a_chart_comes_back_the_same_without_being_drawn(tmp_path: Path, drawn: list[str]) -> None:
    first, second = PageCharts(tmp_path), PageCharts(tmp_path)
    assert second.target(summary(), LINKS) == first.target(summary(), LINKS)
    first.target(summary(), LINKS)
    assert drawn == ["imagenet/alexnet-level"]
    again = PageCharts(tmp_path)
    again.target(summary(), LINKS)
    assert list(again._drawn.values()) == list(first._drawn.values())
    assert list(again.files) == list(first.files)


OTHERS = {
    "a figure in its last digit": summary(*ROWS[:2], ("C", "2019-05-28", 1.0000000000000002e17)),
    "a name": summary(*ROWS[:2], ("D", "2019-05-28", 1e17)),
    "a day": summary(*ROWS[:2], ("C", "2019-05-29", 1e17)),
    "the target's title": summary(title="Another title"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_chart_is_drawn_where_its_data_changed(
    other: TargetSummary, tmp_path: Path, drawn: list[str]
) -> None:
    PageCharts(tmp_path).target(summary(), LINKS)
    PageCharts(tmp_path).target(other, LINKS)
    assert len(drawn) == 2


def test_a_chart_is_drawn_by_another_version_of_the_program(
    tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    PageCharts(tmp_path).target(summary(), LINKS)
    monkeypatch.setattr(kept_charts, "program", lambda: fingerprint("another version"))
    PageCharts(tmp_path).target(summary(), LINKS)
    assert len(drawn) == 2


def test_a_card_comes_back_the_same_and_is_drawn_anew_for_another_site_or_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = charts.card_png

    def note(scene: charts.Scene, words: charts.CardWords) -> bytes:
        drawn.append(words.site)
        return draw(scene, words)

    monkeypatch.setattr(charts, "card_png", note)
    first = PageCharts(tmp_path).card(summary(), "lab.example")
    assert PageCharts(tmp_path).card(summary(), "lab.example") == first
    assert drawn == ["lab.example"]
    PageCharts(tmp_path).card(summary(), "other.example")
    PageCharts(tmp_path).card(summary(*ROWS[:2], ("C", "2019-05-28", 2e17)), "lab.example")
    assert drawn == ["lab.example", "other.example", "lab.example"]
