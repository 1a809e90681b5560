"""The chart of a target before and after, on the same axes, as pictures that stand alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site.charts import svg
from effsite.site.charts.labels import lay_out, shortened
from effsite.site.charts.scene import Label, milliseconds
from effsite.site.charts.target import target_scene
from effsite.site.charts.thin import pictured
from effsite.site.charts.wording import target_words

if TYPE_CHECKING:
    from effsite.analysis.difference import TargetDifference
    from effsite.analysis.summary import TargetSummary
    from effsite.site.charts.scene import Axis, Scene

MOST_LABELLED = 5
"""New results that are labelled one by one in the picture after; more would hide the chart."""

LONGEST_NAME = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Two SVG documents with a white ground; None where there is nothing to draw on that side."""

    before: str | None
    after: str | None


def draw_pictures(difference: TargetDifference) -> Pictures:
    """The target's chart before and after: the same axes, new results labelled in the second."""
    was, now = (_scene(s) for s in (difference.before, difference.after))
    if was and now:
        was, now = _on_axes_of_both(was, now)
    if now:
        now = replace(now, notes=_labelled(difference, now))
    return Pictures(
        before=_picture(difference.before, was, "Before"), after=_picture(difference.after, now, "After")
    )


def _scene(summary: TargetSummary | None) -> Scene | None:
    return target_scene(summary) if summary is not None and summary.results else None


def _on_axes_of_both(one: Scene, other: Scene) -> tuple[Scene, Scene]:
    x, y = _both(one.x, other.x), _both(one.y, other.y)
    return replace(one, x=x, y=y), replace(other, x=x, y=replace(y, title=other.y.title))


def _both(one: Axis, other: Axis) -> Axis:
    return replace(one, low=min(one.low, other.low), high=max(one.high, other.high))


def _labelled(difference: TargetDifference, scene: Scene) -> tuple[Label, ...]:
    """The scene's labels, those of the new results first and marked as such."""
    new = [r for r in difference.rows if r.kind == "added" and r.after is not None]
    if len(new) > MOST_LABELLED:
        new = [r for r in new if r.record][:MOST_LABELLED]
    fresh = tuple(
        Label(
            text=f"new: {shortened(one_line(row.result.system), LONGEST_NAME)}",
            x=milliseconds(row.result.published.day),
            y=row.after or 0.0,
            bold=True,
        )
        for row in new
    )
    at = {(label.x, label.y) for label in fresh}
    return (*fresh, *(n for n in scene.notes if (n.x, n.y) not in at))


def _picture(summary: TargetSummary | None, scene: Scene | None, side: str) -> str | None:
    if summary is None or scene is None:
        return None
    titled = pictured(replace(scene, y=replace(scene.y, title=f"{side}: {scene.y.title}")), "wide")
    words = target_words(summary, scene)
    name = f"{summary.task.name}/{summary.target.name}/{side.lower()}"
    picture = svg.draw(titled, lay_out(titled, svg.wide_frame(titled)), slug=name, alt=words.alt)
    # Standing alone it may be shown on any ground; its labels are outlined in white.
    return picture.replace("<title", '<rect width="100%" height="100%" fill="#ffffff"/><title', 1)
