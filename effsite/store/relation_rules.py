"""What may be wrong between what was read: cells of a row, rows of a task, rows and their curves and logs."""

from __future__ import annotations

from effsite.rule import Rule


class RowContradictsItself(Rule):
    """Two cells of a row cannot both be true, or one needs another that is empty.

    A compute goes with the method by which it was got, and lies between its own low and high ends.
    """

    code = "row-contradicts-itself"
    hint = "`effsite fields` explains each column"


class TargetWithoutLevel(Rule):
    """A row stands at a target whose level is not measured yet, or that has none to stay short of.

    Nobody can have reached a level that is not known.
    """

    code = "target-without-level"
    hint = "run the system that level_of names at full length, and write the level into task.toml"


class ValueShortOfTarget(Rule):
    """The value of a result does not reach its target, or that of an attempt does.

    A result is a row only where the target was reached: 0.7909 is not 0.791, whatever it would round to.
    A system that stayed short is a row of `not-reached/`.
    """

    code = "value-short-of-target"
    hint = "a result is a row only where the target was reached"


class NotAFraction(Rule):
    """A metric that is a fraction is written in percent.

    Accuracies lie between 0 and 1 in the collection; pages show percent.
    """

    code = "not-a-fraction"
    hint = "79.1 % is written 0.791"


class LogCheckedWithoutCurve(Rule):
    """A row says that it was checked against a curve, and names none.

    `log-checked` means that the figure was worked out again from the committed learning curve.
    """

    code = "log-checked-without-curve"
    hint = "name the curve, or write claimed"


class LogCheckedWithoutLevel(Rule):
    """A row says that it was checked against a curve, at a target that has no level.

    Where there is no level, no curve can reach it, and nothing was checked.
    """

    code = "log-checked-without-level"
    hint = "write claimed"


class StatusWithoutReason(Rule):
    """A row is disputed or withdrawn, and does not say why, since when, and where that is written.

    A figure that was taken back without a word helps nobody: readers cannot judge the doubt, and the next
    one enters it again.
    """

    code = "status-without-reason"
    hint = "say why in status_reason, since when in status_date, and where that is written in status_url"


class ReasonWithoutStatus(Rule):
    """A row says why it has a status that it does not have.

    `status_date`, `status_reason` and `status_url` are of rows that are reproduced, disputed or withdrawn.
    What a row said before stays on its page.
    """

    code = "reason-without-status"
    hint = "leave it out, or give the row its status: its page keeps earlier ones"


class StatusBeforePublication(Rule):
    """A status holds since a day before the row's system was published.

    One of the two dates is wrong.
    """

    code = "status-before-publication"
    hint = "write the day since when the status holds"


class ReproducedByNobody(Rule):
    """A row says that it was reproduced, and nothing shows by whom.

    Either a row of `reproductions/` of which each run reached the target, or the address where somebody
    tells of theirs.
    """

    code = "reproduced-by-nobody"
    hint = "`effsite verify --reproduce` adds a row; or give status_reason and status_url"


class ReproductionOfNothing(Rule):
    """A row of `reproductions/` is of a result that there is not.

    A reproduction stands beside the result that was run again, which is told by its submission, target and
    system.
    """

    code = "reproduction-of-nothing"
    hint = "name the file, the target and the system of the result that was run again"


class RowTwice(Rule):
    """The same row stands twice in a submission, or as a result and as an attempt.

    A system has one result for each target and day: which of two counts cannot be known.
    """

    code = "row-twice"
    hint = "remove one, or give the variant a name of its own"


class CheckedTooEarly(Rule):
    """A target is said to have been checked before its latest result was published.

    `last_checked` is the day on which the sources of all its rows were last read.
    """

    code = "checked-too-early"
    hint = "write the day on which the sources of its results were last read"


class CurveNotRising(Rule):
    """The steps of a learning curve do not increase, or a cumulative count falls.

    Every count in a curve is the sum since the start of the run; a run that was resumed goes on counting.
    """

    code = "curve-not-rising"
    hint = "give cumulative counts, one run for each seed"


class CurveUnused(Rule):
    """A learning curve belongs to no row.

    Evidence that nothing refers to is evidence for nothing.
    """

    code = "curve-unused"
    hint = "name it in the curve column of a row, or remove it"


class LogDiffersFromCurve(Rule):
    """A log and the learning curve of its name do not tell the same evaluations.

    They come from the same runs and are equal to the last digit; where they are not, one of them was edited.
    """

    code = "log-differs-from-curve"
    hint = "curve and log must come from the same runs: commit both as `effsite run` wrote them"


RELATION_RULES: tuple[type[Rule], ...] = (
    RowContradictsItself,
    TargetWithoutLevel,
    ValueShortOfTarget,
    NotAFraction,
    LogCheckedWithoutCurve,
    LogCheckedWithoutLevel,
    StatusWithoutReason,
    ReasonWithoutStatus,
    StatusBeforePublication,
    ReproducedByNobody,
    ReproductionOfNothing,
    RowTwice,
    CheckedTooEarly,
    CurveNotRising,
    CurveUnused,
    LogDiffersFromCurve,
)
