"""All printing: tables and progress for people at a terminal, plain text into pipes, JSON for scripts."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from effsite.errors import EffsiteError


def print_json(value: Any) -> None:
    """Print one JSON object; NaN and infinity are refused, for they are not JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def print_line(text: str = "") -> None:
    """Print one line of plain text."""
    typer.echo(text)


def print_note(text: str) -> None:
    """Print one line beside the output, on standard error."""
    typer.echo(text, err=True)


def print_error(error: EffsiteError) -> None:
    """Print an error and its hint on standard error; of a broken record, every finding first."""
    for finding in getattr(error, "findings", ()):
        typer.echo(str(finding), err=True)
    typer.secho(f"error: {error.message}", err=True, fg=typer.colors.RED)
    if error.hint:
        typer.secho(f"hint: {error.hint}", err=True)


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: ruled at a terminal; in a pipe one tab-separated line for each row."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            typer.echo("\t".join(row))
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
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress(steps: Sequence[str], *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A progress bar over `steps` on standard error; silent in a pipe or when `quiet`.

    Gives a function to call with each step as it begins.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        running = bar.add_task(steps[0], total=len(steps))
        yield lambda step: bar.update(running, description=step, completed=steps.index(step))


@contextmanager
def step_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error for work whose length is known; silent in a pipe or when `quiet`.

    Gives a function to call with what is going on, how much is done, and of how much. Where less
    is done than before, something else has begun, and its time is taken anew.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda text, done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} steps"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        running = bar.add_task("", total=None)
        before = 0

        def show(text: str, done: int, total: int) -> None:
            nonlocal before
            if done < before:
                bar.reset(running)
            before = done
            bar.update(running, description=escape(text), completed=done, total=total)

        yield show


@contextmanager
def bytes_progress(total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar over `total` bytes on standard error; silent in a pipe, when `quiet`, or for little.

    Gives a function to call with the number of bytes of each block as it is read.
    """
    if quiet or not sys.stderr.isatty() or total < (4 << 20):
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        reading = bar.add_task("reading", total=total)
        yield lambda count: bar.advance(reading, count)
