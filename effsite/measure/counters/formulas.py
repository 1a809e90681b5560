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

    `x` and `out` are (batch, channels, *places), the batch may be missing; `weight` is (out
    channels, in channels / groups, *kernel): every output place of each image meets every weight
    once, so groups divide the count and dilation leaves it alone. A transposed one has weight (in
    channels, out channels / groups, *kernel) and meets every weight once for each *input* place.
    Deformable convolution takes as much: where it samples its input is not counted.
    """
    met = x if transposed else out
    batch = prod(met[: len(met) - len(weight) + 1])
    return batch * prod(met[len(met) - len(weight) + 2 :]) * prod(weight)


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


def grouped_product(a: Sequence[int], b: Sequence[int]) -> int:
    """Of a product in groups, as mixtures of experts take it: each row meets the matrix of one group.

    Shapes are (m, k) or (groups, m, k), and (k, n) or (groups, k, n). Where only one has groups,
    the other's rows or columns are shared out among them; where neither has, the inner size is.
    """
    m, k, n = a[-2], a[-1], b[-1]
    groups = a[0] if len(a) == len(b) == 3 else 1
    return groups * m * k * n


def linear(x: Sequence[int], weight: Sequence[int]) -> int:
    """Of a linear layer with weight (out, in) over x (..., in): each row of x meets every weight once."""
    return prod(x[:-1]) * prod(weight)


def bilinear(a: Sequence[int], b: Sequence[int], weight: Sequence[int]) -> int:
    """Of a bilinear layer with weight (out, i, j) over (..., i) and (..., j).

    Every weight meets the product of one value of each input: rows x out x i x j. The product of
    the two values is not counted.
    """
    return prod(_broadcast(a[:-1], b[:-1])) * prod(weight)


def distances(a: Sequence[int], b: Sequence[int]) -> int:
    """Of the distances of all pairs of rows of (..., m, width) and (..., n, width): m x n x width."""
    *rest_a, m, width = a
    *rest_b, n, _ = b
    return prod(_broadcast(rest_a, rest_b)) * m * n * width


def attention(query: Sequence[int], key: Sequence[int], value: Sequence[int]) -> int:
    """Of scaled dot-product attention: scores, then their mix of values.

    Shapes are (..., heads, length, width). Scores take queries x keys x width for each head, the
    mix takes queries x keys x width of the values. Keys and values that several heads share
    (grouped queries) are counted for each query head, and so is a query that meets the keys of
    several heads.
    """
    *heads, queries, width = query
    *key_heads, keys, _ = key
    return prod(_broadcast(heads, key_heads)) * queries * keys * (width + value[-1])


def recurrent(steps: int, weights: Iterable[Sequence[int]]) -> int:
    """Of a recurrent layer: at each step of each sequence every weight matrix is used once.

    `steps` is batch x length (or the number of real steps of packed sequences); `weights` are the
    matrices of all layers and directions, input-to-hidden, hidden-to-hidden and projections.
    Vectors among them are biases and are left out.
    """
    return steps * sum(prod(shape) for shape in weights if len(shape) == 2)


def einsum(equation: str, shapes: Sequence[Sequence[int]]) -> int:
    """Of a contraction, operand by operand from the left.

    Two operands take the product of the sizes of all their indices, of which a size of 1 is
    stretched to the other's. An index that stands in one of them alone and nowhere later is
    summed away before, without a product. Where nothing is summed nothing is accumulated: 0.
    """
    terms, result = _terms(equation, shapes)
    size: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for index, n in zip(term, shape, strict=True):
            size[index] = max(n, size.get(index, 1))
    macs, left = 0, set(terms[0])
    for position, term in enumerate(terms[1:], start=1):
        wanted = set(result).union(*terms[position + 1 :])
        met = (left & set(term)) | ((left | set(term)) & wanted)
        if met - wanted:
            macs += prod(size[index] for index in met)
        left = met & wanted
    return macs


def _terms(equation: str, shapes: Sequence[Sequence[int]]) -> tuple[list[list[str]], list[str]]:
    """The indices of each operand and of the result; those under `...` are numbered from the right."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = [
        _spelled(term, len(shape) - len(term.replace("...", "")))
        for term, shape in zip(left.split(","), shapes, strict=True)
    ]
    hidden = max((index for term in terms for index in term if index.isdigit()), key=int, default="-1")
    if arrow:
        return terms, _spelled(right, int(hidden) + 1)
    once = sorted(i for i in set(left) if i.isalpha() and left.count(i) == 1)
    return terms, [*map(str, range(int(hidden) + 1)), *once]


def _spelled(term: str, hidden: int) -> list[str]:
    before, dots, after = term.partition("...")
    return [*before, *(str(n) for n in reversed(range(hidden if dots else 0))), *after]


def _broadcast(a: Sequence[int], b: Sequence[int]) -> list[int]:
    length = max(len(a), len(b))
    padded = ([1] * (length - len(shape)) + list(shape) for shape in (a, b))
    return [max(pair) for pair in zip(*padded, strict=True)]
