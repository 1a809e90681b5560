"""The results that a table states -> results as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.names import letters
from effsite.workflows.ingest.ingested import Ingested
from effsite.workflows.ingest.ingested_rows import stated_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import Stated
    from effsite.records import Target
    from effsite.workflows.ingest.request import Request


def of_table(file: FileRead, request: Request) -> Iterator[Ingested]:
    """The results that a table states, as far as they are about the task and target asked for."""
    for stated in file.stated:
        target = _target_of(stated, request)
        if request.task is not None and target is None:
            file.report.ignored(
                f"results at {stated.target or 'another level'}: not of this target", stated.line
            )
            continue
        row = None
        if target is not None and not _may_miss(stated, target):
            row = stated_row(stated, target, request, file.report)
        yield Ingested(
            system=request.system or stated.system,
            report=file.report,
            published=str(request.published or stated.published),
            reached=None if stated.flop_scope == "whole-run" else True,
            epoch=stated.epochs,
            seconds=stated.seconds,
            training_flop=stated.training_flop,
            flop_method=stated.flop_method,
            cost_usd=stated.cost_usd,
            row=row,
        )


def _may_miss(stated: Stated, target: Target) -> bool:
    """Whether nothing says that the system reached the level: a whole run of which no value is stated."""
    return target.level is not None and stated.flop_scope == "whole-run" and stated.value is None


def _target_of(stated: Stated, request: Request) -> Target | None:
    """The target that a stated result is about: by the level's name, where the table gives one."""
    if request.task is None:
        return None
    targets = [request.target] if request.target else list(request.task.task.targets)
    if not stated.target:
        return request.target
    named = letters(stated.target)
    return next((t for t in targets if named in letters(t.name) or named in letters(t.title)), None)
