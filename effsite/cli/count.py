"""`effsite count`: how much arithmetic a model takes, by operator and by module."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import typer

from effsite import workflows
from effsite.cli.console import listener, print_facts, print_json, print_line, print_table
from effsite.cli.options import JsonOption, command
from effsite.workflows.count_words import INCOMPLETE, count_facts
from effsite.workflows.options import CountOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.measure.counting import ModelCount


@command
def count(options: CountOptions, json: JsonOption = False) -> None:
    r"""Count the FLOP of a model's forward pass, and of one training example, without training it.

    Two FLOP for each multiply-accumulate. Exits with 1 when an operator that may multiply has no
    formula, so that the count is incomplete. Needs torch: pip install 'effsite\[train]'; for models of
    timm and transformers, pip install 'effsite\[models]'.
    """
    with listener(quiet=json) as shown, redirect_stdout(sys.stderr):  # a model's own code may print
        counted = workflows.count.count(options, shown)
    if json:
        models = [one.as_json() for one in counted]
        print_json({"models": models} if options.every else models[0])
    elif options.every:
        _print_table(counted)
    else:
        _print(counted[0])
    raise typer.Exit(0 if all(one.count.complete for one in counted) else 1)


def _print_table(counted: Sequence[ModelCount]) -> None:
    headings = (
        "model",
        "input",
        "macs",
        "published",
        "difference",
        "flop",
        "other",
        "parameters",
        "uncounted",
    )
    print_table("", headings, [_row(one) for one in counted])


def _row(one: ModelCount) -> tuple[str, ...]:
    count, stated = one.count, one.published
    return (
        one.name,
        one.shape,
        f"{count.macs:.4g}" + ("" if count.complete else f" {INCOMPLETE}"),
        f"{stated.macs:.4g}" if stated else "",
        "" if one.above_published is None else f"{one.above_published:+.2%}",
        f"{count.flop:.4g}",
        f"{count.other:.4g}",
        f"{count.parameters:,}",
        str(sum(count.uncounted.values()) or ""),
    )


def _print(one: ModelCount) -> None:
    count = one.count
    of = f"one example of {one.shape}" if one.shape else "one example of its own inputs"
    print_line(f"{one.title}: {of}" + (f", {one.classes} classes" if one.classes else ""))
    print_facts(count_facts(one), width=24)
    print_table("By operator", ("operator", "macs", "share"), _shares(count.by_operator, count.macs))
    modules = {path: n for path, n in count.by_module.items() if path and "." not in path}
    print_table("By module", ("module", "macs", "share"), _shares(modules, count.macs))
    print_table(
        "Other operations", ("operator", "other"), [(k, f"{n:,}") for k, n in count.other_by_operator.items()]
    )
    if count.uncounted:
        calls = [(name, str(n)) for name, n in count.uncounted.items()]
        print_table("Uncounted: no formula, in none of the figures above", ("operator", "calls"), calls)


def _shares(counts: Mapping[str, int], whole: int) -> list[tuple[str, str, str]]:
    return [(name, f"{n:,}", f"{n / whole:.1%}" if whole else "") for name, n in counts.items()]
