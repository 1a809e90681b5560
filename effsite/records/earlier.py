"""What a result said before: its figures and states in earlier versions of its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a result had in some columns until another commit gave it other values.

    `values` has the cells that changed then, by column, as they were; empty for none. `until` is the day of
    that commit, in UTC. Nothing of this is stored: git has it.
    """

    task: str
    submission: str
    target: str
    system: str
    until: date
    values: tuple[tuple[str, str], ...]
