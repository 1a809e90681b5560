"""Charts kept between builds: one whose data is the same, to the last digit, is not drawn again."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict
from typing import TYPE_CHECKING

from effsite.site.charts import Chart, LegendEntry
from effsite.site.kept import fingerprint, program

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.site.kept import Kept


def kept_chart(kept: Kept, name: str, data: object, draw: Callable[[], Chart]) -> Chart:
    """The chart of that name as it is kept under all of its `data` and the program; else drawn, and kept.

    `draw` makes it of nothing but the name and the data.
    """
    # Pickled to be compared only: nothing that lies in a folder is ever unpickled.
    key = fingerprint(program(), name, pickle.dumps(data, protocol=5))
    stored = kept.get(key)
    if stored is not None:
        return _restored(stored)
    chart = draw()
    kept.put(key, json.dumps(asdict(chart)).encode())
    return chart


def kept_card(kept: Kept, name: str, data: object, draw: Callable[[], bytes]) -> bytes:
    """The picture of that name as it is kept under its `data` and the program; else drawn, and kept."""
    key = fingerprint(program(), "card", name, pickle.dumps(data, protocol=5))
    stored = kept.get(key)
    if stored is None:
        stored = draw()
        kept.put(key, stored)
    return stored


def _restored(stored: bytes) -> Chart:
    values = json.loads(stored)
    legend = tuple(LegendEntry(**entry) for entry in values["legend"])
    return Chart(**{**values, "legend": legend, "toggles": tuple(values["toggles"])})
