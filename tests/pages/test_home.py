"""The order of the cards on the front page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from effsite.site.pages.home import home_page
from effsite.site.pages.overview import targets_page
from effsite.site.pages.page_charts import PageCharts
from effsite.site.pages.survey import survey
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import TaskCollection


def falling(name: str, factor: float, *, years: int = 4, **fields: object) -> TaskCollection:
    """A task whose three records fall by `factor` in all."""
    measure = "seconds" if fields.pop("timed", False) else "training_flop"
    rows = [
        make_result(
            f"{name} {n}",
            f"{2012 + n * years // 2}-06-01",
            task=name,
            target="level",
            **{"training_flop": None, measure: 1e18 / factor ** (n / 2), **fields},
        )
        for n in range(3)
    ]
    target = make_target(name="level", task=name, title=name, measure=measure)
    return make_task_collection(rows, task=make_task(target, name=name, title=name))


def test_published_compute_leads_by_its_factor_and_what_was_measured_here_ends(chart_cache: Path) -> None:
    collection = make_collection(
        falling("here", 1000, years=12, source_kind="measured"),
        falling("small", 2, years=14),
        falling("timed", 100, timed=True),
        falling("large", 50),
        falling("headline", 4),
    )
    view = survey(collection, SiteSettings(headline="headline/level"))
    body = home_page(view, PageCharts(chart_cache), movable=False).body
    cards = body[body.index("eff-targets") :]
    order = list(dict.fromkeys(re.findall(r"<h3><a href=\"([\w-]+)/level/\"", cards)))
    assert order == ["headline", "large", "small", "timed", "here"]


def test_home_is_short_and_tells_the_rates_of_a_dozen_targets(chart_cache: Path) -> None:
    tasks = [falling(f"task-{n:02}", n + 2) for n in range(14)]
    view = survey(make_collection(*tasks), SiteSettings(headline="task-00/level"))
    figures = PageCharts(chart_cache)
    body = home_page(view, figures, movable=False).body
    assert body.count("<h3><a href=") == 12
    # 1461 days halve what falls 15 times in 48 / log2(15) months; the headline, 2x, is drawn as well
    names = json.loads(next(s for s in figures.drawn if s.chart.name == "targets-in-brief").chart.json)
    assert names["mark-result.name"] == [*(f"task-{n:02}" for n in range(13, 2, -1)), "task-00"]
    assert "Of 14 targets 14 have a second record, 14 a rate, 0 an interval of that rate, and 0 one" in body
    assert '<a href="targets/">All of them</a>' in body


def test_the_page_of_all_targets_says_how_many_have_a_rate(chart_cache: Path) -> None:
    view = survey(make_collection(falling("one", 4), falling("two", 8)), SiteSettings())
    body = targets_page(view, PageCharts(chart_cache)).text()
    told = "<p>Of 2 targets 2 have a second record, 2 a rate, 0 an interval of that rate, and 0 one"
    assert told in body


def test_one_rate_alone_is_no_chart_of_rates(chart_cache: Path) -> None:
    figures = PageCharts(chart_cache)
    body = home_page(survey(make_collection(falling("one", 4)), SiteSettings()), figures, movable=False).body
    assert [shown.chart.name for shown in figures.drawn] == ["one/level"]
    assert "How fast, and how sure" not in body


def test_the_front_page_leads_to_levels_that_move_where_there_are_any(chart_cache: Path) -> None:
    view = survey(make_collection(falling("task", 4)), SiteSettings())
    asked = 'Another level? <a href="any-level/">Move the target</a>'
    above, _, _ = home_page(view, PageCharts(chart_cache), movable=True).text().partition("What this is")
    assert asked in above
    assert asked not in home_page(view, PageCharts(chart_cache), movable=False).text()
