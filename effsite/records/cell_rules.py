"""What may be wrong with one value: a cell of a CSV file, or the value of a key in task.toml."""

from __future__ import annotations

from effsite.rule import Rule


class MissingValue(Rule):
    """A value that every row needs is empty.

    A result without a target, a system, a date or a source cannot be placed, drawn or checked by anybody.
    """

    code = "missing-value"
    hint = "fill it in; `effsite fields` says what it means"


class NotANumber(Rule):
    """A cell that must hold a number holds something else.

    Only plain digits with a point and an exponent are taken, as in `5.32e17`. Thousands commas, units,
    `NaN` and `inf` are refused, for a reader who guesses at them sooner or later guesses wrong.
    """

    code = "not-a-number"
    hint = "write digits with a point and an exponent, as in 5.32e17; leave the cell empty if unknown"


class OutOfRange(Rule):
    """A number lies outside of what its unit allows.

    A training compute of 3.1 is one in teraflop/s-days, not in FLOP; a share of the peak is at most 1. The
    bounds are wide: what they refuse is in another unit or has lost its exponent.
    """

    code = "out-of-range"
    hint = "check the unit and the exponent: 1 tfs-day is 8.64e16 FLOP, 1 GFLOP 1e9"


class NotPlainText(Rule):
    """A text is too long, holds control characters, or would be run by a spreadsheet program.

    Every text ends up on a page, in a terminal and in a CSV file that people open: invisible characters
    deceive the first two, and a cell that begins with `=`, `+`, `-` or `@` is a formula to the third.
    """

    code = "not-plain-text"
    hint = "write plain text on one line that begins with a letter or a digit"


class NotAnAddress(Rule):
    """A link is not a plain http or https address.

    Readers follow these links. Scripts, files, and user names in addresses have no place in them.
    """

    code = "not-an-address"
    hint = "write an address like https://arxiv.org/abs/1905.11946"


class NotAName(Rule):
    """A name is not made of lower-case letters, digits and single hyphens, or is reserved.

    Names of targets and curves become names of files and parts of addresses.
    """

    code = "not-a-name"
    hint = "use lower-case letters, digits and single hyphens, as in resnet-50"


class NotAChoice(Rule):
    """A value is none of the few that its column takes.

    Statuses, methods and kinds of source are fixed words, so that all rows mean the same by them.
    """

    code = "not-a-choice"
    hint = "`effsite fields` lists what the column takes"


class NotADate(Rule):
    """A date is not written as `YYYY-MM-DD` or `YYYY-MM`, or lies before there was such a thing as a result.

    Other orders of day and month cannot be told apart: four dates of a well-known tracker were wrong for
    years because of it.
    """

    code = "not-a-date"
    hint = "write YYYY-MM-DD, or YYYY-MM without a day"


class DateInFuture(Rule):
    """A date lies in the future.

    A result is dated by its first publication, which has happened. Today is today in UTC.
    """

    code = "date-in-future"
    hint = "check the year"


class UnknownName(Rule):
    """A row names a target, a device, a system or a curve that is not in the collection.

    A misspelt name would quietly leave the row out of its target, or its device without a peak rate.
    """

    code = "unknown-name"
    hint = "write the name as it stands in the collection, or add what it names"


class WrongValue(Rule):
    """A value is of another kind than its field: a text for a number, one value for a list.

    Nothing is converted by guess.
    """

    code = "wrong-value"
    hint = "`effsite fields` says what each field takes"


CELL_RULES: tuple[type[Rule], ...] = (
    MissingValue,
    NotANumber,
    OutOfRange,
    NotPlainText,
    NotAnAddress,
    NotAName,
    NotAChoice,
    NotADate,
    DateInFuture,
    UnknownName,
    WrongValue,
)
