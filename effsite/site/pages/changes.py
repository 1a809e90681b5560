"""The page of what changed in this edition: its data held against that of the edition before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.editions import EditionTarget, target_changes
from effsite.escape import safe_url
from effsite.site import formats
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.editions import EditionRow, TargetChange
    from effsite.site.pages.edition_before import EarlierEdition
    from effsite.site.pages.survey import Survey

CHANGES = "changes.md"
MOST_TOLD = 12
"""Rows of one kind that are told one by one at a target; of the others there is their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One target on the page: `title` and `task` for people, its figures before and after, and its rows."""

    change: TargetChange
    title: str
    task: str
    is_shown: bool
    factors: tuple[str, str]
    months: tuple[str, str]
    sentences: tuple[str, ...]


def changes_page(view: Survey, before: EarlierEdition | None) -> Page:
    """What differs from the edition before; where there is none, the page says that."""
    shown = (*view.efficiency, *view.runs)
    now = [EditionTarget.of(summary) for summary in shown]
    found = target_changes(before.targets, now) if before else ()
    titles = {(s.task.name, s.target.name): (s.target.title, s.task.title) for s in shown}
    return Page(
        address=CHANGES,
        title="What changed",
        description="Results, records and figures that are new, other or gone since the edition before.",
        body=render(
            "changes.md.jinja",
            before=before.name if before else "",
            before_url=_address(view, before.name) if before else "",
            edition=view.edition.name,
            total=_total(found) if before else "",
            changes=[_view(change, titles) for change in found],
            links=view.links(CHANGES),
        ),
    )


def _address(view: Survey, edition: str) -> str:
    return safe_url(f"{view.settings.url.rstrip('/')}/{edition}/") or ""


def _total(found: Iterable[TargetChange]) -> str:
    """All that changed, in numbers; empty where nothing did."""
    changes = tuple(found)
    counts = {
        "result added": sum(len(c.added) for c in changes),
        "result changed": sum(len(c.changed) for c in changes),
        "result removed": sum(len(c.removed) for c in changes),
        "new record": sum(len(c.new_records) for c in changes),
    }
    parts = [counted(n, what, _several(what)) for what, n in counts.items() if n]
    return f"{', '.join(parts)}; {counted(len(changes), 'target')} in all" if parts else ""


def _several(what: str) -> str:
    first, _, rest = what.partition(" ")
    return f"{first}s {rest}" if first == "result" else f"{what}s"


def _view(change: TargetChange, titles: dict[tuple[str, str], tuple[str, str]]) -> ChangeView:
    target = change.target
    names = target.task, target.target
    title, task = titles.get(names, (target.target, target.task))
    ends = [change.before, change.after]
    return ChangeView(
        change=change,
        title=title,
        task=task,
        is_shown=names in titles,
        factors=tuple(formats.factor_exact(e.factor) if e and e.factor else "" for e in ends),  # type: ignore[arg-type]  # as many as `ends`: two
        months=tuple(formats.exact(e.months) if e and e.months else "" for e in ends),  # type: ignore[arg-type]  # as many as `ends`: two
        sentences=tuple(_sentences(change)),
    )


def _sentences(change: TargetChange) -> Iterator[str]:
    if change.before is None:
        yield f"New target with {counted(len(change.added), 'result')}."
    if change.after is None:
        yield f"No longer shown; it had {counted(len(change.removed), 'result')}."
        return
    unit = change.target.unit
    yield from _told("New record", change.new_records, unit)
    known = {row.key for row in change.new_records}
    yield from _told("Added", [row for row in change.added if row.key not in known], unit)
    yield from _told("No longer a record", [row for row in change.lost_records if _still(row, change)], unit)
    yield from _told("Removed", change.removed, unit)
    pairs = change.changed
    for was, now in pairs[:MOST_TOLD]:
        yield f"{now.system}: {_value(was, unit)} became {_value(now, unit)}."
    if len(pairs) > MOST_TOLD:
        yield f"{counted(len(pairs) - MOST_TOLD, 'other value')} changed."


def _still(row: EditionRow, change: TargetChange) -> bool:
    return all(row.key != gone.key for gone in change.removed)


def _told(what: str, rows: Iterable[EditionRow], unit: str) -> Iterator[str]:
    every = tuple(rows)
    named = [f"{row.system} ({row.published}, {_value(row, unit)})" for row in every[:MOST_TOLD]]
    more = len(every) - MOST_TOLD
    if more > 0:
        named.append(counted(more, "other"))
    if named:
        yield f"{what}: {'; '.join(named)}."


def _value(row: EditionRow, unit: str) -> str:
    return "no figure" if row.value is None else f"{formats.exact(row.value)} {unit}".strip()
