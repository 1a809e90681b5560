"""The order of the cards on the front page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.site.pages.home import home_page
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
    body = home_page(view, PageCharts(chart_cache)).body
    cards = body[body.index("eff-targets") :]
    order = list(dict.fromkeys(re.findall(r"<h3><a href=\"([\w-]+)/level/\"", cards)))
    assert order == ["headline", "large", "small", "timed", "here"]
