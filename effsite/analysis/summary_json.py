"""What a summary comes to as plain values, for `effsite trend --json` and the data files of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effsite.analysis.attempts import LowerBound
    from effsite.analysis.claims import Claim
    from effsite.analysis.interval import Interval
    from effsite.analysis.pace import Recent
    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.regimes import Regime
    from effsite.analysis.significance import Significance
    from effsite.analysis.summary import TargetSummary


def summary_json(summary: TargetSummary) -> dict[str, Any]:
    """The summary as plain values for `json.dumps(allow_nan=False)`: `effsite trend --json`.

    Times are in months, values in the unit of the measure under its name, dates as written in the
    collection. What it does not support is null, with the reason in `trend_refused`,
    `interval_refused` or the interval's `note`. `figure_low` and `figure_high` are what a figure may be off
    by, given or derived as `figure_ends` says; `factor_low` and `factor_high` follow from those of the first
    and the latest record. `doubling_time_months` is that of the straight line, which is the trend only where
    `trend_describes` is true; `interval` is that of the average.
    """
    trend = summary.trend
    return {
        "task": summary.task.name,
        "target": summary.target.name,
        "measure": summary.measure,
        "n": summary.n,
        "factor": summary.factor,
        "span_months": summary.span_months,
        "doubling_time_months": summary.doubling_time_months,
        "two_point_doubling_time_months": summary.average_halving_time_months,
        "interval": _interval_json(summary.interval),
        "r_squared": trend.r_squared if trend else None,
        "moore_factor": summary.moore_factor,
        "frontier": [_row_json(r, summary.measure) for r in summary.frontier_results],
        "fit_over": summary.target.trend_over,
        "record_is": summary.target.record_is,
        "trend_refused": summary.trend_refused,
        "interval_refused": summary.interval_refused,
        "notes": list(summary.notes),
        "results": [_standing_json(r, summary.measure) for r in summary.results],
        "more_than": [_bound_json(b, summary.measure) for b in summary.more_than],
        "stated": [_claim_json(c) for c in summary.claims],
        "average_halving_time_months": summary.average_halving_time_months,
        "recent": _recent_json(summary.recent),
        "trend_describes": summary.describes,
        "regimes": [_regime_json(r) for r in summary.broken.regimes] if summary.broken else [],
        "choices": [{"name": c.name, "halving_time_months": c.halving_time_months} for c in summary.choices],
        "estimated_share": summary.estimated_share,
        "factor_low": summary.factor_ends[0] if summary.factor_ends else None,
        "factor_high": summary.factor_ends[1] if summary.factor_ends else None,
        "significance": [_significance_json(s) for s in summary.significance],
        "latest_result": str(summary.latest_result.published) if summary.latest_result else None,
        "last_checked": str(summary.target.last_checked) if summary.target.last_checked else None,
    }


def _significance_json(one: Significance) -> dict[str, Any]:
    lead, margin = one.lead, one.margin
    return {
        "system": one.result.system,
        "published": str(one.result.published),
        "runs": one.runs,
        "end": margin.end,
        "margin": margin.margin,
        "p_level": margin.p,
        "p_level_unknown": margin.unknown,
        "before": lead.over.system if lead else None,
        "runs_before": lead.runs_before if lead else None,
        "p_before": lead.p if lead else None,
        "p_before_unknown": lead.unknown if lead else "",
        "within_noise": lead.within_noise if lead else None,
    }


def _recent_json(recent: Recent | None) -> dict[str, Any] | None:
    if recent is None:
        return None
    ends = {"low": recent.low, "high": recent.high}
    return {"months": recent.months, **ends, "n": recent.n, "since": recent.since.isoformat()}


def _regime_json(regime: Regime) -> dict[str, Any]:
    return {
        "from": regime.start.isoformat(),
        "to": regime.end.isoformat(),
        "halving_time_months": regime.halving_time_months,
    }


def _interval_json(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "level": interval.level,
        "note": interval.note,
        "of": "average_halving_time_months",
        "kind": interval.kind,
        "coverage": interval.coverage,
        "within_one_study": interval.within_one_study,
    }


def _bound_json(bound: LowerBound, measure: str) -> dict[str, Any]:
    attempt = bound.attempt
    return {"system": attempt.system, "published": str(attempt.published), measure: bound.value}


def _row_json(row: RankedResult, measure: str) -> dict[str, Any]:
    return {
        "system": row.result.system,
        "published": str(row.result.published),
        measure: row.value,
        "factor": row.factor,
    }


def _standing_json(row: RankedResult, measure: str) -> dict[str, Any]:
    return {
        **_row_json(row, measure),
        "on_frontier": row.on_frontier,
        "why_not": row.why_not,
        "status": row.result.status,
        "source_url": row.result.source_url,
        "figure_low": row.ends.low if row.ends else None,
        "figure_high": row.ends.high if row.ends else None,
        "figure_ends": row.ends.origin if row.ends else "",
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    on_record = claim.on_record
    return {
        "system": claim.statement.system,
        "field": claim.statement.field,
        "as_printed": claim.statement.as_printed,
        "read_as": claim.read_as if isinstance(claim.read_as, float) else claim.statement.read_as,
        "on_record": on_record if isinstance(on_record, float) or on_record is None else str(on_record),
        "difference": claim.difference,
        "agrees": claim.agrees,
        "derived_doubling_months": claim.derived_doubling_months,
        "note": claim.note,
        "source": claim.statement.source,
    }
