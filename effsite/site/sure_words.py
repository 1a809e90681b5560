"""How sure a target's headline is, in one plain line made of the data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from effsite.analysis.grounds import grounds
from effsite.analysis.sureness import RATED, tally
from effsite.site import formats
from effsite.site.trend_words import doubt_sentence, estimate_sentence, figure_words
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.grounds import Grounds
    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.sureness import Sureness

SURENESS_WORDS: dict[Sureness, str] = {
    "bounded": "an interval with both ends",
    "open": "an interval without an upper end",
    "study": "an interval within one study",
    "rate": "a rate without an interval",
    "factor": "a factor and no rate",
    "single": "no second record",
}
"""What a target has, in words: of its rate, or short of one."""

_KINDS = {"counted": "counted", "measured": "measured", "as stated": "as their sources state them"}


def sure_sentences(summary: TargetSummary) -> tuple[str, ...]:
    """The line's sentences with their final stops; none where the target has no factor to be sure of."""
    if summary.factor is None:
        return ()
    return tuple(f"{sentence}." for sentence in _sentences(summary, grounds(summary)) if sentence)


def tally_sentence(summaries: Sequence[TargetSummary]) -> str:
    """How many of the targets have fallen, have a rate, and how sure those are; no final stop."""
    found = tally(summaries)
    rates = sum(found[kind] for kind in RATED)
    fallen, total = rates + found["factor"], len(summaries)
    told = f"Of {counted(total, 'target')} {fallen} {'has' if fallen == 1 else 'have'} a second record"
    if not rates:
        return f"{told} and none the third that a rate takes"
    either, bounded = rates - found["rate"], found["bounded"]
    return (
        f"{told}, {rates} a rate, {either} an interval of that rate, and {bounded} one that has both ends "
        "and is of more than one study"
    )


def _sentences(summary: TargetSummary, on: Grounds) -> Iterator[str]:
    yield f"The {on.records} records come from {_sources(on.sources)}, and {_repeated(on)}"
    yield estimate_sentence(summary) or _kinds(summary)
    if on.alternatives:
        low, high = map(formats.bare_factor, on.alternatives)
        yield f"Read by the source’s own alternatives, the factor lies between {low} and {high}"
    yield doubt_sentence(summary)


def _sources(count: int) -> str:
    return "one source" if count == 1 else counted(count, "source")


def _repeated(on: Grounds) -> str:
    others = "" if on.reproduced else "none was repeated by anybody else"
    if on.reproduced:
        were = "was" if on.reproduced == 1 else "were"
        others = f"{on.reproduced} of them {were} repeated by somebody else"
    if not on.checked:
        return others
    agree = "agrees with its log" if on.checked == 1 else "agree with their logs"
    return f"{others}; {on.checked} {agree}"


def _kinds(summary: TargetSummary) -> str:
    """Of what kind the records' figures are, where none is an estimate."""
    found = Counter(figure_words(result, summary.measure) for result in summary.frontier.results)
    if len(found) == 1:
        return f"Their figures are {_KINDS[next(iter(found))]}"
    parts = (f"{n} {'is' if n == 1 else 'are'} {_KINDS[kind]}" for kind, n in found.most_common())
    return f"Of their figures, {' and '.join(parts)}"
