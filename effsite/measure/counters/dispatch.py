"""Counting by torch's own counter on the meta device: the check on the trace, and the true backward.

`torch.utils.flop_counter` counts two FLOP per multiply-add at the level of torch's dispatcher and
needs no arithmetic when tensors have shapes but no data. Its formula for the backward of
convolutions leaves out the groups (torch 2.11 to 2.15), so that depthwise networks come out many
times too high: `backward_flop` puts a right one in its place, `naive_backward_flop` does not.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode

from effsite.measure.counters import formulas
from effsite.units import FLOP_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What torch's dispatcher saw: multiply-accumulates forward by operator, and FLOP backward.

    The two backward figures differ where convolutions have groups; only `backward_flop` is right
    there. Gradients of frozen parameters and of the input are not taken and so not counted.
    """

    macs: Mapping[str, int]
    backward_flop: int
    naive_backward_flop: int


def dispatched(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> Dispatched:
    """What torch's counter says of a forward pass in evaluation mode, and of its backward pass.

    Works on a copy without data, so that it costs no arithmetic and leaves `module` alone. Raises
    RuntimeError or NotImplementedError when the module cannot run without data.
    """
    shadow = on_meta(module).eval()
    arguments = tuple(tensor.to("meta") for tensor in inputs)
    forward = FlopCounterMode(display=False)
    with forward:
        output = shadow(*arguments)
    right = FlopCounterMode(
        display=False, custom_mapping={torch.ops.aten.convolution_backward: _convolution_backward}
    )
    naive = FlopCounterMode(display=False)
    loss = _sum(output)
    if loss.requires_grad:
        with right, naive:
            torch.autograd.backward(loss)
    by_operator = forward.get_flop_counts()["Global"]
    return Dispatched(
        macs={str(operator).removeprefix("aten."): n // FLOP_PER_MAC for operator, n in by_operator.items()},
        backward_flop=right.get_total_flops(),
        naive_backward_flop=naive.get_total_flops(),
    )


def on_meta(module: nn.Module) -> nn.Module:
    """A copy of the module whose parameters and buffers have shapes but no data."""
    memo: dict[int, Any] = {}
    for parameter in module.parameters():
        empty = torch.empty_like(parameter, device="meta")
        memo[id(parameter)] = nn.Parameter(empty, requires_grad=parameter.requires_grad)
    for buffer in module.buffers():
        memo[id(buffer)] = torch.empty_like(buffer, device="meta")
    return copy.deepcopy(module, memo)


def _sum(output: Any) -> torch.Tensor:
    """The sum of all tensors in what a forward pass gives: one number to take gradients of."""
    tensors = [one for one in tree_leaves(output) if isinstance(one, torch.Tensor)]
    return torch.stack([tensor.sum() for tensor in tensors]).sum()


def _convolution_backward(
    grad: Sequence[int],
    x: Sequence[int],
    weight: Sequence[int],
    _bias: object,
    _stride: object,
    _padding: object,
    _dilation: object,
    transposed: bool,
    _output_padding: object,
    _groups: int,
    wanted: Sequence[bool],
    **_: object,
) -> int:
    macs = formulas.convolution_backward(x, weight, grad, transposed=transposed, wanted=wanted[:2])
    return FLOP_PER_MAC * macs
