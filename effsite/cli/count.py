"""`effsite count`: how much arithmetic a model takes, by operator and by module."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_table
from effsite.cli.options import JsonOption, command
from effsite.units import FLOP_PER_MAC
from effsite.workflows.options import CountOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.measure.counting import ModelCount
    from effsite.measure.flops import FlopCount, TrainingCount

INCOMPLETE = "INCOMPLETE"


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
        models = [_as_json(one) for one in counted]
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
        f"{count.macs / stated.macs - 1:+.2%}" if stated else "",
        f"{count.flop:.4g}",
        f"{count.other:.4g}",
        f"{count.parameters:,}",
        str(sum(count.uncounted.values()) or ""),
    )


def _as_json(one: ModelCount) -> dict[str, Any]:
    count = one.count
    return {
        "model": one.name,
        "title": one.title,
        "input_shape": list(one.input_shape),
        "inputs": [asdict(given) for given in one.inputs],
        "classes": one.classes,
        "complete": count.complete,
        "macs": count.macs,
        "flop": count.flop,
        "other": count.other,
        "parameters": count.parameters,
        "training_flop_per_example": count.training_flop_per_example,
        "training": _training_json(count),
        "by_operator": dict(count.by_operator),
        "other_by_operator": dict(count.other_by_operator),
        "by_module": dict(count.by_module),
        "uncounted": dict(count.uncounted),
        "depends_on_values": dict(count.values),
        "published": asdict(one.published) if one.published else None,
        "check": asdict(count.second) if count.second else None,
    }


def _training_json(count: FlopCount) -> dict[str, Any] | None:
    training = count.training
    if training is None:
        return None
    return {
        "method": training.method,
        "forward_flop": training.forward * FLOP_PER_MAC,
        "backward_flop": None if training.backward is None else training.backward * FLOP_PER_MAC,
        "naive_backward_flop": training.naive_backward_flop,
        "recomputed_flop": training.recomputed * FLOP_PER_MAC,
        "trained_parameters": training.trained_parameters,
        "frozen_parameters": training.frozen_parameters,
        "reason": training.reason,
    }


def _print(one: ModelCount) -> None:
    count = one.count
    of = f"one example of {one.shape}" if one.shape else "one example of its own inputs"
    print_line(f"{one.title}: {of}" + (f", {one.classes} classes" if one.classes else ""))
    for label, text in _facts(one):
        print_line(f"  {label:<24}{text}")
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


def _facts(one: ModelCount) -> list[tuple[str, str]]:
    """What was counted, as labels and words."""
    count, stated = one.count, one.published
    facts = [("multiply-accumulates", f"{count.macs:,}")]
    if not count.complete:
        facts = [("multiply-accumulates", f"{count.macs:,} {INCOMPLETE}: {count.gap}")]
    facts += [
        ("forward FLOP", f"{count.flop:,} (2 per multiply-accumulate)"),
        ("training FLOP/example", f"{count.training_flop_per_example:,.0f} ({_method(count)})"),
    ]
    if count.recomputed_flop_per_example:
        again = f"{count.recomputed_flop_per_example:,.0f} FLOP more on the device, in none of these figures"
        facts.append(("run twice in training", again))
    facts += [
        ("other operations", f"{count.other:,} (normalisation, activation, pooling: in none of the above)"),
        ("parameters", _parameters(count)),
    ]
    if count.values:
        reads = ", ".join(count.values)
        facts.append(("depends on values", f"another input may take another number ({reads})"))
    if not count.complete:
        facts.append(("to complete it", count.way_out))
    if stated:
        difference = f"{count.macs / stated.macs - 1:+.2%}"
        facts.append(("published", f"{stated.macs:.4g} multiply-accumulates ({difference}): {stated.source}"))
    return facts + _second(count) + _backward(count)


def _method(count: FlopCount) -> str:
    """How the training figure came about."""
    training = count.training
    if training is None or (training.method == "passes" and training.forward == count.macs):
        why = f"; a training pass could not be run: {training.reason}" if training and training.reason else ""
        return f"3 x forward{why}"
    if training.method == "passes":
        return f"3 x the forward pass in training, which takes {training.forward * FLOP_PER_MAC:,}"
    return "forward and true backward: not every parameter is trained" + _frozen_unknown(training)


def _frozen_unknown(training: TrainingCount) -> str:
    return "" if training.backward is not None else "; backward unknown, so 3 x forward, which is too much"


def _parameters(count: FlopCount) -> str:
    frozen = count.training.frozen_parameters if count.training else 0
    return f"{count.parameters:,}" + (f" trained, {frozen:,} frozen" if frozen else "")


def _second(count: FlopCount) -> list[tuple[str, str]]:
    """Whether the second counter agrees, and what it did not see where it does not."""
    second = count.second
    if second is None:
        return []
    if second.macs is None:
        return [("second counter", f"no trace: {second.reason}")]
    if second.macs == count.macs:
        return [("second counter", "agrees")]
    found = ", ".join(f"{name} {n:,}" for name, n in second.by_operator.items()) or "nothing"
    unseen = f"; it has no handler for {', '.join(second.unseen)}" if second.unseen else ""
    return [("second counter", f"{second.macs:,}: fvcore's trace finds {found}{unseen}")]


def _backward(count: FlopCount) -> list[tuple[str, str]]:
    """The true backward pass, and what torch prints for it where that is another."""
    training = count.training
    if training is None or training.backward is None or not training.forward:
        return []
    forward = training.forward * FLOP_PER_MAC
    true = training.backward * FLOP_PER_MAC
    facts = [("true backward FLOP", f"{true:,} ({true / forward:.3g} x forward)")]
    naive = training.naive_backward_flop
    if naive and naive > true + training.recomputed * FLOP_PER_MAC:
        text = f"{naive / forward:.3g} x forward (it leaves out the groups of convolutions)"
        facts.append(("  as torch counts it", text))
    return facts
