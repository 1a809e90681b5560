"""The rates of targets side by side with what they come to together: a forest plot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.analysis.across import MOORE_PER_YEAR
from effsite.analysis.interval import LEVEL
from effsite.site import formats
from effsite.site.charts.axes import padded
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.scene import Axis, Label, Mark, Path, Scene
from effsite.site.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.across import Across, TargetRate
    from effsite.analysis.pooling import Mean
    from effsite.site.charts.palette import Role
    from effsite.site.charts.templates import Designs

TITLE = "Halvings of the training compute a year"
HEADINGS = {
    "entering": "One target of each task",
    "further": "Further targets, not in the mean",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row: a heading where `heading` is set, else a rate with its interval; a new target has no mark."""

    name: str
    at: float
    role: Role = "other"
    rate: float | None = None
    low: float = 0.0
    high: float = 0.0
    detail: tuple[tuple[str, str], ...] = ()
    hollow: bool = False
    heading: bool = False


def forest_chart(designs: Designs, across: Across, *, name: str = "across-targets") -> Chart:
    """The rates of all targets with an interval on a linear axis, in halvings a year, and their mean.

    Raises ValueError when there is no such target.
    """
    if not across.rates:
        raise ValueError("no target has a rate with an interval")
    scene = forest_scene(across)
    return finish(designs, scene, _words(across), name=name)


def forest_scene(across: Across) -> Scene:
    """What `forest_chart` draws: a row for each target, and two for the mean and for a new target."""
    rows = _placed(list(_rows(across)))
    drawn = [r for r in rows if not r.heading]
    ends = [0.0, MOORE_PER_YEAR, *(r.low for r in drawn), *(r.high for r in drawn)]
    low, high = padded(min(ends), max(ends), before=0.04, after=0.04)
    count = len(rows)
    upright = (float(count), 0.0)
    return Scene(
        design="forest",
        x=Axis(low=low, high=high, ticks="plain", title=TITLE),
        y=Axis(low=float(count), high=0.0, ticks="none"),
        paths=(
            Path(role="target", xs=(0.0, 0.0), ys=upright),
            Path(role="reference", xs=(_short(MOORE_PER_YEAR),) * 2, ys=upright),
            *(Path(role=r.role, xs=(_short(r.low), _short(r.high)), ys=(r.at, r.at)) for r in drawn),
        ),
        marks=_marks(drawn),
        notes=tuple(_note(r, low) for r in rows),
        rows=count,
    )


def _rows(across: Across) -> Iterator[_Row]:
    further = [r for r in across.rates if r not in across.entering]
    for heading, rates in (("entering", across.entering), ("further", further)):
        if rates:
            yield _Row(name=HEADINGS[heading], at=0, heading=True)
            yield from (_of_target(r, hollow=heading == "further") for r in _fastest_first(rates))
    if across.overall.mean is not None:
        yield from _of_mean(across.overall.mean)


def _fastest_first(rates: Sequence[TargetRate]) -> list[TargetRate]:
    return sorted(rates, key=lambda r: (-r.rate, r.name))


def _of_target(rate: TargetRate, *, hollow: bool) -> _Row:
    return _Row(
        name=f"{one_line(rate.target.title)}: {formats.signed(rate.rate)}",
        at=0,
        rate=rate.rate,
        low=rate.low,
        high=rate.high,
        hollow=hollow,
        detail=(
            ("Task", one_line(rate.task.title)),
            ("Halvings a year", formats.signed(rate.rate)),
            ("Interval", f"{formats.signed(rate.low)} to {formats.signed(rate.high)}"),
            ("Halving time", formats.months(12 / rate.rate)),
            ("Baseline", formats.compute(rate.baseline_flop)),
            ("Records", f"{rate.records} in {formats.span(rate.span_months)}"),
        ),
    )


def _of_mean(mean: Mean) -> Iterator[_Row]:
    ends = f"{formats.signed(mean.low)} to {formats.signed(mean.high)}"
    yield _Row(name="Together", at=0, heading=True)
    yield _Row(
        name=f"The mean of the {mean.n}: {formats.signed(mean.mean)}",
        at=0,
        role="frontier",
        rate=mean.mean,
        low=mean.low,
        high=mean.high,
        detail=(("Halvings a year", formats.signed(mean.mean)), ("Interval", ends)),
    )
    yield _Row(name="Where a new target may lie", at=0, role="trend", low=mean.next_low, high=mean.next_high)


def _placed(rows: Sequence[_Row]) -> list[_Row]:
    """The rows each at its height, in rows from the top: headings a little above the middle of theirs."""
    return [replace(row, at=n + (0.6 if row.heading else 0.7)) for n, row in enumerate(rows)]


def _short(value: float) -> float:
    """The value at six digits: the same files on every processor."""
    return float(f"{value:.6g}")


def _marks(rows: Sequence[_Row]) -> dict[Role, tuple[Mark, ...]]:
    groups: dict[Role, list[Mark]] = {"result": [], "frontier": []}
    for row in rows:
        if row.rate is not None:
            ours = row.role == "frontier"
            groups["frontier" if ours else "result"].append(
                Mark(
                    x=_short(row.rate),
                    y=row.at,
                    name=row.name,
                    detail=row.detail,
                    shape="diamond" if ours else "circle",
                    hollow=row.hollow,
                )
            )
    return {role: tuple(marks) for role, marks in groups.items()}


def _note(row: _Row, left: float) -> Label:
    if row.heading:
        return Label(text=row.name, x=left, y=row.at, fixed=True, bold=True)
    at = row.low if row.rate is None else row.rate
    return Label(text=row.name, x=_short(at), y=row.at, side="above", fixed=True)


def _words(across: Across) -> Words:
    listed = "; ".join(
        f"{one_line(r.task.title)}, {one_line(r.target.title)} {formats.signed(r.rate)} "
        f"({formats.signed(r.low)} to {formats.signed(r.high)})"
        for r in across.rates
    )
    mean = across.overall.mean
    together = ""
    if mean is not None:
        together = (
            f" The mean of one target of each task is {formats.signed(mean.mean)} "
            f"({formats.signed(mean.low)} to {formats.signed(mean.high)})."
        )
    entries = [LegendEntry(role="result", text="a target’s average rate", drawn="mark")]
    if len(across.entering) < len(across.rates):
        entries.append(LegendEntry(role="result", text="not in the mean", drawn="mark", hollow=True))
    if mean is not None:
        entries.append(LegendEntry(role="frontier", text="mean of the tasks", drawn="mark", shape="diamond"))
        entries.append(LegendEntry(role="trend", text="where a new target may lie"))
    entries.append(LegendEntry(role="reference", text="Moore’s law: one halving in two years"))
    entries.append(LegendEntry(role="target", text="no gain"))
    return Words(
        alt=f"Chart: halvings of the training compute a year, with intervals: {listed}.{together}",
        caption="Halvings of the training compute a year, further right is faster. Whiskers are "
        f"{formats.percent(LEVEL)} intervals.",
        legend=tuple(entries),
    )
