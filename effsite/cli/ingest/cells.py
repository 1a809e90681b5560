"""What a name, a sentence or a number from a log becomes in a cell of a row."""

from __future__ import annotations

import re
from hashlib import blake2s

from effsite.ingest.privacy import scrubbed

LONGEST_SLUG = 64


def tidy(value: float) -> float:
    """The value to 12 digits: what a sum or product of floats adds beyond them is noise."""
    return float(f"{value:.12g}")


def clean(text: str, most: int) -> str:
    """Text from a log, fit for a cell: nothing private, on one line, no formula, not too long."""
    plain = "".join(c if c.isprintable() else " " for c in scrubbed(text))
    return " ".join(plain.split())[:most].lstrip("=+-@ ").strip()


def slug(text: str) -> str:
    """The text in lower-case letters, digits and single hyphens, at most 64 of them."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_SLUG].strip("-")


def curve_name(submission: str, target: str, system: str) -> str:
    """The name of a result's curves: submission, target and system, cut short with a hash where too long."""
    parts = [submission, target, *([slug(system)] if slug(system) != submission else [])]
    whole = "-".join(parts)
    if len(whole) <= LONGEST_SLUG:
        return whole
    return f"{whole[: LONGEST_SLUG - 9].strip('-')}-{blake2s(whole.encode(), digest_size=4).hexdigest()}"
