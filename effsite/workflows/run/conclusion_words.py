"""What the runs of a system came to, in words: pairs of a label and what there is to say under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength

SAME = 0.005
"""Two computes that differ by less are called the same."""


def conclusion_facts(conclusion: Conclusion) -> list[tuple[str, str]]:
    """Whether the target is reached, with how much compute, and how that stands beside other results."""
    seeds, others, target = conclusion.seeds, conclusion.others, conclusion.target
    facts = [("target", f"{target.title}: {'reached' if conclusion.reached else 'not reached'}")]
    if seeds.training_flop and seeds.training_flop_low and seeds.training_flop_high:
        spread = f" ({seeds.training_flop_low:.4g} to {seeds.training_flop_high:.4g})"
        several = len(seeds.crossings) > 1
        facts.append(("compute to target", f"{seeds.training_flop:.4g} FLOP" + (spread if several else "")))
    for label, other in (("against baseline", others.baseline), ("against frontier", others.latest_record)):
        factor = conclusion.factor_against(other)
        if factor and other:
            facts.append((label, f"{_times(factor)} {other.system} ({other.published})"))
    if not others.baseline and conclusion.reached:
        facts.append(("against baseline", "the first result at this target"))
    if conclusion.flop_per_second:
        share = f", {conclusion.utilisation:.1%} of the peak" if conclusion.utilisation else ""
        facts.append(("speed", f"{conclusion.flop_per_second:.3g} FLOP/s{share}"))
    written = conclusion.written
    facts.append(("written", str(written) if written else f"nothing: {conclusion.why_not}"))
    return facts


def full_length_facts(found: FullLength) -> list[tuple[str, str]]:
    """The level that runs to the end of a recipe fix, and where it is to be written; or why there is none."""
    if found.alone:
        return [("level", "none from a seed alone: the same with --seeds tells it")]
    if found.median is None or found.level is None:
        ended = sum(run.log.ended == "complete" for run in found.runs.runs)
        return [("level", f"none yet: {ended} of {found.wanted} runs went to the recipe's end")]
    path = f"results/{found.runs.recipe.task}/task.toml"
    return [
        (f"{found.metric.label}", f"{found.median:.6g}, median of {found.wanted}"),
        ("level", f"{found.level:g}, from the {found.over} of the seeds"),
        *((f"in {path}", f"[[targets]] {name}: level = {found.level:g}") for name in found.targets),
    ]


def _times(factor: float) -> str:
    if abs(factor - 1) < SAME:
        return "the same compute as"
    return f"{factor:.3g}x less compute than" if factor > 1 else f"{1 / factor:.3g}x more compute than"
