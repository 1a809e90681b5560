"""What the runs of a study came to, whoever ran them: one command, or the jobs of a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effsite.errors import EffsiteError
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyReport:
    """What is known of each system so far.

    `conclusions` say it at each target, `full_lengths` what systems had at the end of their recipe where a
    level is still to come. `errors` ended a system each, and not the others.
    """

    conclusions: tuple[Conclusion, ...]
    full_lengths: tuple[FullLength, ...]
    errors: tuple[EffsiteError, ...]

    @property
    def reached(self) -> bool:
        """Whether every run got as far as it was to get."""
        return all(c.reached for c in self.conclusions) and all(f.complete for f in self.full_lengths)

    @property
    def systems_json(self) -> list[dict[str, Any]]:
        """An object for each conclusion, then for each system at full length."""
        return [*(c.as_json() for c in self.conclusions), *(f.as_json() for f in self.full_lengths)]
