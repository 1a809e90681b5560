"""Statements of sources as rows of a table: disagreements first, every figure in its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site import formats
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from effsite.analysis.claims import Claim
    from effsite.records import StatedField, Statement

FIELD_LABELS: dict[StatedField, str] = {
    "published": "date",
    "training_flop": "compute (FLOP)",
    "factor": "factor",
    "doubling_time_months": "doubling time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One statement, ready to print; `on_record` and `difference` are empty without a counterpart.

    `about` names what the statement is about among the others of its page.
    """

    statement: Statement
    about: str
    field: str
    read_as: str
    on_record: str
    difference: str
    agrees: bool
    remarks: tuple[str, ...]


def claim_rows(
    claims: Iterable[Claim], targets: Mapping[tuple[str, str], str] | None = None
) -> tuple[ClaimRow, ...]:
    """The claims as rows: those that differ from the collection first, otherwise in their order.

    On a page of one target a row is about its system; where `targets` gives titles by (task,
    target), for a page of one system, it is about its target.
    """
    found = [_row(claim, targets) for claim in claims]
    return tuple(sorted(found, key=lambda row: row.agrees))


def _about(statement: Statement, targets: Mapping[tuple[str, str], str] | None) -> str:
    if targets is not None:
        return targets[statement.task, statement.target]
    return statement.system or "the target"


def _row(claim: Claim, targets: Mapping[tuple[str, str], str] | None) -> ClaimRow:
    statement = claim.statement
    dated = statement.field == "published"
    return ClaimRow(
        statement=statement,
        about=_about(statement, targets),
        field=FIELD_LABELS[statement.field],
        read_as=statement.read_as if dated else _value(statement.field, claim.read_as),
        on_record="" if claim.on_record is None else _value(statement.field, claim.on_record),
        difference="" if claim.difference is None else _difference(claim.difference, dated=dated),
        agrees=claim.agrees,
        remarks=tuple(_remarks(claim)),
    )


def _value(field: StatedField, value: float | date) -> str:
    if not isinstance(value, (int, float)):
        return formats.iso(value)
    if field == "factor":
        return formats.factor_exact(value)
    return formats.months(value) if field == "doubling_time_months" else formats.exact(value)


def _difference(difference: float, *, dated: bool) -> str:
    if difference == 0:
        return "none"
    if dated:
        days = abs(round(difference))
        return f"{counted(days, 'day')} {'later' if difference > 0 else 'earlier'}"
    return f"{'+' if difference > 0 else '−'}{formats.percent(float(f'{abs(difference):.2g}'))}"


def _remarks(claim: Claim) -> Iterable[str]:
    if claim.statement.note:
        yield claim.statement.note
    if claim.note:
        yield f"{claim.note[0].upper()}{claim.note[1:]}."
    if claim.derived_doubling_months is not None:
        yield f"The end points in the collection give {formats.months(claim.derived_doubling_months)}."
