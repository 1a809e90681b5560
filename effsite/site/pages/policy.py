"""The page for policy readers: what the collection shows, what follows and what does not, in brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.interval import LEVEL
from effsite.analysis.rates import stated_effective_compute
from effsite.site import formats
from effsite.site.across_words import headline
from effsite.site.pages.across import ACROSS
from effsite.site.pages.comparisons import (
    COMBINED,
    INFERENCE,
    POLICY,
    RATES,
    combined_target,
    effective_of,
    with_moore,
)
from effsite.site.pages.environment import render
from effsite.site.pages.home import answer_of
from effsite.site.pages.page import Page

if TYPE_CHECKING:
    from effsite.analysis.across import Across
    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.survey import Survey

MOST_TASKS = 8
FEWEST_RECORDS = 3
"""Records from which on a target has a rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """How much the collection holds: results, targets, and targets with records enough for a rate."""

    results: int
    targets: int
    with_rate: int


def policy_page(survey: Survey, across: Across | None) -> Page | None:
    """What a reader without the field's words needs to know; None where no target's compute has fallen."""
    main = combined_target(survey)
    if main is None:
        return None
    mean = across.overall.mean if across else None
    return Page(
        address=POLICY,
        title="For policy readers",
        description="How fast the computation behind a fixed AI ability falls, what that means for rules and "
        "budgets, and what it does not: three minutes.",
        body=render(
            "policy.md.jinja",
            answer=answer_of(main),
            main=with_moore(main),
            tasks=one_of_each_task(survey.compute_reductions),
            across=headline(across) if across and mean else "",
            mean=mean,
            level=formats.percent(LEVEL),
            effective=effective_of(survey, main),
            stated=stated_effective_compute(survey.collection.rates),
            inference=max(survey.inference, key=lambda s: s.factor or 0, default=None),
            counts=counts(survey),
            pages={"across": ACROSS, "combined": COMBINED, "inference": INFERENCE, "rates": RATES},
            links=survey.links(POLICY),
        ),
    )


def one_of_each_task(summaries: tuple[TargetSummary, ...]) -> tuple[TargetSummary, ...]:
    """Of each task the target of training whose records span the longest time, the largest factor first.

    Of many tasks the ones with the longest spans.
    """
    longest: dict[str, TargetSummary] = {}
    trained = [s for s in summaries if s.measure == "training_flop"]
    for summary in sorted(trained, key=lambda s: -(s.span_months or 0)):
        longest.setdefault(summary.task.name, summary)
    chosen = tuple(longest.values())[:MOST_TASKS]
    return tuple(sorted(chosen, key=lambda s: -(s.factor or 0)))


def counts(survey: Survey) -> Holdings:
    """How many results and targets the collection holds, and how many targets have enough records."""
    tasks = survey.collection.tasks
    records = (len(s.frontier_results) for s in (*survey.efficiency, *survey.runs))
    return Holdings(
        results=sum(len(task.results) for task in tasks),
        targets=sum(len(task.task.targets) for task in tasks),
        with_rate=sum(n >= FEWEST_RECORDS for n in records),
    )
