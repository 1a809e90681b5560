"""The page across targets: whether there is one rate, and what a new target may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.across import MEASURE, across, have_rates
from effsite.analysis.interval import LEVEL
from effsite.analysis.pooling import FEWEST
from effsite.files import json_text
from effsite.site import formats
from effsite.site.across_words import baseline_sentences, headline, months_words
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.site.trend_words import span_words

if TYPE_CHECKING:
    from effsite.analysis.across import Across
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey

ACROSS = "across-targets.md"
DATA = "data/across-targets.json"


def across_view(survey: Survey) -> Across | None:
    """The rates of the survey's targets put together; None where no target has a rate of its compute."""
    return across(survey.efficiency) if have_rates(survey.efficiency) else None


def across_page(survey: Survey, figures: PageCharts, found: Across) -> Page:
    """The forest of the targets' rates, what they come to, and what that does not say."""
    return Page(
        address=ACROSS,
        title="Across targets",
        description="Is there a Moore’s law of algorithms? The rates of all targets put together, with their "
        "spread and what a new target may show.",
        body=render(
            "across.md.jinja",
            across=found,
            headline=headline(found),
            figure=figures.forest(found, survey.links(ACROSS)) if found.rates else "",
            rates=tuple((r, span_words(r.low, r.high)) for r in found.rates),
            estimates=tuple((e, months_words(e)) for e in (found.overall, *found.others)),
            baseline=baseline_sentences(found),
            level=formats.percent(LEVEL),
            fewest=FEWEST,
            data=DATA,
            links=survey.links(ACROSS),
        ),
    )


def across_json(found: Across) -> str:
    """The JSON text that the page offers: all its figures."""
    return json_text({"measure": MEASURE, **found.as_json()}, indent=1) + "\n"
