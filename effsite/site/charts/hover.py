"""What the hover says about a result, and the ids and addresses that tie a point to its row and source."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.analysis.reproductions import ratio_to
from effsite.analysis.uncertainty import range_of
from effsite.escape import one_line, safe_url
from effsite.names import marked_slug, slug
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import amount_exact, marked
from effsite.site.trend_words import ends_words, figure_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.records import Attempt, Reproduction, Result, Target

LONGEST = 48


def row_id(result: Result) -> str:
    """The id of the result's table row; stable, unique and safe in an attribute.

    A slug of the system's name for people, then eight hex digits over the fields that tell one
    row from another.
    """
    return marked_slug(result.system if slug(result.system) else "row", _fields_of(result), longest=49)


def row_key(result: Result) -> str:
    """What ties a point to its table rows, in eight letters: 48 bits of what tells one row from another."""
    return base64.urlsafe_b64encode(hashlib.sha256(_fields_of(result).encode()).digest()[:6]).decode()


def _fields_of(result: Result) -> str:
    return "\0".join((result.task, result.target, result.submission, result.system, str(result.published)))


def source_address(result: Result) -> str:
    """The http(s) address that a click on the point opens; empty when the row has no safe one."""
    return safe_url(result.source_url) or safe_url(result.paper_url) or ""


def cut(text: str, longest: int = LONGEST) -> str:
    """The text on one line, cut with an ellipsis where it is longer."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def result_detail(
    result: Result, target: Target, measure: str, factor: str = "", why_not: str = ""
) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs for the hover, all exact: what a reader asks of a point.

    `factor` says how much it is against the first, marked where it rests on an estimate; it may be empty.
    The rest is in its row; a hover of all of it hid a fifth of the chart.
    """
    return tuple((label, cut(value)) for label, value in _fields(result, target, measure, factor, why_not))


def told_of(result: Result, target: Target) -> tuple[str, ...]:
    """What a hover says of a result in each chart of its target, as `told_once.TOLD` orders it."""
    level = _level(result, target)
    return tuple(map(cut, (formats.iso(result.published), level, _hardware(result), _source(result))))


def _level(result: Result, target: Target) -> str:
    if result.value is None or target.metric is None:
        return ""
    return formats.metric(target.metric, result.value)


def _hardware(result: Result) -> str:
    return f"{result.devices} x {result.device}" if result.device and result.devices else result.device


def _source(result: Result) -> str:
    return f"{result.source_kind}: {result.source}"


def _fields(
    result: Result, target: Target, measure: str, factor: str, why_not: str
) -> Iterator[tuple[str, str]]:
    yield "Published", formats.iso(result.published)
    if target.metric is not None and (level := _level(result, target)):
        yield target.metric.label, level
    value = result.measure(measure)
    if value is not None:
        yield from _measured(result, measure, value)
    if factor:
        yield "Against the first", factor
    if result.device and MEASURES[measure].depends_on_machine:
        yield "Hardware", _hardware(result)
    if result.status != "claimed":
        yield "Status", result.status
    if why_not:
        yield "Sets no record", why_not
    yield "Source", _source(result)


def attempt_detail(
    attempt: Attempt, target: Target, measure: str, spent: float
) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs for the hover of a system that stayed short of the level."""
    return tuple((label, cut(value)) for label, value in _attempt_fields(attempt, target, measure, spent))


def _attempt_fields(
    attempt: Attempt, target: Target, measure: str, spent: float
) -> Iterator[tuple[str, str]]:
    yield "Published", formats.iso(attempt.published)
    if target.metric is not None:
        yield f"Best {target.metric.label}", formats.metric(target.metric, attempt.best_value)
    yield f"{MEASURES[measure].label}, more than", formats.measure_exact(measure, spent)
    yield "Runs", f"{attempt.runs}, none of which reached the level"
    yield "Source", f"{attempt.source_kind}: {attempt.source}"


def reproduction_detail(
    result: Result, again: Reproduction, target: Target, measure: str
) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs for the hover of a result that was run again."""
    fields = _reproduction_fields(result, again, target, measure)
    return tuple((label, cut(value)) for label, value in fields)


def _reproduction_fields(
    result: Result, again: Reproduction, target: Target, measure: str
) -> Iterator[tuple[str, str]]:
    yield "Run again", f"{formats.iso(again.reproduced)}, by {again.by}"
    if again.value is not None and target.metric is not None:
        yield target.metric.label, formats.metric(target.metric, again.value)
    value = again.measure(measure)
    if value is not None:
        yield MEASURES[measure].label, formats.measure_exact(measure, value)
    ratio = ratio_to(result, again, measure)
    if ratio is not None:
        yield "Of the result's", formats.factor_exact(ratio)
    yield "Runs", str(again.runs)
    yield "Hardware", again.machine
    yield "Source", again.source


def _measured(result: Result, measure: str, value: float) -> Iterator[tuple[str, str]]:
    yield MEASURES[measure].label, amount_exact(result, measure)
    if measure == "training_flop":
        _, _, days = formats.compute_exact(value).partition(" (")
        yield "", marked(days.rstrip(")"), is_estimate(result, measure))
    ends = range_of(result, measure)
    if ends is not None:
        yield "Low to high", ends_words(ends)
    yield "Figure", figure_words(result, measure)
