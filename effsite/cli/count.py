"""`effsite count`: how much arithmetic a model takes, by operator and by module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from effsite.cli.console import print_json, print_line, print_table, step_bar
from effsite.cli.options import JsonOption
from effsite.errors import UsageError

if TYPE_CHECKING:
    from effsite.measure.counting import CrossCheck, ModelCount


def count(
    model: Annotated[
        str | None,
        typer.Argument(
            help="A known model, any torchvision classification model, or your own as module:function.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Count every known model, beside its published figure.")
    ] = False,
    input_: Annotated[
        str | None,
        typer.Option("--input", metavar="CxHxW", help="One example's shape: 3x64x64, or a text's length."),
    ] = None,
    classes: Annotated[
        int | None, typer.Option(min=1, help="Number of classes, or of characters for a text model.")
    ] = None,
    stem: Annotated[
        Literal["standard", "small"],
        typer.Option(help="small: a first convolution that keeps the size of images of some 32 pixels."),
    ] = "standard",
    json: JsonOption = False,
) -> None:
    """Count the FLOP of a model's forward pass, and of one training example, without training it.

    Two FLOP for each multiply-accumulate. Needs torch: pip install 'effsite[train]'.
    """
    from effsite.measure import extra

    if every == (model is not None):
        raise UsageError("name one model, or give --all", "try `effsite count resnet50`")
    shape = _shape(input_) if input_ else None
    extra.require()
    if model is None:
        _count_all(json=json)
        return
    from effsite.measure.counting import Wanted, count_model

    counted = count_model(Wanted(name=model, input_shape=shape, classes=classes, stem=stem))
    if json:
        print_json(_as_json(counted))
    else:
        _print(counted)


def _shape(text: str) -> tuple[int, ...]:
    if not re.fullmatch(r"[1-9][0-9]{0,5}(x[1-9][0-9]{0,5}x[1-9][0-9]{0,5})?", text, re.ASCII):
        raise UsageError(f"not a shape: {text!r}", "write channels x height x width as 3x64x64, or a length")
    return tuple(int(size) for size in text.split("x"))


def _count_all(*, json: bool) -> None:
    from effsite.measure.counting import Wanted, count_models
    from effsite.measure.models import names

    wanted = [Wanted(name=name) for name in names()]
    counted: list[ModelCount] = []
    with step_bar(quiet=json) as show:
        show("counting", 0, len(wanted))
        for one in count_models(wanted, check=False):
            counted.append(one)
            show(one.name, len(counted), len(wanted))
    if json:
        print_json({"models": [_as_json(one) for one in counted]})
        return
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
    from effsite.measure.counting import written

    count, stated = one.count, one.published
    return (
        one.name,
        written(one.input_shape),
        f"{count.macs:.4g}",
        f"{stated.macs:.4g}" if stated else "",
        f"{count.macs / stated.macs - 1:+.2%}" if stated else "",
        f"{count.flop:.4g}",
        f"{count.other:.4g}",
        f"{count.parameters:,}",
        str(sum(count.uncounted.values()) or ""),
    )


def _as_json(one: ModelCount) -> dict[str, Any]:
    from dataclasses import asdict

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
    from effsite.measure.counting import written

    count = one.count
    print_line(f"{one.title}: one example of {written(one.input_shape)}, {one.classes} classes")
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
