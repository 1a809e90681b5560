"""What may be wrong with the files of a collection and their form, so that they cannot be read."""

from __future__ import annotations

from effsite.rule import Rule

KEYS_LISTED = "`effsite fields task`, `target` and `metric` list the keys"


class FileNotRead(Rule):
    """A file cannot be read: no rights, a link, no file, or too large.

    What is linked to is not in the collection, and a file of hundreds of megabytes would stop everybody's
    build.
    """

    code = "file-not-read"
    hint = "commit the file itself, small enough to be read"


class FileNotText(Rule):
    """A file is not UTF-8 text, or begins with a byte order mark.

    The mark would become a part of the first column's name; bytes that are no text have no one meaning.
    """

    code = "file-not-text"
    hint = "save the file as UTF-8 without a byte order mark"


class FileOutOfPlace(Rule):
    """A file or folder stands where it does not belong, or has a name that cannot be used.

    A misplaced file would be passed over, and whoever sent it would think that their result counts.
    """

    code = "file-out-of-place"
    hint = (
        "results/ holds one folder for each task: task.toml, CSV files, curves/, not-reached/, reproductions/"
        " and logs/"
    )


class TaskFileMissing(Rule):
    """A folder of `results/` has no task.toml.

    Without it nobody knows what its rows measure.
    """

    code = "task-file-missing"
    hint = "describe the task in it; `effsite fields task` lists its keys"


class NotCsv(Rule):
    """A table is empty or is not valid CSV.

    Commas inside a cell need quotation marks around it, and quotation marks are doubled.
    """

    code = "not-csv"
    hint = "put quotation marks around cells with commas, and double them inside"


class UnknownColumn(Rule):
    """The header names a column that there is not.

    What stands in it would be lost without a word.
    """

    code = "unknown-column"
    hint = "`effsite fields` lists the columns"


class RepeatedColumn(Rule):
    """The header names a column twice.

    Which of the two counts cannot be known.
    """

    code = "repeated-column"
    hint = "remove one"


class MissingColumn(Rule):
    """The header lacks a column that every row needs.

    The same as an empty cell in each row.
    """

    code = "missing-column"
    hint = "add to the header line"


class CellsMiscounted(Rule):
    """A row has more or fewer cells than the header.

    A comma that is not in quotation marks has moved everything behind it one column to the right.
    """

    code = "cells-miscounted"
    hint = "put quotation marks around cells with commas"


class NotToml(Rule):
    """task.toml is not valid TOML, or does not have the tables that it needs.

    Nothing of the task can be read then.
    """

    code = "not-toml"
    hint = "`effsite fields task` lists the keys"


class UnknownKey(Rule):
    """task.toml has a key that there is not.

    What it says would be lost without a word.
    """

    code = "unknown-key"
    hint = KEYS_LISTED


class MissingKey(Rule):
    """task.toml lacks a key that it needs.

    A task has a title and says what it is; a target has a level, or a rule that fixes it.
    """

    code = "missing-key"
    hint = KEYS_LISTED


class StatementNotRead(Rule):
    """What stated.csv says that a source states cannot be read.

    It can be held against the collection only as a date, a number of FLOP, a factor or months.
    """

    code = "statement-not-read"
    hint = "write it as in 5.32e17, or a date as YYYY-MM-DD"


class LogNotRead(Rule):
    """A line of a log cannot be read, or the log is of another task.

    A log that was cut or edited proves nothing.
    """

    code = "log-not-read"
    hint = "commit the log as `effsite run` wrote it"


class BeforeNotRead(Rule):
    """With `--against`: a file cannot be read in full as it was before the branch.

    What its rows said then is not known in whole, so that the comparison leaves those rows out.
    """

    code = "before-not-read"
    severity = "warning"
    hint = "what is told of its targets leaves out the rows in question"


FILE_RULES: tuple[type[Rule], ...] = (
    FileNotRead,
    FileNotText,
    FileOutOfPlace,
    TaskFileMissing,
    NotCsv,
    UnknownColumn,
    RepeatedColumn,
    MissingColumn,
    CellsMiscounted,
    NotToml,
    UnknownKey,
    MissingKey,
    StatementNotRead,
    LogNotRead,
    BeforeNotRead,
)
