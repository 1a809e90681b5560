"""A finished chart: everything that a page needs to show it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.site.charts import svg
from effsite.site.charts.design_values import values
from effsite.site.charts.labels import lay_out
from effsite.site.charts.thin import pictured
from effsite.site.charts.told_once import told

if TYPE_CHECKING:
    from effsite.site.charts.palette import Role, Shape
    from effsite.site.charts.scene import Design, Scene
    from effsite.site.charts.templates import Designs

Toggle = Literal["log", "results", "withdrawn", "reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One line of the legend beside a chart: what a stroke, an area, a marker or an arrow stands for."""

    role: Role
    text: str
    drawn: Literal["line", "area", "mark", "arrow", "bar"] = "line"
    shape: Shape = "circle"
    hollow: bool = False
    pale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words around a chart, plain text.

    `title` stands above it where it stands alone, as in a saved picture; `alt` is what a reader hears who
    cannot see it.
    """

    title: str
    alt: str
    caption: str
    legend: tuple[LegendEntry, ...] = ()
    toggles: tuple[Toggle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart that is a picture only: two SVGs with the words around them; `alt` stands in them.

    `name` is a slug path, by which it is called where it is saved.
    """

    name: str
    title: str
    svg_wide: str
    svg_narrow: str
    caption: str
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart in its two forms: `json` for the live one, two SVGs for the picture in the page.

    `name` is a slug path (`imagenet/alexnet-level`); `file` is where `json` belongs, packed (data_files.py).
    That has the values for the live chart's `design`, which lies in the file `design_file` beside
    the scripts. `title`, `alt` and `caption` are plain text, to be escaped by whoever writes them. `shown` of
    `total` results are drawn; they differ where there are too many to draw. `shares` is the slug path of the
    target with whose other charts it shares what is told of results (told_once.py), and `told` its part of
    that; both are empty where it shares nothing.
    """

    name: str
    json: str
    svg_wide: str
    svg_narrow: str
    title: str
    alt: str
    caption: str
    legend: tuple[LegendEntry, ...]
    toggles: tuple[Toggle, ...]
    bokeh: str
    design: Design
    design_file: str
    shown: int
    total: int
    shares: str = ""
    told: str = ""

    @property
    def shared_address(self) -> str:
        """The address of what it shares with others as the loader reads it, relative to the assets."""
        return f"charts/{self.shares}.json.gz" if self.shares else ""

    @property
    def file(self) -> str:
        """The file that has the JSON, relative to the assets.

        Beside the chart that a target opens with, all that share something with it are in one file.
        """
        if self.shares and self.name != self.shares:
            return f"charts/{self.shares}.beside.json.gz"
        return f"charts/{self.name}.json.gz"

    @property
    def part(self) -> str:
        """What the chart is called in a file of several."""
        return self.name.rpartition("/")[2]

    @property
    def address(self) -> str:
        """The JSON's address as the loader reads it: of a file of its own with a hash of the content.

        The one of a file that it is in with others ends with which of them it is.
        """
        if self.shares:
            return f"{self.file}#{self.part}"
        return f"{self.file}?v={hashlib.sha256(self.json.encode()).hexdigest()[:10]}"


def finish(
    designs: Designs, scene: Scene, words: Words, *, name: str, total: int | None = None, shares: str = ""
) -> Chart:
    """The chart of a scene: gathers the values of its design and draws both pictures.

    `total` is the number of results before thinning, where some were left out; `shares` as in `Chart`.
    """
    shown, template = scene.count, designs.template(scene.design)
    wide, narrow = lay_out(scene, svg.wide_frame(scene)), lay_out(scene, svg.narrow_frame(scene))
    return Chart(
        name=name,
        json=template.values(values(scene, wide, narrow, apart=bool(shares))),
        svg_wide=svg.draw(pictured(scene, "wide"), wide, slug=name, alt=words.alt),
        svg_narrow=svg.draw(pictured(scene, "narrow"), narrow, slug=name, alt=words.alt),
        title=words.title,
        alt=words.alt,
        caption=words.caption,
        legend=words.legend,
        toggles=words.toggles,
        bokeh=designs.script,
        design=scene.design,
        design_file=template.file(scene.design),
        shown=shown,
        total=shown if total is None else total,
        shares=shares,
        told=told(scene) if shares else "",
    )


def draw_picture(scene: Scene, words: Words, *, name: str) -> Picture:
    """The picture of a scene in both widths; `name` is a slug path that makes its ids unique."""
    wide, narrow = lay_out(scene, svg.wide_frame(scene)), lay_out(scene, svg.narrow_frame(scene))
    return Picture(
        name=name,
        svg_wide=svg.draw(scene, wide, slug=name, alt=words.alt),
        svg_narrow=svg.draw(scene, narrow, slug=name, alt=words.alt),
        title=words.title,
        caption=words.caption,
        legend=words.legend,
    )
