"""What is made from shapes alone has the shapes that torch gives, and what is wrong is still refused."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from effsite.measure.counters.without_data import result

pytestmark = pytest.mark.train

aten = torch.ops.aten


def empty(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.empty(*shape, device="meta", dtype=dtype)


X, C = empty(2, 4, 5, 5), empty(4)
NARROW = empty(2, 4, 5, 5, dtype=torch.bfloat16)
ROWS, WIDTH, STATISTICS = empty(2, 3, 8), empty(8), empty(2, 3, 1)


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (aten.native_batch_norm.default, (X, C, C, C, C, True, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (X, C, C, C, C, False, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (X, None, None, None, None, True, 0.1, 1e-5)),
        (aten.native_batch_norm.default, (NARROW, C, C, C, C, True, 0.1, 1e-5)),
        (aten.native_batch_norm_backward.default, (X, X, C, C, C, C, C, True, 1e-5, [True, True, True])),
        (aten.native_batch_norm_backward.default, (X, X, C, C, C, C, C, True, 1e-5, [False, True, True])),
        (aten.native_batch_norm_backward.default, (X, X, None, C, C, C, C, True, 1e-5, [True, False, False])),
        (aten.native_layer_norm.default, (ROWS, [8], WIDTH, WIDTH, 1e-5)),
        (aten.native_layer_norm.default, (ROWS, [3, 8], None, None, 1e-5)),
        (
            aten.native_layer_norm_backward.default,
            (ROWS, ROWS, [8], STATISTICS, STATISTICS, WIDTH, WIDTH, [True, True, True]),
        ),
    ],
)
def test_results_are_those_of_torch(operator: Any, arguments: tuple[Any, ...]) -> None:
    ours, theirs = result(operator, arguments, {}), operator(*arguments)
    wanted = [(one, other) for one, other in zip(ours, theirs, strict=True) if one is not None]
    assert wanted
    assert all(one.is_meta for one, _ in wanted)
    assert [one.shape for one, _ in wanted] == [other.shape for _, other in wanted]
    assert wanted[0][0].dtype == wanted[0][1].dtype


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (aten.native_layer_norm.default, (ROWS, [7], None, None, 1e-5)),
        (aten.native_layer_norm.default, (ROWS, [8], empty(7), None, 1e-5)),
        (aten.native_batch_norm.default, (X, empty(3), empty(3), empty(3), empty(3), True, 0.1, 1e-5)),
    ],
)
def test_what_does_not_fit_is_left_to_torch_to_refuse(operator: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(RuntimeError):
        result(operator, arguments, {})
