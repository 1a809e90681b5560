"""How a level that a rule fixes is told, beside the level or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.site import formats

if TYPE_CHECKING:
    from effsite.records import Metric, Target


def level_rule(target: Target) -> str:
    """The rule in a sentence or two, with the level once it is measured; empty without a rule."""
    if not target.level_of or target.metric is None:
        return ""
    rule = (
        f"{target.level_of} reaches at the end of its full-length training: the last evaluation of "
        f"each seed, the {target.level_over} over seeds, {_rounded(target.metric)}"
    )
    if target.level is None:
        return f"The level will be the {target.metric.label} that {rule}."
    return (
        f"The level, {formats.metric(target.metric, target.level)}, follows from a rule: it is what {rule}."
    )


def _rounded(metric: Metric) -> str:
    way = "down" if metric.higher_is_better else "up"
    return f"rounded {way} to {'0.1 %' if metric.unit == 'fraction' else 'three decimals'}"
