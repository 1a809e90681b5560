"""Operators that call functions, and tensors of sequences of several lengths, each worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn
from torch.nn.attention.flex_attention import flex_attention

from effsite.measure.flops import count
from tests.measure.test_dispatched import ran

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.train, pytest.mark.filterwarnings("ignore")]


def farther_is_less(score: Any, _: Any, __: Any, query: Any, key: Any) -> Any:
    return score - (query - key).abs()


@pytest.mark.parametrize(
    ("heads", "more"), [(2, {}), (2, {"score_mod": farther_is_less}), (1, {"enable_gqa": True})]
)
def test_attention_with_a_function_of_the_scores_takes_as_much_as_plain(
    heads: int, more: dict[str, Any]
) -> None:
    # 2 heads x 16 queries x 16 keys x (8 + 8)
    def attend(x: torch.Tensor) -> Any:
        return flex_attention(x, x[:, :heads], x[:, :heads], **more)

    counted = ran(attend, torch.zeros(1, 2, 16, 8))
    assert (counted.macs, dict(counted.by_operator)) == (8_192, {"attention": 8_192})


def test_a_branch_is_counted_as_it_is_taken_and_says_that_values_decide() -> None:
    # 5 rows of 6 to 6
    layer = nn.Linear(6, 6)

    def branch(x: torch.Tensor) -> Any:
        return torch.cond(x.sum() > 0, lambda y: layer(y), lambda y: y + 1, (x,))

    taken, left = ran(branch, torch.ones(5, 6)), ran(branch, torch.zeros(5, 6))
    assert (taken.macs, left.macs) == (180, 0)
    assert set(taken.values) == set(left.values) == {"higher_order::cond"}


def twice(x: torch.Tensor, weight: torch.Tensor) -> Any:
    from torch._higher_order_ops import while_loop

    return while_loop(lambda n, _: n < 2, lambda n, y: (n + 1, y @ weight), (torch.tensor(0), x))[1]


def each_row(x: torch.Tensor, weight: torch.Tensor) -> Any:
    from torch._higher_order_ops.scan import scan

    return scan(lambda y, row: (weight @ y + row, y + 0), torch.zeros(6).to(x), x)[1]


@pytest.mark.parametrize(
    ("function", "macs"),
    [
        # 5 rows of 6 to 6, two times
        (twice, 360),
        # 5 times one row of 6 to 6
        (each_row, 180),
    ],
)
def test_what_runs_in_a_loop_is_counted_each_time(function: Callable[..., Any], macs: int) -> None:
    counted = ran(function, torch.zeros(5, 6), weight=(6, 6))
    assert (counted.macs, counted.complete) == (macs, True)


def test_sequences_of_several_lengths_take_their_real_steps() -> None:
    # 5 and 2 rows of 6 to 4
    def ragged(x: torch.Tensor, weight: torch.Tensor) -> Any:
        rows = torch.nested.as_nested_tensor([x, x[:2]], layout=torch.jagged)
        return nn.functional.linear(rows, weight).values()

    assert ran(ragged, torch.zeros(5, 6), weight=(4, 6)).macs == 168


def test_nested_tensors_whose_shape_is_not_told_are_incomplete() -> None:
    def attend(x: torch.Tensor) -> Any:
        rows = torch.nested.as_nested_tensor([x, x[:2]], layout=torch.jagged)
        heads = rows.unflatten(-1, [2, 3]).transpose(1, 2)
        return nn.functional.scaled_dot_product_attention(heads, heads, heads).values()

    assert ran(attend, torch.zeros(5, 6)).uncounted == {"aten::matmul": 2}


def test_an_exported_program_with_a_branch_is_counted() -> None:
    # 5 rows of 6 to 6
    class Branch(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(6, 6)

        def forward(self, x: torch.Tensor) -> Any:
            return torch.cond(x.sum() >= 0, lambda y: self.layer(y), lambda y: y + 1, (x,))

    program = torch.export.export(Branch(), (torch.zeros(5, 6),))
    assert count(program.module(), torch.zeros(5, 6)).macs == 180
