"""The pages that set things side by side: rates, hardware times algorithms, inference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.comparison import CombinedGain, EffectiveCompute, combined_gain, effective_compute
from effsite.analysis.rates import (
    MOORE,
    comparable,
    factor_per_year,
    is_of_price,
    stated_effective_compute,
)
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.pages.environment import render
from effsite.site.pages.links import runs_address
from effsite.site.pages.page import Page
from effsite.site.pages.target import target_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Rate
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey

RATES = "rates.md"
COMBINED = "hardware-and-algorithms.md"
INFERENCE = "inference.md"
POLICY = "policy.md"

_GROUPS = {
    "algorithms": ("Algorithms", "How fast the compute for a fixed result falls, by other measurements."),
    "hardware": ("Hardware", "How fast a fixed amount of computation gets cheaper or faster."),
    "compute": ("Size of training runs", "How fast the compute spent on the largest runs has grown."),
    "reference": ("Other technologies", "Rates of progress elsewhere, for a sense of proportion."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """A published rate, ready to print; what its source does not give is empty."""

    rate: Rate
    months: str
    interval: str
    per_year: str

    @property
    def basis(self) -> tuple[tuple[str, str], ...]:
        """What its row opens to, with headings: what the rate rests on, and what a reader must know."""
        r = self.rate
        said = (("Data", r.data), ("Method", r.method), ("Scale", r.scale), ("Note", r.note))
        return tuple((heading, text) for heading, text in said if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateGroup:
    """The rates of one kind, fastest first, those without a rate last."""

    title: str
    about: str
    rates: tuple[RateRow, ...]

    @property
    def has_intervals(self) -> bool:
        """Whether a source gives an interval."""
        return any(r.interval for r in self.rates)

    @property
    def has_numbers(self) -> bool:
        """Whether a source gives how many things its rate was fitted to."""
        return any(r.rate.n for r in self.rates)

    @property
    def has_periods(self) -> bool:
        """Whether a rate is of certain years."""
        return any(r.rate.period for r in self.rates)

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return 6 + sum((self.has_intervals, self.has_periods, self.has_numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGain:
    """A target's reduction times Moore's law over its span."""

    summary: TargetSummary
    gain: CombinedGain


@dataclass(frozen=True, slots=True, kw_only=True)
class RateGain:
    """A reduction times one hardware rate over the same span."""

    rate: Rate
    gain: CombinedGain


def has_rates(survey: Survey) -> bool:
    """Whether there is a rate to compare: a published one, or the average of a target."""
    return bool(survey.collection.rates or _with_rate(survey))


def _with_rate(survey: Survey) -> list[TargetSummary]:
    return [s for s in (*survey.efficiency, *survey.runs) if s.average_halving_time_months]


def rates_page(survey: Survey, figures: PageCharts) -> Page | None:
    """Published rates beside the average rates of the collection; None when there is neither."""
    if not has_rates(survey):
        return None
    rates = survey.collection.rates
    trends = sorted(_with_rate(survey), key=lambda s: s.average_halving_time_months or 0)
    drawn = comparable(rates) or any(s.average_halving_time_months for s in survey.efficiency)
    return Page(
        address=RATES,
        title="Rates compared",
        description="Doubling times of algorithms, hardware, training runs and other technologies.",
        body=render(
            "rates.md.jinja",
            figure=figures.rates(rates, survey.efficiency, survey.links(RATES)) if drawn else "",
            trends=trends,
            groups=tuple(_groups(rates)),
            links=survey.links(RATES),
        ),
    )


def _groups(rates: Sequence[Rate]) -> Iterator[RateGroup]:
    for name, (title, about) in _GROUPS.items():
        of_group = [rate for rate in rates if rate.group == name]
        order = [c.rate for c in comparable(of_group)]
        if of_group:
            totals = [rate for rate in of_group if rate.doubling_time_months is None]
            yield RateGroup(title=title, about=about, rates=tuple(map(_rate_row, [*order, *totals])))


def _rate_row(rate: Rate) -> RateRow:
    months, per_year = rate.doubling_time_months, factor_per_year(rate)
    return RateRow(
        rate=rate,
        months="" if months is None else formats.exact(months),
        interval=_interval(rate),
        per_year="" if per_year is None else formats.factor_exact(per_year),
    )


def _interval(rate: Rate) -> str:
    if rate.low is None:
        return ""
    level = f" ({rate.interval_level})" if rate.interval_level else ""
    if rate.high is None:
        return f"from {formats.exact(rate.low)}{level}"
    return f"{formats.exact(rate.low)} to {formats.exact(rate.high)}{level}"


def combined_page(survey: Survey) -> Page | None:
    """Hardware and algorithms multiplied; None where no target has a falling compute."""
    gains = tuple(with_moore(s) for s in survey.efficiency if _falls(s))
    main = combined_target(survey)
    if main is None:
        return None
    return Page(
        address=COMBINED,
        title="Hardware and algorithms",
        description="What cheaper computation and better algorithms have given together, target by target.",
        body=render(
            "combined.md.jinja",
            main=with_moore(main),
            gains=gains,
            by_rate=tuple(_by_rate(main, survey.collection.rates)),
            effective=effective_of(survey, main),
            stated=stated_effective_compute(survey.collection.rates),
            runs=runs_address(survey.settings.runs),
            links=survey.links(COMBINED),
        ),
    )


def combined_target(survey: Survey) -> TargetSummary | None:
    """The target that the page of hardware and algorithms opens with: the headline's, or the first that can.

    None where no target has a falling compute.
    """
    fitting = [s for s in survey.efficiency if _falls(s)]
    return next((s for s in fitting if s is survey.headline), next(iter(fitting), None))


def _falls(summary: TargetSummary) -> bool:
    """Whether less and less compute was needed: a gain that cheaper hardware multiplies."""
    computes = MEASURES[summary.measure].quantity == "compute"
    return summary.factor is not None and summary.target.record_is == "least" and computes


def effective_of(survey: Survey, main: TargetSummary) -> EffectiveCompute | None:
    """The effective compute of the largest runs by the gain at a target; None where they share no span."""
    runs = max(survey.runs, key=lambda s: s.results[-1].result.published, default=None)
    return effective_compute(runs.frontier, main.frontier) if runs else None


def with_moore(summary: TargetSummary) -> TargetGain:
    """A target's reduction times what Moore's law gives over its span."""
    return TargetGain(summary=summary, gain=_gain(summary, MOORE))


def _gain(summary: TargetSummary, rate: Rate) -> CombinedGain:
    if summary.factor is None or summary.span_months is None or rate.doubling_time_months is None:
        raise ValueError(f"{summary.target.name} has no factor, or {rate.name} no doubling time")
    return combined_gain(
        algorithms_factor=summary.factor,
        span_months=summary.span_months,
        hardware_doubling_time_months=rate.doubling_time_months,
    )


def _by_rate(main: TargetSummary, rates: Iterable[Rate]) -> Iterator[RateGain]:
    for one in comparable(rate for rate in rates if rate.group == "hardware" and is_of_price(rate)):
        yield RateGain(rate=one.rate, gain=_gain(main, one.rate))


def inference_page(survey: Survey, figures: PageCharts) -> Page | None:
    """The targets followed by inference compute, on one page; None when there are none."""
    shown = [s for s in survey.inference if s.factor is not None]
    if not shown:
        return None
    links = survey.links(INFERENCE)
    views = [target_view(s, survey, links, figures) for s in shown]
    return Page(
        address=INFERENCE,
        title="Inference efficiency",
        description="How the compute of one forward pass at a fixed accuracy has fallen.",
        body=render("inference.md.jinja", inference=views, links=links),
    )
