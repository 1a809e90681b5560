"""Charts kept between builds: one whose data is the same, to the last digit, is not drawn again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from effsite.site.charts import Chart, LegendEntry
from effsite.site.kept import fingerprint, program

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.site.kept import Kept


def data_key(name: str, data: str) -> str:
    """What pictures of that name are kept under; `data` is the fingerprint of all that they show."""
    return fingerprint(program(), name, data)


def kept_chart(kept: Kept, key: str, draw: Callable[[], Chart]) -> Chart:
    """The chart that is kept under its `data_key`; else drawn, and kept."""
    chart = kept_under(kept, key)
    if chart is None:
        chart = draw()
        kept.put(key, json.dumps(asdict(chart)).encode())
    return chart


def kept_under(kept: Kept, key: str) -> Chart | None:
    """The chart that is kept under its `data_key`; None where none is."""
    stored = kept.get(key)
    return _restored(stored) if stored is not None else None


def kept_card(kept: Kept, key: str, draw: Callable[[], bytes]) -> bytes:
    """The picture that is kept under a key of its own; else drawn, and kept."""
    stored = kept.get(key)
    if stored is None:
        stored = draw()
        kept.put(key, stored)
    return stored


def _restored(stored: bytes) -> Chart:
    values = json.loads(stored)
    legend = tuple(LegendEntry(**entry) for entry in values["legend"])
    return Chart(**{**values, "legend": legend, "toggles": tuple(values["toggles"])})
