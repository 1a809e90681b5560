"""Which column of a log holds a metric: its name taken apart, and compared with the one that is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.errors import did_you_mean
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Collection

    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.records import Metric

Split = Literal["train", "validation", "test", ""]

SPLITS: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "tr": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "eval": "validation",
    "evaluation": "validation",
    "dev": "validation",
    "test": "test",
    "te": "test",
}
SYNONYMS = {
    "acc": "accuracy",
    "prec": "accuracy",
    "accuracy": "accuracy",
    "top": "accuracy",
    "nll": "loss",
    "xent": "loss",
    "entropy": "loss",
    "ppl": "perplexity",
    "err": "error",
}
FILLERS = frozenset(
    {
        *("cross", "score", "at", "percent", "pct", "fraction"),
        *("epoch", "mean", "avg", "rate", "metric", "metrics"),
    }
)
TRAINED = frozenset({"loss", "accuracy", "perplexity"})
"""What a script measures while it trains."""

EDITED = frozenset({"word", "character", "letter", "phoneme"})
"""What an error rate of transcripts is counted in."""

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricName:
    """A name taken apart: what is measured, on which data, and in which form.

    `top` is the k of a top-k accuracy, "1" where the name gives none. `error` is 1 - accuracy.
    `percent` is True where the name itself says percent.
    """

    quantity: frozenset[str]
    split: Split
    top: str = ""
    error: bool = False
    percent: bool = False

    @property
    def counts_edits(self) -> bool:
        """Whether it is a rate of errors by word or letter, of which there may be more than words."""
        return bool(self.quantity & {"wer", "cer"}) or (self.error and bool(self.quantity & EDITED))


def parsed(name: str) -> MetricName:
    """The parts of a column's name: val_top5_err, `Acc@5`, top1Accuracy, validation/accuracy."""
    words = [w.lower() for w in WORD.findall(name)]
    split: Split = next((SPLITS[w] for w in words if w in SPLITS), "")
    content = [SYNONYMS.get(w, w) for w in words if w not in SPLITS and w not in FILLERS]
    digits = [w for w in content if w.isdigit()]
    quantity = {w for w in content if not w.isdigit()}
    error = "error" in quantity
    if error:
        quantity = quantity - {"error"} | {"accuracy"}
    top = (digits[0] if digits else "1") if "accuracy" in quantity else ""
    return MetricName(
        quantity=frozenset(quantity),
        split=split,
        top=top,
        error=error,
        percent="%" in name or "percent" in words or "pct" in words,
    )


def rank(name: str, wanted: Metric) -> int | None:
    """How well a column's name fits the wanted metric: 0 the same name, up to 7; None: not at all.

    1 is the same quantity on the same data, 2 on other held-out data (validation for test), 3 with no
    word on which data; 4 more where the column holds the error instead of the accuracy. Training
    values never fit.
    """
    if name.casefold() == wanted.name.casefold():
        return 0
    have, want = parsed(name), parsed(wanted.name)
    if not have.quantity or have.quantity != want.quantity or have.top != want.top or have.split == "train":
        return None
    other_form = 4 if have.error != want.error else 0
    if not have.split:
        return 3 + other_form
    return other_form + (1 if have.split == want.split or not want.split else 2)


def of_training(name: str, beside: Collection[str]) -> bool:
    """Whether a column holds a metric on training data: train_loss, or Keras' loss beside val_loss."""
    parts = parsed(name)
    if parts.split == "train":
        return bool(parts.quantity & TRAINED)
    return not parts.split and f"val_{name}" in beside


def without_prefix(names: Collection[str]) -> frozenset[str]:
    """Columns of training that no prefix tells: all without one, where loss stands beside val_loss."""
    if not any(of_training(name, names) and not parsed(name).split for name in names):
        return frozenset()
    return frozenset(n for n in names if not parsed(n).split and parsed(n).quantity & TRAINED)


def keeps(name: str, options: ReadOptions) -> bool:
    """Whether a reader should keep that column's values: the metric asked for, or all where none is."""
    if options.metric:
        return name == options.metric
    return options.wanted is None or rank(name, options.wanted) is not None


def choose(names: Collection[str], options: ReadOptions, report: Report) -> str:
    """The column that holds the wanted metric; says in the report how sure that is.

    Raises LogError when none fits, or when several fit equally well.
    """
    shown = ", ".join(sorted(names)[:12]) or "none"
    if options.metric:
        if options.metric in names:
            return options.metric
        hint = did_you_mean(options.metric, names) or f"it holds: {shown}"
        raise LogError(f"has no values of {options.metric!r}", hint)
    wanted = options.wanted
    if wanted is None:
        raise LogError("no metric was named", f"name a column with --metric; it holds: {shown}")
    ranked = sorted((r, name) for name in names if (r := rank(name, wanted)) is not None)
    if not ranked:
        raise LogError(f"has no column for {wanted.name}", f"name one with --metric; it holds: {shown}")
    best = [name for r, name in ranked if r == ranked[0][0]]
    if len(best) > 1:
        raise LogError(f"has several columns for {wanted.name}: {', '.join(best)}", "name one with --metric")
    _say(best[0], ranked[0][0], wanted, report)
    return best[0]


def _say(name: str, fit: int, wanted: Metric, report: Report) -> None:
    if fit in (0, 1, 5):
        report.understood(f"{wanted.name} is read from {name}")
    elif fit in (2, 6):
        hint = "if that is not the data the target is about, name another column with --metric"
        report.guessed(f"{wanted.name} is read from {name}, a value on other held-out data", hint=hint)
    else:
        hint = "if these are training values, name another column with --metric"
        report.guessed(f"{wanted.name} is read from {name}, taken to be on held-out data", hint=hint)
