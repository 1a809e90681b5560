"""A metric that is no share of a whole: its column must be in the unit of the target, and in its range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from effsite.ingest.metric_names import WORD
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import Metric

Scale = Literal["bits", "nats", "perplexity", ""]

NAMED: dict[str, Scale] = {
    "bpb": "bits",
    "bpc": "bits",
    "bpd": "bits",
    "bpt": "bits",
    "bits": "bits",
    "nats": "nats",
    "nll": "nats",
    "loss": "nats",
    "ppl": "perplexity",
    "perplexity": "perplexity",
}
"""What the words of a column's name or a unit say of the scale; a loss is in nats unless told otherwise."""

LEAST = {"bits": 0.0, "nats": 0.0, "perplexity": 1.0}
"""The least value that a model of symbols can reach on each scale."""


def refuse_other_unit(name: str, values: Sequence[float], wanted: Metric) -> None:
    """Raise LogError for a column on another scale than the target's, or with values that it cannot have.

    The scale of a loss in nats is only laid down by a unit of the target that says so ("nats per token").
    """
    want = _scale(wanted.unit) or _scale(wanted.name)
    have = _scale(name)
    if want and have and have != want:
        raise LogError(
            f"{name} is in {_words(have)}, the target {wanted.name} in {_words(want)}",
            "name a column in the target's unit with --metric",
        )
    least = LEAST.get(_scale(wanted.unit) or ("perplexity" if want == "perplexity" else ""))
    if least is not None and min(values) < least:
        raise LogError(
            f"{name} goes down to {min(values):g}: {_words(want)} are never below {least:g}",
            "name another column with --metric",
        )


def _scale(text: str) -> Scale:
    """The scale that a name or unit tells: its first word that says bits, nats or perplexity, else a loss."""
    words = [word.lower() for word in WORD.findall(re.sub(r"[^0-9A-Za-z]+", " ", text))]
    told = [NAMED[word] for word in words if word in NAMED and word != "loss"]
    return told[0] if told else "nats" if "loss" in words else ""


def _words(scale: Scale) -> str:
    return {"bits": "bits", "nats": "nats", "perplexity": "values of perplexity", "": ""}[scale]
