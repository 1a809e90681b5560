"""The finished runs of a study, by system and seed, and what they come to so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.workflows.run.conclude import conclude, conclude_unwritten
from effsite.workflows.run.full_length import at_full_length
from effsite.workflows.run.measured_rows import MeasuredRuns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.measure.loop import RunOutcome
    from effsite.measure.recipe import Recipe
    from effsite.workflows.options import RunOptions
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength
    from effsite.workflows.run.targets import Aims


def seeds_of(options: RunOptions) -> tuple[int, ...]:
    """The seeds that are asked for: those from 0 up, or the one that is named."""
    return tuple(range(options.seeds)) if options.seed is None else (options.seed,)


class Outcomes:
    """What is finished of a study; systems in the recipe's order.

    A row is made of the seeds from 0 up to the first that is not finished, whatever else is. A seed that
    is named alone makes none: its row would take the place of one over all seeds.
    """

    def __init__(self, options: RunOptions, recipes: Sequence[Recipe], aims: Aims) -> None:
        self._options, self._recipes, self._aims = options, recipes, aims
        self._runs: dict[str, dict[int, RunOutcome]] = {recipe.system: {} for recipe in recipes}
        self._conclusions: dict[str, list[Conclusion]] = {}

    def add(self, recipe: Recipe, seed: int, run: RunOutcome) -> None:
        """Take a run that is finished."""
        self._runs[recipe.system][seed] = run

    def of(self, recipe: Recipe) -> Mapping[int, RunOutcome]:
        """The system's finished runs by their seed."""
        return self._runs[recipe.system]

    @property
    def missing(self) -> list[tuple[int, Recipe]]:
        """Seed and recipe of every run that is not finished: one seed of every system, then the next."""
        seeds = seeds_of(self._options)
        return [(seed, r) for seed in seeds for r in self._recipes if seed not in self._runs[r.system]]

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """What is known of each system at each target."""
        return tuple(c for recipe in self._recipes for c in self._conclusions.get(recipe.system, ()))

    @property
    def full_lengths(self) -> tuple[FullLength, ...]:
        """What systems had at the end of their recipe: those that fix a level which is still to come.

        All of them where no target has a level.
        """
        if not self._aims.awaiting:
            return ()
        measured = [self._measured(recipe) for recipe in self._recipes if self._gapless(recipe)]
        wanted = len(seeds_of(self._options))
        alone = self._options.seed is not None
        found = [one for runs in measured for one in at_full_length(runs, self._aims, wanted, alone=alone)]
        return tuple(one for one in found if one.targets or not self._aims.targets)

    def conclude(self, recipe: Recipe) -> None:
        """Hold the system's runs against each target, and write the rows that there are.

        Raises CollectionError and OtherRunError, as `conclude` does.
        """
        if not self._aims.targets or not self._gapless(recipe):
            return
        how = conclude if self._options.seed is None else conclude_unwritten
        results = self._options.project / "results"
        self._conclusions[recipe.system] = how(self._measured(recipe), self._aims.targets, results)

    def _gapless(self, recipe: Recipe) -> list[RunOutcome]:
        """The system's finished runs up to the first that is not."""
        found: list[RunOutcome] = []
        for seed in seeds_of(self._options):
            if seed not in self._runs[recipe.system]:
                break
            found.append(self._runs[recipe.system][seed])
        return found

    def _measured(self, recipe: Recipe) -> MeasuredRuns:
        runs = tuple(self._gapless(recipe))
        return MeasuredRuns(submission=self._options.submission, recipe=recipe, runs=runs)
