"""The words around a chart over time: axis, caption, legend, and the text for those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import isolated, one_line
from effsite.records import MEASURES, METHODS
from effsite.site import formats
from effsite.site.charts.chart import LegendEntry, Toggle, Words
from effsite.site.charts.palette import SHAPES, shape_of
from effsite.site.charts.thin import MOST_IN_PICTURE
from effsite.site.estimates import amount, factor_of
from effsite.site.trend_words import rate_sentences
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.records import FlopMethod, Result
    from effsite.site.charts.scene import Scene


def axis_title(summary: TargetSummary) -> str:
    """What the y axis counts, with its unit: Training compute to reach AlexNet level, FLOP."""
    measure = MEASURES[summary.measure]
    aim = f" to reach {one_line(summary.target.title)}" if summary.target.metric else ""
    return f"{measure.label}{aim}{', ' if measure.unit else ''}{measure.unit}"


def methods(summary: TargetSummary) -> tuple[FlopMethod, ...]:
    """The ways in which the compute figures were got, in the palette's order; none for another measure."""
    if summary.measure != "training_flop":
        return ()
    present = {r.result.flop_method for r in summary.results}
    return tuple(method for method in SHAPES if method in present)


def target_words(summary: TargetSummary, scene: Scene) -> Words:
    """All words of a target's chart."""
    return Words(
        title=title(summary),
        alt=_alt(summary),
        caption=_caption(summary, scene),
        legend=legend(summary, scene),
        toggles=toggles(scene),
    )


def title(summary: TargetSummary) -> str:
    """The target and what was found: AlexNet level (ImageNet): training compute, 44x less in 6.9 years."""
    named = f"{one_line(summary.target.title)} ({one_line(summary.task.title)})"
    label = MEASURES[summary.measure].label.lower()
    if summary.factor is None or summary.span_months is None:
        return f"{named}: {label}"
    way = "more" if summary.target.record_is == "most" else "less"
    return f"{named}: {label}, {factor_of(summary)} {way} in {formats.span(summary.span_months)}"


def _alt(summary: TargetSummary) -> str:
    first, last = summary.baseline, summary.latest_record
    title = axis_title(summary)
    if first is None or last is None or summary.factor is None:
        return f"Chart: {title}, {counted(len(summary.results), 'result')}.{_short_words(summary)}"
    verb = "fell" if summary.target.record_is == "least" else "grew"
    return (
        f"Chart: {title}. The record {verb} {factor_of(summary)}, "
        f"from {_at(summary, first)} to {_at(summary, last)}. "
        f"{' '.join(rate_sentences(summary))}{_short_words(summary)}"
    )


def _short_words(summary: TargetSummary) -> str:
    """Which systems stayed short of the level, and what they spent; empty where none did."""
    listed = "; ".join(
        f"{one_line(b.attempt.system)}, more than {formats.measure(summary.measure, b.value)}"
        for b in summary.more_than
    )
    return f" Did not reach the level: {listed}." if listed else ""


def _at(summary: TargetSummary, result: Result) -> str:
    return (
        f"{amount(result, summary.measure)} ({isolated(one_line(result.system))}, "
        f"{formats.month_year(result.published)})"
    )


def _caption(summary: TargetSummary, scene: Scene) -> str:
    parts = ["Each mark is one result; the blue steps follow the record on each date."]
    if summary.more_than:
        parts.append("An arrow is a system that stayed short of the level: it takes more than that.")
    if any(not m.pale for m in scene.marks.get("other", ())):
        parts.append("A small mark is what a result took when it was run again, at the date of the result.")
    parts += rate_sentences(summary)
    shown, total = scene.count - len(scene.marks.get("other", ())), len(summary.results)
    if shown < total:
        parts.append(
            f"{shown:,} of {total:,} results are drawn: all records, the first and the last, the highest and "
            "the lowest of each time, and of others that lie close together one."
        )
    if shown > MOST_IN_PICTURE["wide"]:
        parts.append("The still picture has fewer, chosen in the same way.")
    return " ".join(parts)


def toggles(scene: Scene) -> tuple[Toggle, ...]:
    """The switches that have something to switch."""
    kinds: list[Toggle] = ["log"]
    if scene.marks.get("result"):
        kinds.append("results")
    if scene.marks.get("withdrawn"):
        kinds.append("withdrawn")
    if any(path.role == "reference" for path in scene.paths):
        kinds.append("reference")
    return tuple(kinds)


def legend(summary: TargetSummary, scene: Scene) -> tuple[LegendEntry, ...]:
    """What each stroke and marker stands for, of those that are there."""
    entries = [LegendEntry(role="frontier", text="frontier: the record on each date")]
    if scene.marks.get("result"):
        entries.append(LegendEntry(role="result", text="other results", drawn="mark"))
    if any(m.hollow for marks in scene.marks.values() for m in marks):
        entries.append(LegendEntry(role="ink", text="hollow: estimated", drawn="mark", hollow=True))
    if any(m.pale for m in scene.marks.get("result", ())):
        entries.append(LegendEntry(role="result", text="pale: sets no record", drawn="mark", pale=True))
    if scene.marks.get("withdrawn"):
        entries.append(LegendEntry(role="withdrawn", text="withdrawn", drawn="mark", pale=True))
    if summary.more_than:
        entries.append(LegendEntry(role="other", text="did not reach: more than", drawn="arrow"))
    if any(not m.pale for m in scene.marks.get("other", ())):
        entries.append(LegendEntry(role="other", text="a result run again, small", drawn="mark"))
    if scene.has_bars:
        entries.append(
            LegendEntry(role="result", text="from the low to the high end of a figure", drawn="bar")
        )
    if summary.broken:
        entries.append(LegendEntry(role="trend", text="fitted line with one bend"))
    elif summary.trend and summary.describes:
        entries.append(LegendEntry(role="trend", text="fitted trend"))
        if summary.interval:
            level = formats.percent(summary.interval.level)
            within = " within one study" if summary.interval.within_one_study else ""
            entries.append(
                LegendEntry(role="trend", text=f"{level} interval of the rate{within}", drawn="area")
            )
    if any(path.role == "reference" for path in scene.paths):
        entries.append(LegendEntry(role="reference", text="Moore’s law (two years) from the same start"))
    return (*entries, *_shapes(summary))


def _shapes(summary: TargetSummary) -> tuple[LegendEntry, ...]:
    """One entry for each way in which compute was got, where there is more than one."""
    present = methods(summary)
    if len(present) < 2:
        return ()
    return tuple(
        LegendEntry(role="ink", text=METHODS[m].phrase, drawn="mark", shape=shape_of(m)) for m in present
    )
