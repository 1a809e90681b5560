"""What the dispatcher counts that a trace does not see, each worked by hand, and what it says of the rest."""

from __future__ import annotations

from math import log2, prod
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
from torch.utils.flop_counter import flop_registry, register_flop_formula

from effsite.measure.counters.kinds import may_multiply
from effsite.measure.flops import FlopCount, count

pytestmark = pytest.mark.train


class Runs(nn.Module):
    """Whatever the function does to the inputs and to a weight of that shape."""

    def __init__(self, function: Any, *weight: int) -> None:
        super().__init__()
        self.function = function
        self.weight = nn.Parameter(torch.zeros(weight)) if weight else None

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.function(*inputs) if self.weight is None else self.function(*inputs, self.weight)


def ran(function: Any, *inputs: torch.Tensor, weight: tuple[int, ...] = ()) -> FlopCount:
    return count(Runs(function, *weight), inputs)


def in_place(x: torch.Tensor) -> torch.Tensor:
    return torch.zeros(2, 5, 5).baddbmm_(x, x.mT, beta=0)


@pytest.mark.parametrize(
    ("function", "shapes", "macs"),
    [
        # 2 x 5 x 3 x 5
        (in_place, [(2, 5, 3)], 150),
        # 4 x 3
        (lambda v, a, b: torch.addmv(v, a, b), [(4,), (4, 3), (3,)], 12),
        # 2 x (4 x 3 x 5), summed over the two
        (lambda m, a, b: torch.addbmm(m, a, b), [(4, 5), (2, 4, 3), (2, 3, 5)], 120),
        # 3 x 7 rows of 4 to 6
        (lambda x, w: torch.tensordot(x, w, dims=1), [(3, 7, 4), (4, 6)], 504),
        # 2 x 3 rows of 4 meet 5 rows of 4
        (lambda x, w: torch.inner(x, w), [(2, 3, 4), (5, 4)], 120),
        # (2 x 3 x 4) and (2 x 4 x 5)
        (lambda a, b, c: torch.linalg.multi_dot([a, b, c]), [(2, 3), (3, 4), (4, 5)], 64),
        # 3 x 5 pairs of 4 coordinates
        (lambda a, b: torch.cdist(a, b), [(3, 4), (5, 4)], 60),
        # 30 x 30 pairs of 4 coordinates, which torch takes as one product
        (lambda a: torch.cdist(a, a), [(30, 4)], 3600),
        # products without a sum
        (lambda a, b: torch.addr(torch.zeros(4, 4, device=a.device), a, b), [(4,), (4,)], 0),
        # 8 heads x 4 queries x 6 keys x (2 + 2): one query for all heads
        (
            nn.functional.scaled_dot_product_attention,
            [(1, 1, 4, 2), (1, 8, 6, 2), (1, 8, 6, 2)],
            768,
        ),
    ],
)
def test_products_in_every_form_are_counted(function: Any, shapes: list[tuple[int, ...]], macs: int) -> None:
    assert ran(function, *(torch.zeros(shape) for shape in shapes)).macs == macs


@pytest.mark.filterwarnings("ignore:Complex modules are a new feature:UserWarning")
@pytest.mark.parametrize(
    ("function", "weight", "macs"),
    [
        # 2 rows of 3 to 5, of four real products each
        (lambda x, w: x @ w, (3, 5), 120),
        (lambda x, w: torch.einsum("ij,jk->ik", x, w), (3, 5), 120),
        (lambda x, w: nn.functional.linear(x, w), (5, 3), 120),
        # 2 places x (5 x 3), as three real convolutions
        (lambda x, w: nn.functional.conv1d(x.mT[None], w[..., None]), (5, 3), 90),
    ],
)
def test_a_product_of_complex_numbers_takes_the_real_ones_that_run(
    function: Any, weight: tuple[int, ...], macs: int
) -> None:
    model = Runs(function, *weight).to(torch.complex64)
    counted = count(model, torch.zeros(2, 3, dtype=torch.complex64))
    assert (counted.macs, counted.second and counted.second.macs) == (macs, macs)


def test_query_heads_that_share_keys_are_counted_each() -> None:
    # 4 heads x 5 x 5 x (8 + 8)
    def grouped(query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        return nn.functional.scaled_dot_product_attention(query, key, key, enable_gqa=True)

    assert ran(grouped, torch.zeros(1, 4, 5, 8), torch.zeros(1, 2, 5, 8)).macs == 1_600


def test_a_convolution_that_keeps_the_size_is_counted() -> None:
    # 8x8 places x (4 x 3 x 3x3)
    counted = count(nn.Conv2d(3, 4, 3, padding="same"), torch.zeros(1, 3, 8, 8))
    assert (counted.macs, counted.second and counted.second.macs) == (6_912, 6_912)


def test_a_deformable_convolution_takes_as_much_as_a_plain_one() -> None:
    from torchvision.ops import deform_conv2d

    # 6x6 places x (4 x 3 x 3x3)
    def deformed(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        return deform_conv2d(x, torch.zeros(1, 18, 6, 6).to(x), weight)

    counted = ran(deformed, torch.zeros(1, 3, 8, 8), weight=(4, 3, 3, 3))
    assert (counted.macs, counted.complete) == (3_888, True)


def test_experts_that_share_out_the_rows_are_counted() -> None:
    # 6 rows of 16, each to one of 2 experts of 16 x 8
    def shared_out(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        ends = torch.tensor([2, 6], dtype=torch.int32, device=x.device)
        return torch._grouped_mm(x, weight, ends)

    counted = ran(shared_out, torch.zeros(6, 16), weight=(2, 16, 8))
    assert (counted.macs, counted.complete) == (768, True)


class Hidden(torch.autograd.Function):
    """A product that a trace takes for one unknown operator."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x, weight)
        return x @ weight

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x, weight = ctx.saved_tensors
        return grad @ weight.mT, x.mT @ grad


def test_a_function_of_ones_own_is_counted_and_the_second_counter_says_what_it_did_not_see() -> None:
    # 2 rows of 3 to 5
    counted = ran(Hidden.apply, torch.zeros(2, 3), weight=(3, 5))
    assert counted.macs == 30
    assert counted.second is not None
    assert (counted.second.macs, counted.second.unseen) == (0, {"prim::PythonOp.Hidden": 1})


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:FutureWarning")
def test_a_script_and_a_compiled_module_are_counted_as_they_run() -> None:
    # 2 rows of 3 to 5, and of 5 to 4
    model = nn.Sequential(torch.jit.script(nn.Linear(3, 5)), torch.compile(nn.Linear(5, 4)))
    assert count(model, torch.zeros(2, 3)).macs == 70


def test_a_result_that_never_reaches_the_output_is_counted() -> None:
    # 2 rows of 3 to 5
    def thrown_away(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        x @ weight
        return x + 1

    assert ran(thrown_away, torch.zeros(2, 3), weight=(3, 5)).macs == 30


class Checkpointed(nn.Module):
    """Two layers whose results are thrown away and computed again for the backward pass."""

    def __init__(self, *, reentrant: bool) -> None:
        super().__init__()
        self.outer = nn.Linear(3, 3)
        self.inner = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 3))
        self.reentrant = reentrant

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = checkpoint(self.inner, self.outer(x), use_reentrant=self.reentrant)
        return out


@pytest.mark.parametrize(("reentrant", "again"), [(False, 30), (True, 60)])
def test_what_a_backward_pass_runs_again_is_set_apart(reentrant: bool, again: int) -> None:
    # 2 rows: forward 18 + 30 + 30, three times that; the first layer needs no gradient of its input.
    # One kind stops once it has what comes between the two layers, the other runs both again.
    training = count(Checkpointed(reentrant=reentrant), torch.zeros(2, 3)).training
    assert training is not None
    assert (training.macs, training.backward, training.recomputed) == (234, 138, again)


class Looks(nn.Module):
    """A layer, and an answer that depends on what is in the input."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.layer(x)[0]
        return out if float(x.sum()) == 0 else out + 1


def test_recurrent_layers_are_counted_alike_with_data_and_without() -> None:
    # 7 steps x (20 x 3 + 20 x 5); what looks at values must run with data
    layer, x = nn.LSTM(3, 5, batch_first=True), torch.zeros(1, 7, 3)
    without, with_data = count(layer, x), count(Looks(layer), x)
    assert (without.macs, with_data.macs) == (1_120, 1_120)
    assert without.values == {}
    assert "aten::_local_scalar_dense" in with_data.values


def test_a_formula_that_the_user_gave_torch_is_used() -> None:
    @torch.library.custom_op("effsite_tests::mix", mutates_args=())
    def mix(x: torch.Tensor) -> torch.Tensor:
        return x.clone()

    @mix.register_fake
    def _(x: torch.Tensor) -> torch.Tensor:
        return torch.empty_like(x)

    x = torch.zeros(2, 3)
    assert ran(mix, x).uncounted == {"effsite_tests::mix": 1}
    # 10 FLOP an element are 5 multiply-accumulates: 6 x 5
    register_flop_formula(torch.ops.effsite_tests.mix)(lambda shape, **_: 10 * shape.numel())
    counted = ran(mix, x)
    assert (counted.macs, counted.complete) == (30, True)


def test_a_fourier_transform_is_incomplete_until_it_has_a_formula() -> None:
    def transformed(x: torch.Tensor) -> torch.Tensor:
        return torch.fft.fft(x).abs()

    x = torch.zeros(3, 64, dtype=torch.complex64)
    counted = ran(transformed, x)
    assert (counted.uncounted, counted.complete) == ({"aten::_fft_c2c": 1}, False)

    @register_flop_formula(torch.ops.aten._fft_c2c)
    def operations(shape: tuple[int, ...], along: list[int], *_: Any, out_shape: Any = None) -> int:
        n = prod(shape[one] for one in along)
        return round(5 * prod(shape) * log2(n))

    try:
        # 3 signals x 5 x 64 x 6 operations, half as many multiply-accumulates
        assert (ran(transformed, x).flop, ran(transformed, x).complete) == (5_760, True)
    finally:
        del flop_registry[torch.ops.aten._fft_c2c]


@pytest.mark.parametrize(
    "operator",
    [
        *("reshape_as", "topk", "sort", "eye", "sign", "max_pool2d_with_indices", "upsample_nearest1d"),
        *("_weight_norm_interface", "grid_sampler_2d", "batch_norm", "index_put_", "cat", "huber_loss"),
        *("hardtanh_backward", "native_layer_norm_backward", "scatter_add", "linalg_cross", "lerp"),
    ],
)
def test_operators_that_move_or_scale_values_one_by_one_do_not_multiply(operator: str) -> None:
    assert not may_multiply(f"aten::{operator}", 3)


@pytest.mark.parametrize(
    ("operator", "tensors"),
    [
        *(("aten::linalg_inv_ex", 1), ("aten::_fft_r2c", 1), ("aten::cholesky", 1), ("aten::matrix_exp", 1)),
        *(("aten::_sparse_mm", 2), ("aten::never_heard_of", 2), ("mine::attend", 1)),
    ],
)
def test_operators_that_transform_matrices_or_are_unknown_may_multiply(operator: str, tensors: int) -> None:
    assert may_multiply(operator, tensors)


def test_a_count_is_split_by_module_where_only_the_dispatcher_knows() -> None:
    # a trace has no weights without data: 4 x 6 and 2 x 4
    with torch.device("meta"):
        model = nn.Sequential(nn.Linear(6, 4), nn.Sequential(nn.Linear(4, 2)))
    counted = count(model, torch.zeros(1, 6))
    assert counted.by_module == {"": 32, "0": 24, "1": 8, "1.0": 8}
    assert counted.second is not None
    assert counted.second.reason == "the weights have no data"
