"""The table of all targets: what it is narrowed to, what its rows show as uncertain."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from effsite.site.pages.overview import targets_page
from effsite.site.pages.page_charts import PageCharts
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.analysis.test_across import UNEVEN, task
from tests.builders import make_collection, make_runs_target, make_task, make_task_collection
from tests.pages.test_home import falling

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import TaskCollection


def body_of(cache: Path, *tasks: TaskCollection, runs: str = "") -> str:
    view = survey(make_collection(*tasks), SiteSettings(runs=runs))
    return targets_page(view, PageCharts(cache)).body


def facets_of(body: str) -> dict[str, tuple[list[str], list[int]]]:
    (found,) = re.findall(r'data-facets="([^"]*)"', body)
    told = json.loads(html.unescape(found))
    return {label: (values, [int(place, 36) for place in places]) for label, values, places in told}


def row_of(body: str, title: str) -> str:
    return next(line for line in body.splitlines() if f">{title}</a></th>" in line)


def test_rows_are_told_apart_by_domain_by_how_sure_they_are_and_by_measure(chart_cache: Path) -> None:
    body = body_of(
        chart_cache,
        task("imagenet", ("sure", UNEVEN, 100), ("twice", [2.0, 1.0], 100)),
        task("text", ("once", [1.0], 100), domain="Language"),
        falling("timed", 4, timed=True),
    )
    facets = facets_of(body)
    # Vision has most results of what falls: 5 + 2 and timed's 3
    assert facets["Domain"] == (["Vision", "Language"], [0, 0, 0, 1])
    kinds, places = facets["How sure"]
    assert kinds == [
        *("an interval with both ends", "a rate without an interval"),
        *("a factor and no rate", "no second record"),
    ]
    titles = re.findall(r'<tr><th scope="row"[^>]*><a [^>]*>([^<]*)</a>', body)
    found = dict(zip(titles, (kinds[n] for n in places), strict=True))
    assert found["sure"] == "an interval with both ends"
    assert found["timed"] == "a rate without an interval"
    assert (found["twice"], found["once"]) == ("a factor and no rate", "no second record")
    assert facets["Measured by"][0] == ["Training compute", "Training time"]


def test_a_figure_without_an_interval_or_of_an_estimate_is_marked(chart_cache: Path) -> None:
    body = body_of(
        chart_cache,
        task("imagenet", ("sure", UNEVEN, 100), ("twice", [2.0, 1.0], 100)),
        task("text", ("guessed", UNEVEN, 100), domain="Language", source_kind="estimated"),
    )
    assert "eff-unsure" not in row_of(body, "sure")
    assert row_of(body, "twice").count('class="num eff-unsure"') == 2
    assert row_of(body, "guessed").count('class="num eff-unsure"') == 2
    assert '<td data-brief="no">none</td>' in row_of(body, "sure")
    assert "<td>5 of 5</td>" in row_of(body, "guessed")


def test_a_site_of_one_kind_of_target_offers_nothing_to_choose(chart_cache: Path) -> None:
    body = body_of(chart_cache, falling("one", 4))
    assert "data-facets" not in body
    assert 'class="eff-results" data-noun="targets">' in body
    assert "eff-fall" in row_of(body, "one")


def test_a_site_without_any_trend_has_its_table_and_no_chart(chart_cache: Path) -> None:
    figures = PageCharts(chart_cache)
    collection = make_collection(task("text", ("once", [1.0], 100)))
    body = targets_page(survey(collection, SiteSettings()), figures).body
    assert len(figures) == 0
    assert "eff-chart" not in body
    assert "eff-fall" not in row_of(body, "once").replace("eff-falls", "")


def test_what_grows_has_no_picture_of_a_fall(chart_cache: Path) -> None:
    target = make_runs_target(name="era", title="era", task="runs")
    grown = task("runs", ("era", [1.0, 2.0, 4.0], 100))
    grown = make_task_collection(grown.results, task=make_task(target, name="runs", domain="History"))
    body = body_of(chart_cache, falling("one", 4), grown)
    assert '<td class="eff-falls"></td>' in row_of(body, "era")
    assert "<svg" in row_of(body, "one")
