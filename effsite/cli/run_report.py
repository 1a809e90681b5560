"""What `effsite run` says at the end: a row for each seed, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.cli.console import print_facts, print_rows
from effsite.workflows.run.conclusion_words import conclusion_facts, full_length_facts

if TYPE_CHECKING:
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength
    from effsite.workflows.run.measured_rows import MeasuredRuns
    from effsite.workflows.run.study_report import StudyReport

AT_TARGET = ("seed", "ended", "reached", "training_flop", "epoch", "seconds", "value")
AT_THE_END = ("seed", "ended", "epoch", "last_value")


def print_systems(report: StudyReport) -> None:
    """Print what the runs of each system say of each target, and of the levels that are still to come."""
    for conclusion in report.conclusions:
        _print_conclusion(conclusion)
    for found in report.full_lengths:
        _print_full_length(found)


def _print_conclusion(conclusion: Conclusion) -> None:
    print_rows(_title(conclusion.runs), AT_TARGET, conclusion.seed_rows)
    print_facts(conclusion_facts(conclusion), width=20)


def _print_full_length(found: FullLength) -> None:
    print_rows(_title(found.runs), AT_THE_END, found.seed_rows, digits=6)
    print_facts(full_length_facts(found), width=20)


def _title(runs: MeasuredRuns) -> str:
    return f"{runs.title} on {runs.provenance.data}"
