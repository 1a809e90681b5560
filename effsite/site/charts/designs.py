"""The Bokeh figures, each built once with stand-ins for its data: the only file that imports bokeh.

A design has a fixed set of named glyphs (a band, a path and a set of marks for each role, labels
for wide and for narrow) and holds no data of its own. The loader finds the glyphs by these names
and by the `effsite:` tags. Nothing here runs code from data: no CustomJS, no HTML templates, no
OpenURL; the hover is made of text nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bokeh import models
from bokeh.core.properties import value
from bokeh.models import dom
from bokeh.plotting import figure

from effsite.site.charts.design_values import (
    BAR_COLUMNS,
    BAR_ROLES,
    MARK_COLUMNS,
    MARK_ROLES,
    NOTE_COLUMNS,
    PATH_ROLES,
)
from effsite.site.charts.palette import BAND_OPACITY, BAR_WIDTH, PALETTE
from effsite.site.charts.scene import MS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Design

bk: Any = models
bkdom: Any = dom
"""Untyped, because Bokeh's own annotations contradict its models (`Patches`, `Range1d`)."""

FONT = "-apple-system, BlinkMacSystemFont, Helvetica, Arial, sans-serif"


class Fill(Protocol):
    """Where a design gets its data from: the real thing, or stand-ins for a template."""

    def column(self, name: str) -> list[Any]:
        """The list of that name."""

    def ticks(self, name: str) -> list[float]:
        """Where the log axis whose ticks have that name bears them."""

    def pairs(self, name: str) -> dict[Any, str]:
        """The mapping of that name, from numbers to texts."""

    def number(self, name: str) -> float:
        """The number of that name."""

    def text(self, name: str) -> str:
        """The string of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How the axes of one design are scaled and labelled."""

    dates: bool = False
    x_log: bool = False
    y_log: bool = False
    switch: bool = False
    x_format: Callable[[], Any]
    y_format: Callable[[], Any]
    rows: bool = False


def _dates() -> Any:
    return bk.DatetimeTickFormatter(years="%Y", months="%b %Y", days="%d %b %Y")


def _percent() -> Any:
    return bk.NumeralTickFormatter(format="0.[00] %")


def _scientific() -> Any:
    return bk.BasicTickFormatter(precision=1)


def _plain() -> Any:
    return bk.BasicTickFormatter(power_limit_high=6, precision=1)


LOOKS: dict[Design, _Look] = {
    "compute": _Look(dates=True, y_log=True, switch=True, x_format=_dates, y_format=_scientific),
    "quantity": _Look(dates=True, y_log=True, switch=True, x_format=_dates, y_format=_plain),
    "rates": _Look(x_log=True, x_format=_plain, y_format=_plain, rows=True),
    "curve": _Look(x_log=True, x_format=_plain, y_format=_plain),
    "curve-percent": _Look(x_log=True, x_format=_plain, y_format=_percent),
    "pair": _Look(x_log=True, y_log=True, x_format=_plain, y_format=_plain),
}


def build(design: Design, fill: Fill) -> Any:
    """The Bokeh figure of that design with data from `fill`."""
    look = LOOKS[design]
    plot = figure(
        x_axis_type="datetime" if look.dates else "log" if look.x_log else "linear",
        y_axis_type="log" if look.y_log else "linear",
        x_range=bk.Range1d(
            fill.number("x_low"), fill.number("x_high"), min_interval=MS_PER_DAY if look.dates else None
        ),
        y_range=bk.Range1d(fill.number("y_low"), fill.number("y_high")),
        sizing_mode="stretch_both",
        toolbar_location="right",
        tools="",
        min_border_left=8 if look.rows else 46,
        min_border_top=34,
        min_border_bottom=32,
        outline_line_color=None,
        background_fill_alpha=0,
        border_fill_alpha=0,
        name="effsite",
    )
    _dress_axes(plot, look)
    if look.x_log or look.y_log:
        _fix_ticks(plot.yaxis[0] if look.y_log else plot.xaxis[0], fill, "ticks")
    if look.x_log and look.y_log:
        _fix_ticks(plot.xaxis[0], fill, "x_ticks")
    if look.switch:
        _add_linear_axis(plot, fill, look)
    plot.add_layout(_title(fill, look), "above")
    marks = _add_glyphs(plot, fill)
    _add_tools(plot, fill, marks)
    return plot


def _title(fill: Fill, look: _Look) -> Any:
    return bk.Title(
        name="title",
        text=bk.PlainText(text=fill.text("title")),  # a bare string with $$ in it would be read as TeX
        align="left",
        offset=-8 if look.rows else -44,
        text_font=FONT,
        text_font_size="13px",
        text_font_style="normal",
        text_color="#6b717b",
        standoff=12,
    )


def _dress_axes(plot: Any, look: _Look) -> None:
    plot.xaxis.formatter = look.x_format()
    plot.yaxis.formatter = look.y_format()
    _dress(plot.xaxis)
    _dress(plot.yaxis)
    plot.grid.grid_line_color = "#868c96"
    plot.xgrid.visible = look.rows
    plot.ygrid.visible = not look.rows
    plot.yaxis.visible = not look.rows
    _bare(plot.yaxis)


def _fix_ticks(axis: Any, fill: Fill, name: str) -> None:
    """The same ticks as in the picture; Bokeh's own log ticks turn linear under two decades."""
    axis.ticker = bk.FixedTicker(ticks=fill.ticks(name))
    axis.major_label_overrides = fill.pairs(f"{name}_labels")


def _bare(axis: Any) -> None:
    """Labels alone. By alpha, because the page's stylesheet decides over colours."""
    axis.axis_line_alpha = 0
    axis.major_tick_line_alpha = 0


def _dress(axis: Any) -> None:
    axis.major_label_text_font = FONT
    axis.major_label_text_font_size = "12px"
    axis.major_label_text_color = "#6b717b"
    axis.axis_line_color = "#868c96"
    axis.major_tick_line_color = "#868c96"
    axis.major_tick_in = 0
    axis.minor_tick_line_alpha = 0


def _add_linear_axis(plot: Any, fill: Fill, look: _Look) -> None:
    """The other y axis, unseen until the loader switches every glyph's range to it."""
    plot.extra_y_ranges = {"linear": bk.Range1d(0, fill.number("linear_high"))}
    plot.extra_y_scales = {"linear": bk.LinearScale()}
    axis = bk.LinearAxis(y_range_name="linear", visible=False, formatter=look.y_format())
    _dress(axis)
    _bare(axis)
    plot.add_layout(axis, "left")
    plot.add_layout(bk.Grid(axis=axis, dimension=1, y_range_name="linear", visible=False), "center")


def _add_glyphs(plot: Any, fill: Fill) -> list[Any]:
    band = bk.Patches(xs="xs", ys="ys", line_color=None, fill_alpha=BAND_OPACITY)
    band.fill_color = PALETTE["trend"].colour
    plot.add_glyph(_source(fill, "band", ("xs", "ys")), band, name="band", tags=["effsite:trend"])
    for role in PATH_ROLES:
        _add_path(plot, fill, role)
    for role in BAR_ROLES:
        _add_bars(plot, fill, role)
    marks = [_add_marks(plot, fill, role) for role in MARK_ROLES]
    for size in ("wide", "narrow"):
        _add_notes(plot, fill, size)
    return marks


def _source(fill: Fill, name: str, columns: tuple[str, ...]) -> Any:
    return bk.ColumnDataSource(data={c: fill.column(f"{name}.{c}") for c in columns}, name=name)


def _add_path(plot: Any, fill: Fill, role: Role) -> None:
    stroke = PALETTE[role]
    line = bk.MultiLine(
        xs="xs", ys="ys", line_color=stroke.colour, line_width=stroke.width, line_dash=list(stroke.dash)
    )
    plot.add_glyph(
        _source(fill, f"path-{role}", ("xs", "ys")), line, name=f"path-{role}", tags=[f"effsite:{role}"]
    )


def _add_bars(plot: Any, fill: Fill, role: Role) -> None:
    """From the low to the high end of each mark that has them."""
    bar = bk.Segment(x0="x", y0="low", x1="x", y1="high", line_width=BAR_WIDTH)
    bar.update(line_color=PALETTE[role].colour, line_alpha=fill.number("bar_opacity"))
    plot.add_glyph(
        _source(fill, f"bar-{role}", BAR_COLUMNS), bar, name=f"bar-{role}", tags=[f"effsite:{role}"]
    )


def _add_marks(plot: Any, fill: Fill, role: Role) -> Any:
    colour = PALETTE[role].colour
    shared: dict[str, Any] = {"x": "x", "y": "y", "marker": "marker", "fill_alpha": "alpha"}
    style = shared | {"fill_color": colour}
    glyph = bk.Scatter(**style, line_color=colour, line_width=1.25, size=fill.number(f"size_{role}"))
    chosen = bk.Scatter(**style, line_color="#111", line_width=2.5, size=fill.number(f"chosen_{role}"))
    return plot.add_glyph(
        _source(fill, f"mark-{role}", MARK_COLUMNS),
        glyph,
        selection_glyph=chosen,
        nonselection_glyph=glyph,
        name=f"mark-{role}",
        tags=[f"effsite:{role}"],
    )


def _add_notes(plot: Any, fill: Fill, size: str) -> None:
    glyph = bk.Text(
        x="x",
        y="y",
        text="text",
        x_offset="dx",
        y_offset="dy",
        text_align="align",
        text_baseline=value("middle"),
        text_color="color",
        text_font=value(FONT),
        text_font_size=value("13px"),
        text_font_style="style",
    )
    name = f"note-{size}"
    plot.add_glyph(_source(fill, name, NOTE_COLUMNS), glyph, name=name, visible=size == "wide")


def _add_tools(plot: Any, fill: Fill, marks: list[Any]) -> None:
    wheel = bk.WheelZoomTool(zoom_on_axis=False)
    pan, box, reset = bk.PanTool(), bk.BoxZoomTool(), bk.ResetTool()
    hover = bk.HoverTool(renderers=marks, tooltips=_tooltip(), attachment="above", visible=False)
    tap = bk.TapTool(renderers=marks, visible=False)
    plot.add_tools(pan, wheel, box, reset, hover, tap)
    plot.toolbar.logo = None
    plot.toolbar.active_drag = None
    plot.toolbar.active_scroll = None


def _tooltip() -> Any:
    """The hover: the name, then two columns of lines, as text nodes that cannot hold markup."""
    lines: dict[str, Any] = {"white_space": "pre", "line_height": "1.45"}
    return bkdom.Div(
        style=bkdom.Styles(font_family=FONT, font_size="12.5px", padding="4px 6px"),
        children=[
            bkdom.Div(
                style=bkdom.Styles(font_weight="600", font_size="13.5px", margin_bottom="3px"),
                children=[bkdom.ValueRef(field="name")],
            ),
            bkdom.Div(
                style=bkdom.Styles(display="flex", column_gap="12px"),
                children=[
                    bkdom.Div(
                        style=bkdom.Styles(**lines, opacity="0.7"), children=[bkdom.ValueRef(field="labels")]
                    ),
                    bkdom.Div(style=bkdom.Styles(**lines), children=[bkdom.ValueRef(field="values")]),
                ],
            ),
        ],
    )
