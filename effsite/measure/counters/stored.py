"""Multiply-accumulates of products whose shapes do not tell them: sparse matrices and packed weights.

A sparse matrix takes part with the values that it stores and no others. A quantised layer keeps its
weights in an object of its own, without a shape, and takes as many multiply-accumulates, of whole
numbers, as the layer that it stands for.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import torch

from effsite.measure.counters import formulas

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_stored(value: Any) -> bool:
    """Whether an operand is a tensor that stores some of its values only."""
    return isinstance(value, torch.Tensor) and value.layout in SPARSE


SPARSE = (torch.sparse_coo, torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc)


def sparse_product(a: torch.Tensor, b: torch.Tensor) -> int:
    """Of a matrix product with a sparse operand: each value that it stores meets a row of the other.

    Two sparse matrices take, for each inner index, the values of one there times those of the other.
    Raises ValueError for tensors without data, which store nothing.
    """
    if a.is_meta or b.is_meta:
        raise ValueError("a sparse tensor without data does not tell how many values it stores")
    if is_stored(a) and is_stored(b):
        inner = _along(a, 1), _along(b, 0)
        return int(torch.dot(*(torch.bincount(one, minlength=a.shape[1]) for one in inner)))
    if is_stored(a):
        return _values(a) * (b.shape[-1] if b.dim() > 1 else 1)
    return _values(b) * prod(a.shape[:-1]) // prod(b.shape[:-2])


def sampled_product(given: Sequence[Any], _: Any) -> int:
    """Of a product of dense matrices, (m, k) and (k, n), at the places of a sparse one: places x k."""
    return _values(given[0]) * int(given[1].shape[-1])


def _values(tensor: torch.Tensor) -> int:
    """How many values a sparse tensor stores, those in its blocks each."""
    return (tensor._values() if tensor.layout is torch.sparse_coo else tensor.values()).numel()


def _along(tensor: torch.Tensor, dimension: int) -> torch.Tensor:
    """The index along that dimension of each value that a sparse matrix stores."""
    if tensor.dim() != 2:
        raise ValueError("products of sparse tensors are counted of matrices alone")
    return tensor.to_sparse_coo()._indices()[dimension]


def quantised_convolution(given: Sequence[Any], out: Any) -> int:
    """Of a quantised convolution over (batch, channels, *places), transposed or not."""
    weight, transposed = given[1].unpack()[0], bool(given[1].transpose())
    met = given[0] if transposed else out
    return met.numel() // met.shape[1] * weight.numel()


def quantised_linear(given: Sequence[Any], out: Any) -> int:
    """Of a quantised linear layer: rows x inputs x outputs."""
    return given[0].numel() * int(out.shape[-1])


def quantised_product(given: Sequence[Any], _: Any) -> int:
    """Of a product of two quantised tensors."""
    return formulas.product(tuple(given[0].shape), tuple(given[1].shape))


GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def quantised_cell(kind: str) -> Any:
    """The formula of one step of a quantised cell over (batch, inputs), with its state."""

    def cell(given: Sequence[Any], out: Any) -> int:
        state = given[1][0] if isinstance(given[1], list | tuple) else given[1]
        units = int(state.shape[-1])
        return given[0].shape[0] * GATES[kind] * units * (int(given[0].shape[-1]) + units)

    return cell


def quantised_recurrent(kind: str) -> Any:
    """The formula of all layers of a quantised recurrent net, of sequences that are packed or not.

    Its arguments are the input, the lengths where it is packed, the state, the weights, whether
    there are biases, the number of layers, two more, and whether it runs both ways.
    """

    def layers(given: Sequence[Any], out: Any) -> int:
        x, *rest = given
        if isinstance(rest[0], torch.Tensor) and not rest[0].is_floating_point():
            rest = rest[1:]
        state = rest[0][0] if isinstance(rest[0], list | tuple) else rest[0]
        units, directions = int(state.shape[-1]), 2 if rest[6] else 1
        widths = [int(x.shape[-1]), *[directions * units] * (rest[3] - 1)]
        weights = sum(directions * GATES[kind] * units * (width + units) for width in widths)
        return prod(x.shape[:-1]) * weights

    return layers


CONVOLUTIONS = tuple(f"conv{how}{n}d" for how in ("", "_transpose") for n in (1, 2, 3))

QUANTISED: dict[str, Any] = {
    **{
        f"{name}{end}": quantised_convolution
        for name in CONVOLUTIONS
        for end in ("", "_relu", "_add", "_add_relu", "_dynamic")
    },
    **dict.fromkeys(
        (
            *("linear", "linear_relu", "linear_leaky_relu", "linear_tanh", "linear_dynamic"),
            *("linear_relu_dynamic", "linear_dynamic_fp16", "linear_relu_dynamic_fp16"),
            *("linear_dynamic_fp16_unpacked_weight", "linear_with_input_q_dq_qweight_dq_output_fp32"),
            "linear_with_input_q_dq_qweight_dq_relu_output_fp32",
        ),
        quantised_linear,
    ),
    "matmul": quantised_product,
    **{f"quantized_{kind}_cell_dynamic": quantised_cell(kind) for kind in ("lstm", "gru")},
    **{f"quantized_rnn_{how}_cell_dynamic": quantised_cell("rnn") for how in ("relu", "tanh")},
}
"""Operators of torch's namespace `quantized`."""
