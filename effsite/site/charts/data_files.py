"""The files that live charts read: the values of one chart, or of several of a target, packed.

The charts of a target have two: one for the chart that it opens with, together with what all of them tell of
its results (told_once.py), and one for all others. They repeat one another's rows and words, so that together
they take a third of what they would take apart. Files are gzipped here, since hosts that keep whole sites
count bytes as they lie on disk; the page's script unpacks them (assets/effsite.js).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from effsite.site.charts.told_once import told_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.site.charts.chart import Chart

LEVEL = 5
"""How hard zlib tries: one more takes twice the time and saves a fiftieth."""

_GZIP = 31


def gzipped(text: str) -> bytes:
    """The text as a gzip file without date and name: the same bytes each time."""
    return zlib.compress(text.encode(), LEVEL, wbits=_GZIP)


def opening_file(charts: Sequence[Chart]) -> bytes:
    """The file of the chart that a target opens with, and of what all its charts, these, tell of results."""
    told = told_together(chart.told for chart in charts).rstrip("\n")
    first = [chart for chart in charts if chart.name == chart.shares]
    return gzipped(f'{{"told":{told},"charts":{{{_parts(first)}}}}}\n')


def beside_file(charts: Sequence[Chart]) -> bytes:
    """The file of the charts of a target beside the one that it opens with."""
    return gzipped(f'{{"charts":{{{_parts(charts)}}}}}\n')


def _parts(charts: Sequence[Chart]) -> str:
    return ",".join(f'"{chart.part}":{chart.json.rstrip()}' for chart in charts)
