"""The count of a model in words: pairs of a label and what there is to say under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.units import FLOP_PER_MAC

if TYPE_CHECKING:
    from effsite.measure.counting import ModelCount
    from effsite.measure.flops import FlopCount, TrainingCount

INCOMPLETE = "INCOMPLETE"


def count_facts(one: ModelCount) -> list[tuple[str, str]]:
    """What was counted and how, and how it stands beside what others say; large figures with commas."""
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
        above = f"{one.above_published:+.2%}"
        facts.append(("published", f"{stated.macs:.4g} multiply-accumulates ({above}): {stated.source}"))
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
