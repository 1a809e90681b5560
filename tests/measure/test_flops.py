"""What is counted of real modules: each expected figure is worked by hand beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from effsite.measure.counters import opinions
from effsite.measure.flops import count

pytestmark = pytest.mark.train


def image(*shape: int) -> torch.Tensor:
    return torch.zeros(1, *shape)


@pytest.mark.parametrize(
    ("layer", "shape", "macs"),
    [
        # 8x8 places x (16 x 3 x 3x3); the bias is not counted
        (nn.Conv2d(3, 16, 3, padding=1), (3, 8, 8), 27_648),
        # stride 2: 4x4 places
        (nn.Conv2d(3, 16, 3, padding=1, stride=2), (3, 8, 8), 6_912),
        # 4 groups of 2 channels: 64 x (16 x 2 x 9)
        (nn.Conv2d(8, 16, 3, padding=1, groups=4), (8, 8, 8), 18_432),
        # depthwise: 64 x (8 x 1 x 9)
        (nn.Conv2d(8, 8, 3, padding=1, groups=8), (8, 8, 8), 4_608),
        # dilation 2 spans 5, no padding: 4x4 places x (4 x 3 x 9)
        (nn.Conv2d(3, 4, 3, dilation=2), (3, 8, 8), 1_728),
        # transposed: 8x8 input places x (3 x 5 x 2x2)
        (nn.ConvTranspose2d(3, 5, 2, stride=2), (3, 8, 8), 3_840),
        # transposed with 3 groups: 64 x (3 x 2 x 4)
        (nn.ConvTranspose2d(3, 6, 2, stride=2, groups=3), (3, 8, 8), 1_536),
        # one dimension: 10 places x (4 x 2 x 3)
        (nn.Conv1d(2, 4, 3, padding=1), (2, 10), 240),
        # three dimensions: 2x4x4 places x (4 x 2 x 27)
        (nn.Conv3d(2, 4, 3, padding=1), (2, 2, 4, 4), 6_912),
    ],
    ids=lambda value: str(value) if isinstance(value, nn.Module) else None,
)
def test_convolutions_are_counted_by_hand_arithmetic(
    layer: nn.Module, shape: tuple[int, ...], macs: int
) -> None:
    counted = count(layer, image(*shape))
    assert counted.macs == macs
    assert counted.second is not None
    assert counted.second.macs == macs


def test_a_flop_is_half_a_multiply_accumulate() -> None:
    # 10 x 6 weights once: 60 multiply-accumulates
    assert count(nn.Linear(6, 10), torch.zeros(1, 6)).flop == 120


def test_training_takes_three_forward_passes_for_each_example() -> None:
    # 4 examples x 60 x 2 FLOP = 480 forward; one example 120, times 3
    counted = count(nn.Linear(6, 10), torch.zeros(4, 6))
    assert (counted.flop, counted.examples, counted.training_flop_per_example) == (480, 4, 360)


def test_batch_normalisation_is_other_at_two_operations_an_element() -> None:
    # 8 channels x 5x5 places x (a scale and a shift)
    counted = count(nn.BatchNorm2d(8), image(8, 5, 5))
    assert (counted.macs, counted.other) == (0, 400)


def test_layer_normalisation_is_other_at_five_operations_an_element() -> None:
    # 7 x 16 elements x (mean, variance, subtraction, scale, shift)
    assert count(nn.LayerNorm(16), torch.zeros(1, 7, 16)).other_by_operator == {"layer_norm": 560}


def test_activations_and_pooling_are_other() -> None:
    # ReLU: 8x8 = 64; maximum over 2x2 windows: 16 outputs x 4
    counted = count(nn.Sequential(nn.ReLU(), nn.MaxPool2d(2)), image(1, 8, 8))
    assert (counted.macs, counted.other_by_operator) == (0, {"relu": 64, "max_pool2d": 64})


def test_looking_up_an_embedding_takes_no_arithmetic() -> None:
    counted = count(nn.Embedding(100, 16), torch.zeros(2, 7, dtype=torch.long))
    assert (counted.macs, counted.other, counted.uncounted) == (0, 0, {})


def test_an_lstm_takes_every_matrix_once_a_step() -> None:
    # two layers, both directions, width 5, inputs of 3; a weight matrix has 4 x 5 = 20 rows
    # layer 1: 2 directions x (20 x 3 + 20 x 5) = 320; layer 2 reads 10: 2 x (20 x 10 + 20 x 5) = 600
    # 2 sequences x 7 steps x 920
    layer = nn.LSTM(3, 5, num_layers=2, bidirectional=True, batch_first=True)
    assert count(layer, torch.zeros(2, 7, 3)).by_operator == {"lstm": 12_880}


def test_the_gates_of_an_lstm_are_other_at_thirteen_operations_a_unit() -> None:
    # 7 steps x 5 units x (4 sums, 4 gates, 3 products, 1 sum, 1 activation)
    assert count(nn.LSTM(3, 5, batch_first=True), torch.zeros(1, 7, 3)).other == 455


def test_a_projected_lstm_feeds_back_the_projection() -> None:
    # width 5 projected to 2: 20 x 3 + 20 x 2 + 2 x 5 = 110; 7 steps; other 7 x 5 x 13
    counted = count(nn.LSTM(3, 5, proj_size=2, batch_first=True), torch.zeros(1, 7, 3))
    assert (counted.macs, counted.other) == (770, 455)


@pytest.mark.parametrize(
    ("layer", "macs"),
    [
        # 3 gates: 7 steps x (15 x 3 + 15 x 5)
        (nn.GRU(3, 5, batch_first=True), 840),
        # one: 7 x (5 x 3 + 5 x 5)
        (nn.RNN(3, 5, batch_first=True), 280),
    ],
)
def test_other_recurrent_layers_have_their_own_number_of_gates(layer: nn.Module, macs: int) -> None:
    assert count(layer, torch.zeros(1, 7, 3)).macs == macs


def test_a_recurrent_cell_takes_its_matrices_once() -> None:
    # 2 sequences x (20 x 3 + 20 x 5)
    assert count(nn.LSTMCell(3, 5), torch.zeros(2, 3)).macs == 320


class SelfAttention(nn.Module):
    def __init__(self, *, weights: bool) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(16, 4, batch_first=True)
        self.weights = weights

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.attention(x, x, x, need_weights=self.weights)[0]


@pytest.mark.parametrize("weights", [False, True], ids=["fused", "in parts"])
def test_attention_is_counted_fused_or_in_parts(weights: bool) -> None:
    # in-projection 7 x 48 x 16 = 5,376; out-projection 7 x 16 x 16 = 1,792
    # scores 4 heads x 7 x 7 x 4 = 784 and the mix as much again: 8,736 in all
    counted = count(SelfAttention(weights=weights), torch.zeros(1, 7, 16))
    assert counted.second is not None
    assert (counted.macs, counted.second.macs) == (8_736, 8_736)


def test_a_whole_transformer_layer_takes_no_fused_shortcut_past_the_counter() -> None:
    # attention as above 8,736; network 7 x (16 x 32 + 32 x 16) = 7,168
    layer = nn.TransformerEncoderLayer(16, 4, dim_feedforward=32, batch_first=True)
    counted = count(layer, torch.zeros(1, 7, 16))
    assert (counted.macs, counted.uncounted) == (15_904, {})


class Causal(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True)


def test_a_causal_mask_saves_nothing() -> None:
    # 2 heads x 6 x 6 x (8 + 8), as without a mask
    assert count(Causal(), torch.zeros(1, 2, 6, 8)).by_operator == {"attention": 1_152}


class Contraction(nn.Module):
    def __init__(self, equation: str, *shapes: tuple[int, ...]) -> None:
        super().__init__()
        self.equation = equation
        self.matrices = nn.ParameterList(torch.zeros(shape) for shape in shapes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.einsum(self.equation, x, *self.matrices)


def test_einsum_of_two_operands_is_counted() -> None:
    # i=3, j=4, k=5
    assert count(Contraction("ij,jk->ik", (4, 5)), torch.zeros(3, 4)).macs == 60


def test_einsum_of_three_operands_is_counted_pair_by_pair() -> None:
    # 3 x 4 x 5 first, then 3 x 5 x 6
    assert count(Contraction("ij,jk,kl->il", (4, 5), (5, 6)), torch.zeros(3, 4)).macs == 150


class Inverts(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.linalg.inv(x) + torch.linalg.inv(-x)


def test_an_operator_that_may_multiply_and_has_no_formula_makes_the_count_incomplete() -> None:
    counted = count(Inverts(), torch.eye(3)[None])
    assert counted.uncounted == {"aten::linalg_inv_ex": 2}
    assert not counted.complete
    assert counted.gap == "no formula for aten::linalg_inv_ex (2 calls)"


class Sorts(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        ordered = torch.sort(x)[0] + torch.topk(x, 9).values.sign().reshape_as(x)
        return ordered + torch.eye(9)[0].to(x)


def test_operators_that_cannot_multiply_leave_a_count_complete() -> None:
    assert count(Sorts(), torch.zeros(1, 9)).complete


def test_counts_are_split_by_module() -> None:
    # 4 x 6 = 24 and 2 x 4 = 8
    model = nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 2)))
    assert count(model, torch.zeros(1, 6)).by_module == {"": 32, "0": 24, "2": 8, "2.0": 8}


def test_another_resolution_gives_another_count() -> None:
    layer = nn.Conv2d(3, 16, 3, padding=1)
    # twice the side, four times the places
    assert count(layer, image(3, 16, 16)).macs == 4 * count(layer, image(3, 8, 8)).macs


def test_another_batch_gives_another_count_and_the_same_for_each_example() -> None:
    layer = nn.Conv2d(3, 16, 3, padding=1)
    one, eight = count(layer, torch.zeros(1, 3, 8, 8)), count(layer, torch.zeros(8, 3, 8, 8))
    assert eight.macs == 8 * one.macs
    assert eight.training_flop_per_example == one.training_flop_per_example


def test_only_trainable_parameters_are_counted() -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 2))
    model[0].requires_grad_(False)
    # 4 x 2 weights and 2 biases
    assert count(model, torch.zeros(1, 6)).parameters == 10


def test_counting_leaves_mode_running_averages_and_random_state_alone() -> None:
    model = nn.Sequential(nn.BatchNorm1d(6), nn.Dropout(), nn.Linear(6, 2).eval())
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    count(model, torch.ones(4, 6))
    assert [part.training for part in model] == [True, True, False]
    assert model[0].running_mean.tolist() == [0.0] * 6
    assert torch.rand(1) == expected


def test_counting_leaves_threads_and_shortcuts_as_they_were() -> None:
    before = torch.get_num_threads(), torch.backends.mha.get_fastpath_enabled()
    with pytest.raises(RuntimeError):
        count(nn.Linear(6, 2), torch.zeros(1, 5))
    assert (torch.get_num_threads(), torch.backends.mha.get_fastpath_enabled()) == before


def test_without_a_second_opinion_none_is_given() -> None:
    counted = count(nn.Linear(6, 10), torch.zeros(1, 6), second=False)
    assert (counted.macs, counted.second) == (60, None)


def test_kinds_of_operators_stand_largest_first() -> None:
    # an image of 4 x 4 under 2 x 3 x 3 weights is 2 x 2 x 18 = 72; then 8 x 40 = 320
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 40), nn.LayerNorm(40))
    counted = count(model, image(1, 4, 4))
    assert list(counted.by_operator.items()) == [("linear", 320), ("convolution", 72)]
    assert list(counted.other_by_operator) == ["layer_norm", "relu"]


def test_kinds_are_those_of_the_count_where_the_second_opinion_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = opinions.opinions

    def another(*given: Any, **options: Any) -> Any:
        seen, traced, reason = both(*given, **options)
        return seen, replace(traced, macs={"convolution": 1}), reason

    monkeypatch.setattr(opinions, "opinions", another)
    counted = count(nn.Linear(6, 4), torch.zeros(1, 6))
    assert (counted.macs, counted.by_operator) == (24, {"linear": 24})
    assert counted.second is not None
    assert counted.second.macs == 1
