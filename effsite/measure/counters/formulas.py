"""Multiply-accumulates of each kind of operator, from shapes alone.

Each formula takes the shapes of its operands and gives a whole number. Biases are not counted,
padding is counted like any other value, and masks save nothing: causal attention counts as the
full square.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def convolution(
    x: Sequence[int], weight: Sequence[int], out: Sequence[int], *, transposed: bool = False
) -> int:
    """Of a convolution in any number of dimensions, grouped, depthwise or dilated.

    `x` and `out` are (batch, channels, *places), `weight` is (out channels, in channels / groups,
    *kernel): every output place of each image meets every weight once, so groups divide the count
    and dilation leaves it alone. A transposed one has weight (in channels, out channels / groups,
    *kernel) and meets every weight once for each *input* place.
    """
    batch, _, *places = x if transposed else out
    return batch * prod(places) * prod(weight)


def convolution_backward(
    x: Sequence[int],
    weight: Sequence[int],
    out: Sequence[int],
    *,
    transposed: bool,
    wanted: Iterable[bool],
) -> int:
    """Of the gradients that are wanted of (input, weight): each takes as much as the forward pass.

    Every product x_i * w_k of the forward pass returns once in each gradient, as w_k * grad and
    as x_i * grad, groups or not.
    """
    return sum(wanted) * convolution(x, weight, out, transposed=transposed)


def product(a: Sequence[int], b: Sequence[int]) -> int:
    """Of a matrix product of shapes (..., m, k) and (..., k, n), or with vectors, broadcast over the rest."""
    *rest_a, m, k = a if len(a) > 1 else (1, *a)
    *rest_b, k_too, n = b if len(b) > 1 else (*b, 1)
    if k != k_too:
        raise ValueError(f"cannot multiply {tuple(a)} and {tuple(b)}")
    return prod(_broadcast(rest_a, rest_b)) * m * k * n


def linear(x: Sequence[int], weight: Sequence[int]) -> int:
    """Of a linear layer with weight (out, in) over x (..., in): each row of x meets every weight once."""
    return prod(x[:-1]) * prod(weight)


def attention(query: Sequence[int], key: Sequence[int], value: Sequence[int]) -> int:
    """Of scaled dot-product attention: scores, then their mix of values.

    Shapes are (..., heads, length, width). Scores take queries x keys x width for each head, the
    mix takes queries x keys x width of the values. Keys and values that several heads share
    (grouped queries) are counted for each query head.
    """
    *heads, queries, width = query
    keys = key[-2]
    return prod(heads) * queries * keys * (width + value[-1])


def recurrent(steps: int, weights: Iterable[Sequence[int]]) -> int:
    """Of a recurrent layer: at each step of each sequence every weight matrix is used once.

    `steps` is batch x length (or the number of real steps of packed sequences); `weights` are the
    matrices of all layers and directions, input-to-hidden, hidden-to-hidden and projections.
    Vectors among them are biases and are left out.
    """
    return steps * sum(prod(shape) for shape in weights if len(shape) == 2)


def einsum(equation: str, shapes: Sequence[Sequence[int]]) -> int | None:
    """Of a contraction of two operands: the product of the sizes of all its indices.

    None for other numbers of operands or for `...`, where the count depends on the order chosen.
    """
    left, _, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != 2 or "." in equation:
        return None
    size = {
        index: n
        for term, shape in zip(terms, shapes, strict=True)
        for index, n in zip(term, shape, strict=True)
    }
    summed = set(size) - set(right)
    return prod(size.values()) if summed else 0


def _broadcast(a: Sequence[int], b: Sequence[int]) -> list[int]:
    length = max(len(a), len(b))
    padded = ([1] * (length - len(shape)) + list(shape) for shape in (a, b))
    return [max(pair) for pair in zip(*padded, strict=True)]
