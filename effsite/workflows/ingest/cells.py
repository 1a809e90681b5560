"""What a name, a sentence or a number from a log becomes in a cell of a row."""

from __future__ import annotations

from effsite.ingest.privacy import scrubbed
from effsite.names import short_slug, slug

SYSTEM_LENGTH = 120
"""Characters of the longest name of a system; the store takes no longer one."""


def tidy(value: float) -> float:
    """The value to 12 digits: what a sum or product of floats adds beyond them is noise."""
    return float(f"{value:.12g}")


def clean(text: str, most: int) -> str:
    """Text from a log, fit for a cell: nothing private, on one line, no formula, not too long."""
    plain = "".join(c if c.isprintable() else " " for c in scrubbed(text))
    return " ".join(plain.split())[:most].lstrip("=+-@ ").strip()


def curve_name(submission: str, target: str, system: str) -> str:
    """The name of a result's curves: submission, target and system, cut short with a hash where too long."""
    return short_slug(submission, target, *([system] if slug(system) != submission else []))
