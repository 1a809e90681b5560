"""The templates: compiled once, escaping always on, and strict about what they are given."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from effsite.records import MEASURES, METHODS
from effsite.site import escape, formats
from effsite.site.charts.hover import row_id
from effsite.site.exchange_words import cell_words, exchange_sentences
from effsite.site.pages.page import layout
from effsite.site.trend_words import (
    average_words,
    choices_sentence,
    dates_sentence,
    doubt_sentence,
    ends_words,
    estimate_sentence,
    estimate_words,
    estimates_of,
    figure_kinds,
    figure_words,
    interval_words,
    latest_words,
    no_trend_words,
    recent_sentence,
    shape_sentence,
    shape_words,
    tells_kinds,
    way,
)
from effsite.words import counted

_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}

FILTERS = {
    "factor": formats.factor,
    "factor_exact": formats.factor_exact,
    "compute": formats.compute,
    "exact": formats.exact,
    "number": formats.number,
    "months": formats.months,
    "percent_whole": lambda share: f"{share * 100:.0f} %",
    "span": formats.span,
    "percent": formats.percent,
    "month_year": formats.month_year,
    "long_date": formats.long_date,
    "iso": formats.iso,
    "ends": formats.interval,
    "fraction": lambda value: formats.significant(value, 3),
    "measure": lambda value, name: formats.measure(name, value),
    "metric": lambda value, metric: formats.metric(metric, value),
    "label": lambda name: MEASURES[name].label,
    "noun": lambda name: MEASURES[name].noun,
    "opening": lambda text: f"{text[:1].upper()}{text[1:]}",
    "heading": lambda name: MEASURES[name].heading,
    "method": lambda name: METHODS[name].label,
    "average_words": average_words,
    "estimate_words": estimate_words,
    "estimates_of": estimates_of,
    "figure_kinds": figure_kinds,
    "figure_words": figure_words,
    "ends_words": ends_words,
    "cell_words": cell_words,
    "counted": counted,
    "exchange_sentences": exchange_sentences,
    "doubt_sentence": doubt_sentence,
    "choices_sentence": choices_sentence,
    "dates_sentence": dates_sentence,
    "estimate_sentence": estimate_sentence,
    "latest_words": latest_words,
    "recent_sentence": recent_sentence,
    "shape_sentence": shape_sentence,
    "shape_words": shape_words,
    "tells_kinds": tells_kinds,
    "no_trend_words": no_trend_words,
    "interval_words": interval_words,
    "way": way,
    "row_id": row_id,
    "identity": id,
    "squeezed": lambda cell: Markup("".join(map(str.strip, cell.splitlines()))),  # noqa: S704 - escaped before
    "indented": lambda line: Markup(html.escape(line)),  # noqa: S704 - escaped here
    "md": lambda value: Markup(escape.md(value)),  # noqa: S704 - every punctuation mark is an entity
}


@cache
def environment() -> Environment:
    """The template environment of the package, shared by all pages."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.filters.update(FILTERS)
    made.globals.update(link=_link)
    return made


def render(template: str, **values: object) -> str:
    """The body of a page: the template filled with the values, laid out as Markdown."""
    return layout(environment().get_template(template).render(values))


def _finalize(value: object) -> object:
    """What goes into the page: text on one line. A missing value or a bare float is refused.

    A float reaches a page through a format; one that does not would be shown with 17 digits.
    """
    if isinstance(value, Markup) or value is None or isinstance(value, float):
        if isinstance(value, Markup):
            return value
        raise TypeError(f"a template was given {value!r} to print")
    return escape.one_line(value).translate(_CONTROLS) if isinstance(value, str) else value


def _link(url: str, label: str) -> Markup:
    return Markup(escape.link(url, label))  # noqa: S704 - escaped and checked by escape.link
