"""A collection as a notebook has it: the stored types, and all results as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import Collection

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCollection(Collection):
    """The whole of `results/`, from `effsite.load`."""

    def frame(self, task: str | None = None) -> pd.DataFrame:
        """One row per result, of one task or of all; see `effsite.results_frame`. Raises KeyError."""
        from effsite.analysis.frames import results_frame  # brings pandas, which loading must not wait for

        chosen = self.tasks if task is None else (self.task(task),)
        return results_frame(result for one in chosen for result in one.results)
