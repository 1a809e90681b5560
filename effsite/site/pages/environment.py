"""The templates: compiled once, escaping always on, and strict about what they are given."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from markupsafe import Markup

from effsite import escape
from effsite.analysis.frontier import is_estimate
from effsite.analysis.sureness import is_unsure, rests_on_an_estimate
from effsite.errors import BuildError
from effsite.records import MEASURES, METHODS
from effsite.site import formats
from effsite.site.charts.hover import row_id, row_key
from effsite.site.compiled import Compiled
from effsite.site.estimates import amount, amount_cell, factor_of, marked
from effsite.site.exchange_words import cell_words, exchange_sentences
from effsite.site.headline_words import (
    baseline_sentences,
    change_words,
    end_amounts,
    end_machines,
    fell_words,
    hardly_changed,
    noun_words,
    titled,
)
from effsite.site.pages.cards import cards, short
from effsite.site.pages.explained import explained
from effsite.site.pages.page import layout
from effsite.site.sure_words import sure_sentences
from effsite.site.trend_words import (
    average_words,
    choices_sentence,
    dates_sentence,
    ends_words,
    estimate_words,
    estimates_of,
    figure_kinds,
    figure_words,
    hardware_words,
    interval_words,
    latest_words,
    measurable,
    months_words,
    no_trend_words,
    recent_sentence,
    shape_sentence,
    shape_words,
    span_words,
    tells_kinds,
    way,
)
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(__file__).parent.parent / "templates"
"""The templates of the package."""

OURS = "effsite"
"""What a project's template writes before the name of one of ours that it extends: effsite/home.md.jinja."""

_own: ContextVar[tuple[Path, Environment] | None] = ContextVar("own", default=None)

_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}

FILTERS = {
    "factor": formats.factor,
    "factor_exact": formats.factor_exact,
    "times": formats.times,
    "amount": amount,
    "amount_cell": amount_cell,
    "factor_words": factor_of,
    "factor_times": lambda summary, row=None: factor_of(summary, row, formats.times),
    "factor_cell": lambda summary, row=None: factor_of(summary, row, formats.factor_exact),
    "marked": marked,
    "compute": formats.compute,
    "exact": formats.exact,
    "number": formats.number,
    "measurable": measurable,
    "months": months_words,
    "percent_whole": lambda share: f"{share * 100:.0f} %",
    "span": formats.span,
    "percent": formats.percent,
    "month_year": formats.month_year,
    "long_date": formats.long_date,
    "iso": formats.iso,
    "ends": span_words,
    "fraction": lambda value: formats.significant(value, 3),
    "measure": lambda value, name: formats.measure(name, value),
    "metric": lambda value, metric: formats.metric(metric, value),
    "label": lambda name: MEASURES[name].label,
    "baseline_sentences": baseline_sentences,
    "change_words": change_words,
    "end_amounts": end_amounts,
    "end_machines": end_machines,
    "fell_words": fell_words,
    "titled": titled,
    "hardly_changed": hardly_changed,
    "noun_words": noun_words,
    "unit": lambda name: MEASURES[name].unit,
    "opening": lambda text: f"{text[:1].upper()}{text[1:]}",
    "heading": lambda name: MEASURES[name].heading,
    "method": lambda name: METHODS[name].label,
    "average_words": average_words,
    "estimate_words": estimate_words,
    "explained": explained,
    "estimates_of": estimates_of,
    "figure_kinds": figure_kinds,
    "figure_words": figure_words,
    "hardware_words": hardware_words,
    "ends_words": ends_words,
    "cell_words": cell_words,
    "counted": counted,
    "exchange_sentences": exchange_sentences,
    "sure_sentences": sure_sentences,
    "choices_sentence": choices_sentence,
    "dates_sentence": dates_sentence,
    "latest_words": latest_words,
    "recent_sentence": recent_sentence,
    "shape_sentence": shape_sentence,
    "shape_words": shape_words,
    "tells_kinds": tells_kinds,
    "no_trend_words": no_trend_words,
    "interval_words": interval_words,
    "way": way,
    "cards": cards,
    "short": short,
    "row_id": row_id,
    "row_key": row_key,
    "is_estimate": is_estimate,
    "rests_on_an_estimate": rests_on_an_estimate,
    "identity": id,
    "is_unsure": is_unsure,
    "squeezed": lambda cell: Markup("".join(map(str.strip, cell.splitlines()))),  # noqa: S704 - escaped before
    "indented": lambda line: Markup(escape.preformatted(line)),  # noqa: S704 - escaped here
    "md": lambda value: Markup(escape.md(value)),  # noqa: S704 - every punctuation mark is an entity
}


@contextmanager
def own_templates(folder: Path | None) -> Iterator[None]:
    """Within: a template in that folder of the project's stands in the place of ours of the same name."""
    before = _own.set((folder, _environment(FileSystemLoader(folder, encoding="utf-8"))) if folder else None)
    try:
        yield
    finally:
        _own.reset(before)


@cache
def environment() -> Environment:
    """The templates of the package, shared by all pages."""
    return _environment()


def _environment(*own: FileSystemLoader) -> Environment:
    """The templates of the package behind those of a project's own, which are looked up anew each time."""
    ours = FileSystemLoader(TEMPLATES, encoding="utf-8")
    made = Environment(
        loader=ChoiceLoader([*own, ours, PrefixLoader({OURS: ours})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
        bytecode_cache=None if own else Compiled(),
    )
    made.filters.update(FILTERS)
    made.globals.update(link=_link)
    return made


def render(name: str, **values: object) -> str:
    """The body of a page: the template of that name filled with the values, laid out as Markdown."""
    return layout(fill(name, **values))


def fill(name: str, **values: object) -> str:
    """The template of that name filled with the values; raises BuildError where a project's own fails."""
    own = _own.get()
    if own is None:
        return environment().get_template(name).render(values)
    folder, templates = own
    try:
        return templates.get_template(name).render(values)
    except Exception as error:  # a template of the project's own may fail in any way
        if not (where := _place_in(folder, error)):
            raise
        raise BuildError(
            f"{where}: {error}", f"correct it; `{OURS}/{name}` is the template that effsite would use"
        ) from error


def _place_in(own: Path, error: Exception) -> str:
    """The file and the line of the project's template that failed; empty where it was none of them."""
    found = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        found.append((error.filename or "", error.lineno))
    places = [f"{own.name}/{Path(file).relative_to(own)}:{line}" for file, line in found if _is_in(file, own)]
    return places[-1] if places else ""


def _is_in(file: str, folder: Path) -> bool:
    return Path(file).is_relative_to(folder)


def _finalize(value: object) -> object:
    """What goes into the page: text on one line. A missing value or a bare float is refused.

    A float reaches a page through a format; one that does not would be shown with 17 digits.
    """
    if isinstance(value, Markup) or value is None or isinstance(value, float):
        if isinstance(value, Markup):
            return value
        raise TypeError(f"a template was given {value!r} to print")
    if not isinstance(value, str) or _is_plain(value):
        return value
    return escape.isolated(escape.one_line(value).translate(_CONTROLS))


def _is_plain(value: str) -> bool:
    """Whether a text is on one line as it is, and has nothing to be kept apart: most have."""
    return value.isascii() and value.isprintable() and "  " not in value and value == value.strip()


def _link(url: str, label: str) -> Markup:
    return Markup(escape.link(url, label))  # noqa: S704 - escaped and checked by escape.link
