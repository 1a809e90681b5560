"""All printing: tables and progress for people at a terminal, plain text into pipes, JSON for scripts."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from effsite.escape import log_line, log_lines, printable, printed_json
from effsite.workflows.events import Failed, Noted, Progressed, StepBegan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from effsite.cli.bar import Bar
    from effsite.errors import EffsiteError, Finding
    from effsite.workflows.events import Event, Listener


def print_json(value: Any) -> None:
    """Print one JSON object; NaN and infinity are refused, for they are not JSON."""
    typer.echo(printed_json(value))


def print_line(text: str = "") -> None:
    """Print one line of plain text; what is no plain text in it, or a command to a log, is escaped."""
    typer.echo(log_line(text))


def print_form(text: str) -> None:
    """Print a text in a form for another program, whose maker has escaped what strangers wrote in it."""
    typer.echo(text)


def print_note(text: str) -> None:
    """Print a note beside the output, on standard error, escaped as a line; it may have several."""
    typer.echo(log_lines(text), err=True)


def print_remarks(notes: Iterable[str], warnings: Iterable[str] = ()) -> None:
    """Print what a report remarks, on standard error: each as a line that begins with what it is."""
    for note in notes:
        print_note(f"note: {note}")
    for warning in warnings:
        print_note(f"warning: {warning}")


def print_error(error: EffsiteError) -> None:
    """Print an error and its hint on standard error; of a broken collection, every finding first."""
    for finding in getattr(error, "findings", ()):
        typer.echo(log_line(str(finding)), err=True)
    typer.secho(log_lines(f"error: {error.message}"), err=True, fg=typer.colors.RED)
    if error.hint:
        typer.secho(log_lines(f"hint: {error.hint}"), err=True)


def print_findings(findings: Iterable[Finding]) -> None:
    """Print a line for each finding, with its rule, its place and its way out."""
    for finding in findings:
        print_line(f"{finding.label}: {finding}")


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: ruled at a terminal; in a pipe one tab-separated line for each row."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            typer.echo(log_line(*row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for position, heading in enumerate(headings):
        numeric = all(row[position][:1].isdigit() for row in rows if row[position])
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)


def print_rows(
    title: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, digits: int = 4
) -> None:
    """Print those columns of rows of plain values as a table, fractions with so many digits."""
    print_table(title, columns, [[_cell(row[name], digits) for name in columns] for row in rows])


def _cell(value: object, digits: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.{digits}g}" if isinstance(value, float) else "" if value is None else str(value)


def print_facts(facts: Iterable[tuple[str, str]], *, width: int) -> None:
    """Print a line for each label with what is said under it; labels take so many characters."""
    for label, text in facts:
        print_line(f"  {label:<{width}}{text}")


@contextmanager
def listener(*, quiet: bool) -> Iterator[Listener]:
    """Someone who shows the events of a job on standard error.

    At a terminal a bar moves with its steps; notes and failures are lines everywhere. When `quiet` only
    failures are shown.
    """
    with _bar(quiet=quiet) as bar:
        yield Shown(bar, quiet=quiet)


class Shown:
    """Shows one event after the other; `bar` is None where none is wanted."""

    def __init__(self, bar: Bar | None, *, quiet: bool) -> None:
        self._bar, self._quiet = bar, quiet

    def __call__(self, event: Event) -> None:
        """Show what there is to show of the event."""
        match event:
            case StepBegan():
                self._move(event.step, event.done, event.steps, "")
            case Progressed():
                self._move(event.what, event.done, event.total, event.unit)
            case Noted() if not self._quiet:
                print_note(event.message)
            case Failed():
                print_error(event.error)
            case _:
                pass

    def _move(self, what: str, done: int, total: int, unit: str) -> None:
        if self._bar is not None:
            self._bar.move(what, done, total, unit)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Bar | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from effsite.cli.bar import Bar

    with Bar() as bar:
        yield bar
