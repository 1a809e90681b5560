"""`effsite count`: how much arithmetic a model takes, by operator and by module."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_table
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import CountOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.measure.counting import CrossCheck, ModelCount


@command
def count(options: CountOptions, json: JsonOption = False) -> None:
    """Count the FLOP of a model's forward pass, and of one training example, without training it.

    Two FLOP for each multiply-accumulate. Needs torch: pip install 'effsite[train]'.
    """
    with listener(quiet=json) as shown:
        counted = workflows.count.count(options, shown)
    if json:
        models = [_as_json(one) for one in counted]
        print_json({"models": models} if options.every else models[0])
    elif options.every:
        _print_table(counted)
    else:
        _print(counted[0])


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
        f"{count.macs:.4g}",
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
        "classes": one.classes,
        "macs": count.macs,
        "flop": count.flop,
        "other": count.other,
        "parameters": count.parameters,
        "training_flop_per_example": count.training_flop_per_example,
        "by_operator": dict(count.by_operator),
        "other_by_operator": dict(count.other_by_operator),
        "by_module": dict(count.by_module),
        "uncounted": dict(count.uncounted),
        "published": asdict(one.published) if one.published else None,
        "check": asdict(one.check) if one.check else None,
    }


def _print(one: ModelCount) -> None:
    count = one.count
    print_line(f"{one.title}: one example of {one.shape}, {one.classes} classes")
    for label, text in _facts(one):
        print_line(f"  {label:<24}{text}")
    shares = [(name, f"{n:,}", f"{n / count.macs:.1%}") for name, n in count.by_operator.items()]
    print_table("By operator", ("operator", "macs", "share"), shares)
    modules = [(path, n) for path, n in count.by_module.items() if path and "." not in path]
    print_table(
        "By module", ("module", "macs", "share"), [(p, f"{n:,}", f"{n / count.macs:.1%}") for p, n in modules]
    )
    print_table(
        "Other operations", ("operator", "other"), [(k, f"{n:,}") for k, n in count.other_by_operator.items()]
    )
    if count.uncounted:
        calls = [(name, str(n)) for name, n in count.uncounted.items()]
        print_table("Uncounted: no formula, in none of the figures above", ("operator", "calls"), calls)


def _facts(one: ModelCount) -> list[tuple[str, str]]:
    """What was counted, as labels and words."""
    count, stated = one.count, one.published
    facts = [
        ("multiply-accumulates", f"{count.macs:,}"),
        ("forward FLOP", f"{count.flop:,} (2 per multiply-accumulate)"),
        ("training FLOP/example", f"{count.training_flop_per_example:,.0f} (3 x forward)"),
        ("other operations", f"{count.other:,} (normalisation, activation, pooling: in none of the above)"),
        ("parameters", f"{count.parameters:,}"),
    ]
    if stated:
        difference = f"{count.macs / stated.macs - 1:+.2%}"
        facts.append(("published", f"{stated.macs:.4g} multiply-accumulates ({difference}): {stated.source}"))
    return facts + (_checks(one.check, count.macs, count.flop) if one.check else [])


def _checks(check: CrossCheck, macs: int, flop: int) -> list[tuple[str, str]]:
    if check.macs is None:
        return [("torch's own counter", f"could not run without data: {check.reason}")]
    if check.backward_flop is None:
        return [
            ("torch's own counter", f"{check.macs:,} ({check.macs / macs - 1:+.2%}: not the same operators)")
        ]
    ratio = f"{check.backward_flop:,} ({check.backward_flop / flop:.3g} x forward)"
    facts = [("torch's own counter", "agrees"), ("true backward FLOP", ratio)]
    if check.naive_backward_flop != check.backward_flop and check.naive_backward_flop is not None:
        naive = f"{check.naive_backward_flop / flop:.3g} x forward (it leaves out the groups of convolutions)"
        facts.append(("  as torch counts it", naive))
    return facts
