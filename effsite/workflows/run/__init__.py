"""Train systems to the targets of a task, count what that takes, and write what they come to.

As the data go: `targets` chooses what to train towards, `study` trains system by system and seed by
seed, `conclude` holds the runs of a system against each target and writes `measured_rows`, `full_length`
tells the levels that runs to the end of a recipe fix. `conclusion_words` is for whoever shows the report.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError
from effsite.measure.models import MODELS
from effsite.measure.models import names as known_models
from effsite.measure.recipe import load_recipe, recipe_file, systems
from effsite.names import is_submission
from effsite.workflows.events import nobody
from effsite.workflows.run.deadline import deadline
from effsite.workflows.run.study import Study
from effsite.workflows.run.study_report import StudyReport
from effsite.workflows.run.targets import choose_targets

if TYPE_CHECKING:
    from effsite.measure.recipe import Recipe
    from effsite.workflows.events import Listener
    from effsite.workflows.options import RunOptions

__all__ = ["RunReport", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport(StudyReport):
    """What came of the runs.

    `remaining` are system and seed of each run that time did not suffice for. Of several processes only the
    one that `writes` has anything to tell.
    """

    remaining: tuple[tuple[str, int], ...]
    writes: bool

    def as_json(self, *, several: bool) -> dict[str, Any]:
        """The report as plain values: FLOP, seconds, factors; null where something is not known.

        Unless `several` systems were asked for, what one of them came to is not put into a list.
        """
        shown = self.systems_json
        left = {"remaining": [{"system": system, "seed": seed} for system, seed in self.remaining]}
        return shown[0] | left if len(shown) == 1 and not several else {"runs": shown, **left}


def run(options: RunOptions, listener: Listener = nobody, *, began: float | None = None) -> RunReport:
    """Train the systems that are asked for until they reach the targets, and write rows as they come.

    Several systems take turns: seed 0 of each, then seed 1. Runs that were killed or stopped go on,
    finished ones are taken from their logs. Raises UsageError for what cannot be carried out (before
    anything is trained), CollectionError for a task that cannot be read; an error of one system alone is
    raised, of one among several it is told to the listener and kept in the report. The time limit counts
    from `began` (of `time.monotonic`), by default from now.
    """
    refuse_slips(options)
    until = deadline(options.time_limit, time.monotonic() if began is None else began)
    aims = choose_targets(options.project, options.task, options.targets, full=options.full)
    study = Study(options, chosen_recipes(options), aims, until, listener)
    study.go()
    return RunReport(
        conclusions=study.conclusions,
        full_lengths=study.full_lengths,
        remaining=study.remaining,
        errors=study.errors,
        writes=study.writes,
    )


def refuse_slips(options: RunOptions) -> None:
    """Raise UsageError for options that cannot be meant."""
    if not is_submission(options.submission):
        raise UsageError(
            f"{options.submission!r} is no name for a submission",
            "lower-case letters, digits and hyphens, at most 64, and none of effsite's own names",
        )
    if options.seed is not None and options.seeds != 1:
        raise UsageError(
            f"--seed {options.seed} names one seed, and --seeds {options.seeds} asks for several",
            "give one of the two",
        )


def chosen_recipes(options: RunOptions) -> list[Recipe]:
    """The recipes of the systems that are asked for, in the order in which they take turns.

    Raises UsageError for a system that is not known and RecipeError for a recipe that cannot be read.
    """
    path = recipe_file(options.task, options.project / "recipes")
    listed = systems(path)
    if options.every == bool(options.systems):
        choice = ", ".join(listed) or "a known model"
        raise UsageError("name one system, or say --all for every one of the recipe", f"systems: {choice}")
    overrides = {
        "precision": options.precision,
        "batch_size": options.batch_size,
        "compile": options.compiled or None,
    }
    chosen = list(dict.fromkeys(options.systems)) or listed
    # torchvision takes longer to import than a small training: asked only for a name that is its own
    ours = (*listed, *MODELS)
    known = tuple(MODELS) if all(name in ours for name in chosen) else tuple(known_models())
    return [load_recipe(path, name, known, **overrides) for name in chosen]
