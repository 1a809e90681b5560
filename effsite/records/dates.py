"""Dates of publication, to the day or to the month."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple


class PublicationDate(NamedTuple):
    """When something was published, to the day or, where the source gives no day, to the month.

    A month without a day counts as its 15th wherever an order or a distance is needed; `str()`
    gives back what was written (`2019-05-28` or `2016-11`). A tuple, because every table is put in the
    order of its dates, and tuples are compared in a tenth of the time.
    """

    day: date
    precision: Literal["day", "month"] = "day"

    @classmethod
    def parse(cls, text: str) -> PublicationDate:
        """The date in `YYYY-MM-DD` or `YYYY-MM`; raises ValueError for anything else."""
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return cls(date.fromisoformat(text))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text, re.ASCII):
            return cls(date.fromisoformat(f"{text}-15"), "month")
        raise ValueError(f"not a date: {text!r}")

    def __str__(self) -> str:
        text = self.day.isoformat()
        return text if self.precision == "day" else text[:7]
