"""A comparison as Markdown of GitHub's kind, for a summary or a comment.

Whatever the data says, it stands there as text (`escape.github`): no link, image, HTML, table cell, list
or heading comes of it, and it calls nobody. Lengths are limited, so that no name drowns the verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import github, one_line, safe_url
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from effsite.site.comparison.told import ComparisonTold, FindingTold, TargetTold

LONGEST_CELL = 160
LONGEST_VERDICT = 600
LONGEST = 60_000
"""Characters in all: a comment on GitHub holds 65,536."""

LEFT_OUT = "There is more than fits here: run `effsite check --against` to see it."
MOST_TARGETS = 10
MOST_ROWS = 20
MOST_FINDINGS = 30
MOST_FILES = 30

ADDRESSES: Mapping[str, str] = {}


def as_markdown(told: ComparisonTold, pictures: Mapping[str, str] = ADDRESSES) -> str:
    """The verdicts, then what differs at each target, what is wrong, and the changed files.

    `pictures` are the addresses of pictures by their names; those without an address are left out.
    """
    blocks = (
        *(f"**{cut(line, LONGEST_VERDICT)}.**" for line in _headlines(told)),
        _about(told),
        *(block for t in told.targets[:MOST_TARGETS] for block in _target(t, pictures)),
        *_findings(told.findings),
        _files(told),
    )
    return "\n\n".join(_fitting(list(filter(None, blocks)))) + "\n"


def _fitting(blocks: Sequence[str]) -> Iterator[str]:
    """The first blocks, as many as have room; what is left out is said."""
    room = LONGEST - len(LEFT_OUT)
    for block in blocks:
        room -= len(block) + 2
        if room < 0:
            yield LEFT_OUT
            return
        yield block


def cut(text: str, longest: int = LONGEST_CELL) -> str:
    """The text in Markdown, inert and on one line, at most so many characters of it; without a final stop."""
    shown = one_line(text).removesuffix(".")
    return github(shown if len(shown) <= longest else f"{shown[: longest - 1]}…")


def _headlines(told: ComparisonTold) -> tuple[str, ...]:
    lines = told.headlines
    more = len(lines) - MOST_TARGETS
    return lines if more <= 0 else (*lines[:MOST_TARGETS], f"{counted(more, 'more target')} differ")


def _about(told: ComparisonTold) -> str:
    found = told.totals if told.findings else "Nothing wrong"
    return f"{found}. Held against {cut(told.against)} at {cut(told.commit[:12])}."


def _target(target: TargetTold, pictures: Mapping[str, str]) -> Iterator[str]:
    yield f"### {cut(target.title)}"
    yield "The records move." if target.moved else "No record moves."
    yield _table(
        ("", "system", "published", "before", "after", "standing"),
        ((r.state, r.system, r.published, r.before, r.after, r.standing) for r in target.rows[:MOST_ROWS]),
    )
    if more := len(target.rows) - MOST_ROWS:
        yield f"and {counted(more, 'more row')}" if more > 0 else ""
    yield _table(("figure", "before", "after"), ((f.name, f.before, f.after) for f in target.figures))
    yield "\n".join(_pictures(target, pictures))


def _pictures(target: TargetTold, pictures: Mapping[str, str]) -> Iterator[str]:
    """The pictures that have an address, before and after; an address that is not a safe one is none."""
    for side, name in zip(("before", "after"), target.pictures, strict=False):
        address = safe_url(pictures.get(name, ""))
        if address and not any(c in address for c in "()[] "):
            yield f"![{cut(target.title)}, {side}]({address})"


def _findings(findings: Sequence[FindingTold]) -> Iterator[str]:
    if not findings:
        return
    yield "### What the check found"
    yield _table(
        ("", "where", "what", "way out"),
        ((_label(f), f.where, f.message, f.hint) for f in findings[:MOST_FINDINGS]),
        longest=2 * LONGEST_CELL,
    )
    if len(findings) > MOST_FINDINGS:
        yield f"and {len(findings) - MOST_FINDINGS} more"


def _label(finding: FindingTold) -> str:
    return f"{finding.severity}, {finding.code}" if finding.code else finding.severity


def _files(told: ComparisonTold) -> str:
    if not told.files:
        return ""
    lines = [f"* {cut(f.state)} {cut(f.path)}" for f in told.files[:MOST_FILES]]
    if len(told.files) > MOST_FILES:
        lines.append(f"* and {len(told.files) - MOST_FILES} more")
    head = f"<details><summary>{counted(len(told.files), 'changed file')}</summary>"
    return "\n".join([head, "", *lines, "", "</details>"])


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, longest: int = LONGEST_CELL) -> str:
    """The rows as a table; nothing where there are none."""
    lines = [" | ".join(cut(cell, longest) for cell in row) for row in rows]
    if not lines:
        return ""
    head = [" | ".join(headings), " | ".join("---" for _ in headings)]
    return "\n".join(f"| {line} |" for line in [*head, *lines])
