"""The rate of one target by every choice: dots in a row for each kind, on the headline's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site import formats
from effsite.site.charts.axes import log_range
from effsite.site.charts.chart import LegendEntry, Picture, Words, draw_picture
from effsite.site.charts.scene import Axis, Band, Label, Mark, Scene
from effsite.site.trend_words import (
    NO_TREND,
    choice_ends_sentence,
    interval_words,
    measurable,
    months_words,
    span_words,
    way,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.choices import Choice, Kind
    from effsite.analysis.summary import TargetSummary

ROWS: dict[Kind, str] = {
    "records": "The records",
    "results": "All results",
    "counting": "One way of counting",
    "source": "Without one source",
    "record": "Without one record",
}
"""What each kind of choice is called in the picture, from the top down."""

_LABEL, _DOTS = 0.35, 0.74
"""Where in a row its label and its dots lie, from its top (0) to its bottom (1)."""


def choices_picture(summary: TargetSummary, *, name: str) -> Picture:
    """The picture of the choices of a target: halving (doubling) times in months on a log axis.

    `name` is a slug path that makes its ids unique on a page. Raises ValueError where there is no choice.
    """
    if not summary.choices:
        raise ValueError("no choice to draw")
    return draw_picture(choices_scene(summary), _words(summary), name=name)


def choices_scene(summary: TargetSummary) -> Scene:
    """What `choices_picture` draws: the interval as a band behind a row of dots for each kind of choice."""
    low, high = log_range(_ends(summary), share=0.04)
    rows, average = _rows(summary.choices), summary.choices[0]
    return Scene(
        design="rates",
        x=Axis(low=low, high=high, ticks="plain", log=True, title=_title(summary)),
        y=Axis(low=float(len(rows)), high=0.0, ticks="none"),
        bands=_bands(summary, high, len(rows)),
        marks={
            "result": tuple(_mark(c, n) for n, (_, row) in enumerate(rows) for c in row if c is not average),
            "frontier": (_mark(average, 0),),
        },
        notes=tuple(Label(text=label, x=low, y=n + _LABEL, fixed=True) for n, (label, _) in enumerate(rows)),
        rows=len(rows),
    )


def _title(summary: TargetSummary) -> str:
    return f"{way(summary).capitalize()} time, months (log scale)"


def _ends(summary: TargetSummary) -> list[float]:
    """All that the axis has to hold: each choice, and the ends of the interval that there are."""
    months = [c.halving_time_months for c in summary.choices]
    interval = summary.interval
    return (
        months if interval is None else [*months, interval.low, *([interval.high] if interval.high else [])]
    )


def _rows(choices: Sequence[Choice]) -> list[tuple[str, list[Choice]]]:
    rows = ((label, [c for c in choices if c.kind == kind]) for kind, label in ROWS.items())
    return [(label, row) for label, row in rows if row]


def _bands(summary: TargetSummary, high: float, rows: int) -> tuple[Band, ...]:
    interval = summary.interval
    if interval is None:
        return ()
    ends = (interval.low, interval.high or high)
    return (Band(xs=ends, lows=(float(rows),) * 2, highs=(0.0, 0.0)),)


def _mark(choice: Choice, row: int) -> Mark:
    months = months_words(choice.halving_time_months)
    return Mark(x=choice.halving_time_months, y=row + _DOTS, name=f"{one_line(choice.name)}: {months}")


def _words(summary: TargetSummary) -> Words:
    interval = summary.interval
    caption = f"Each dot is the {way(summary)} time by one choice, the blue one the average of the headline."
    if interval:
        caption += f" The shaded stretch is its {interval_words(summary)}."
    legend = [
        LegendEntry(role="frontier", text="average of the records", drawn="mark"),
        LegendEntry(role="result", text="another choice", drawn="mark"),
    ]
    if interval:
        level = formats.percent(interval.level)
        legend.append(LegendEntry(role="trend", text=f"{level} interval of the average", drawn="area"))
    return Words(
        title=f"{one_line(summary.target.title)}: {way(summary)} time in months by choice",
        alt=f"Chart: {way(summary)} times in months by choice. {_listed(summary)}.",
        caption=f"{caption} {choice_ends_sentence(summary.choices)}.",
        legend=tuple(legend),
    )


def _listed(summary: TargetSummary) -> str:
    return "; ".join(
        f"{label}: {_range([c.halving_time_months for c in row])}" for label, row in _rows(summary.choices)
    )


def _range(months: list[float]) -> str:
    """A few figures one by one, more by their ends."""
    if len(months) > 5:
        return f"{len(months)} from {span_words(min(months), max(months))}"
    return ", ".join(f"{m:.1f}" if measurable(m) else NO_TREND for m in months)
