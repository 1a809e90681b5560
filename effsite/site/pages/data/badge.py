"""A badge: one line as a picture, for the README of whoever holds a record or follows a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import text
from effsite.site import formats
from effsite.site.charts.labels import text_width
from effsite.site.charts.palette import PALETTE
from effsite.site.estimates import factor_of
from effsite.site.trend_words import rate_words

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary

HEIGHT, SIZE, PADDING = 20, 11, 7
LEFT = "#3a3f47"
FONTS = "Verdana,DejaVu Sans,Helvetica,Arial,sans-serif"
WIDER = 1.08
"""Of what badges are set in to what widths are estimated for."""


def badge(summary: TargetSummary) -> str:
    """The badge of a target with two records or more: its name, and what it takes now.

    Raises ValueError for a target with fewer.
    """
    return _badge(summary.target.title, _message(summary))


def _message(summary: TargetSummary) -> str:
    if summary.factor is None or summary.span_months is None:
        raise ValueError(f"{summary.target.name} has no factor to show")
    if summary.average_halving_time_months is not None:
        return rate_words(summary, summary.average_halving_time_months)
    return f"{factor_of(summary)} in {formats.span(summary.span_months)}"


def _badge(label: str, message: str) -> str:
    sizes = [round(text_width(part, SIZE) * WIDER) for part in (label, message)]
    left, right = (size + 2 * PADDING for size in sizes)
    whole, base, said = left + right, HEIGHT - 6, text(f"{label}: {message}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{HEIGHT}" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<clipPath id="r"><rect width="{whole}" height="{HEIGHT}" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><path fill="{LEFT}" d="M0 0h{left}v{HEIGHT}H0z"/>'
        f'<path fill="{PALETTE["frontier"].colour}" d="M{left} 0h{right}v{HEIGHT}H{left}z"/></g>'
        f'<g fill="#fff" text-anchor="middle" font-family="{FONTS}" font-size="{SIZE}">'
        f'<text x="{left / 2:g}" y="{base}" textLength="{sizes[0]}">{text(label)}</text>'
        f'<text x="{left + right / 2:g}" y="{base}" textLength="{sizes[1]}">{text(message)}</text>'
        "</g></svg>\n"
    )
