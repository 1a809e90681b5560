"""What training is counted as: three forward passes where every parameter is trained, else what it takes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy
import pytest
import torch
from torch import nn

from effsite.measure.flops import TrainingCount, count
from effsite.measure.models.airbench import airbench94, airbench94_quarter

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.train


def trained(model: nn.Module, x: torch.Tensor) -> TrainingCount:
    found = count(model, x).training
    assert found is not None
    return found


def two_layers() -> nn.Sequential:
    return nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))


def test_training_is_three_forward_passes_where_every_parameter_is_trained() -> None:
    # forward 24 + 8; backward both weights and the input of the second: 24 + 8 + 8
    found = trained(two_layers(), torch.zeros(1, 6))
    assert (found.method, found.macs, found.backward) == ("passes", 96, 40)


def test_a_frozen_layer_costs_its_forward_pass_alone() -> None:
    # forward 24 + 8; backward only the second weight: 8
    model = two_layers()
    model[0].requires_grad_(False)
    found = trained(model, torch.zeros(1, 6))
    assert (found.method, found.macs) == ("backward", 40)
    assert (found.trained_parameters, found.frozen_parameters) == (10, 28)


def test_a_frozen_layer_between_trained_ones_passes_gradients_on() -> None:
    # forward 24 + 8; backward the first weight 24 and the input of the second 8
    model = two_layers()
    model[2].requires_grad_(False)
    assert trained(model, torch.zeros(1, 6)).macs == 64


class Adapted(nn.Module):
    """A frozen matrix with a narrow path beside it that is trained."""

    def __init__(self, width: int, rank: int) -> None:
        super().__init__()
        self.frozen = nn.Linear(width, width, bias=False).requires_grad_(False)
        self.down = nn.Linear(width, rank, bias=False)
        self.up = nn.Linear(rank, width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.frozen(x) + self.up(self.down(x))


def test_low_rank_adapters_are_counted_by_their_true_backward_pass() -> None:
    # two layers of width 8, rank 2, 5 rows. Forward 2 x 5 x (64 + 16 + 16) = 960.
    # Backward: up 2 x (80 + 80); down weights 2 x 80, its input in the second layer 80; the second frozen
    # matrix passes on 5 x 64 = 320: 880
    found = trained(nn.Sequential(Adapted(8, 2), Adapted(8, 2)), torch.zeros(1, 5, 8))
    assert (found.forward, found.backward, found.macs) == (960, 880, 1_840)


def test_grouped_convolutions_are_counted_with_their_groups_in_the_backward_pass() -> None:
    # 16 places x (8 x 1 x 9) = 1,152; both gradients of the second, the weights of the first
    model = nn.Sequential(*(nn.Conv2d(8, 8, 3, padding=1, groups=8) for _ in range(2)))
    found = trained(model, torch.zeros(1, 8, 4, 4))
    assert found.backward == 3 * 1_152
    # torch's own formula leaves the groups out of the backward pass
    assert found.naive_backward_flop is not None
    assert found.naive_backward_flop > 2 * found.backward


class TwoHeads(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body, self.head, self.second = nn.Linear(6, 6), nn.Linear(6, 2), nn.Linear(6, 50)

    def forward(self, x: torch.Tensor) -> object:
        body = self.body(x)
        return {"out": self.head(body), "more": [self.second(body)]} if self.training else self.head(body)


def test_a_head_that_exists_only_in_training_is_counted_in_training() -> None:
    # evaluated 36 + 12; trained 36 + 12 + 300, three times
    counted = count(TwoHeads(), torch.zeros(1, 6))
    assert (counted.macs, counted.training and counted.training.macs) == (48, 1_044)
    assert counted.training_passes == 21.75


class Teaches(nn.Module):
    """A teacher without gradients beside a student."""

    def __init__(self) -> None:
        super().__init__()
        self.teacher, self.student = nn.Linear(6, 20), nn.Linear(6, 2)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.no_grad():
            taught = self.teacher(x)
        return self.student(x), taught


def test_a_matrix_that_no_gradient_reaches_is_not_trained() -> None:
    # forward 120 + 12; backward the student's weight: 12
    found = trained(Teaches(), torch.zeros(1, 6))
    assert (found.method, found.macs) == ("backward", 144)


class LooksTwice(nn.Module):
    """In evaluation it sees its input from both sides."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(6, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        seen: torch.Tensor = self.layer(x)
        return seen if self.training else seen + self.layer(x.flip(-1))


def test_training_is_three_passes_of_evaluation_where_those_take_more() -> None:
    # evaluated 2 x 24, trained 24
    assert trained(LooksTwice(), torch.zeros(1, 6)).macs == 3 * 48


def test_training_beside_frozen_parameters_is_what_it_takes_however_much_evaluation_does() -> None:
    # trained: the frozen layer 36 and the other 24 forward, the weight of the other 24 backward
    model = nn.Sequential(nn.Linear(6, 6).requires_grad_(False), LooksTwice())
    assert trained(model, torch.zeros(1, 6)).macs == 36 + 24 + 24


class Factorises(nn.Module):
    """A factorisation for which there is no formula, and none for what its gradient solves."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = self.second(self.first(x))[0]
        if not self.training:
            return rows
        found: torch.Tensor = torch.linalg.cholesky(rows.T @ rows + torch.eye(3, device=x.device))
        return found


def test_what_has_no_formula_in_training_is_told_and_backward_only_where_that_is_counted() -> None:
    model = Factorises()
    assert count(model, torch.zeros(1, 3, 3)).uncounted == {"aten::linalg_cholesky_ex": 1}
    model.first.requires_grad_(False)
    both = {"aten::linalg_cholesky_ex": 1, "aten::linalg_solve_triangular": 2}
    assert count(model, torch.zeros(1, 3, 3)).uncounted == both


def test_a_layer_that_normalises_over_examples_is_given_two_and_halved() -> None:
    # 6 x 4: one example has no variance
    model = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4))
    found = trained(model, torch.zeros(1, 6))
    assert (found.macs, found.reason) == (72, "")


def test_a_module_without_any_parameter_that_is_trained_costs_its_forward_pass() -> None:
    model = two_layers().requires_grad_(False)
    assert trained(model, torch.zeros(1, 6)).macs == 32


def test_counting_training_leaves_gradients_and_averages_alone() -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4))
    count(model, torch.ones(1, 6))
    assert model[0].weight.grad is None
    assert model[1].running_mean.tolist() == [0.0] * 4


def test_the_network_of_airbench94_does_not_train_its_whitening_layer() -> None:
    # whitening: 31x31 places x 24 maps x 12 weights =    276,768
    # 961 x  64 x  24 x 9 = 13,284,864    225 x  64 x  64 x 9 =  8,294,400
    # 225 x 256 x  64 x 9 = 33,177,600     49 x 256 x 256 x 9 = 28,901,376
    #  49 x 256 x 256 x 9 = 28,901,376      9 x 256 x 256 x 9 =  5,308,416    256 x 10 = 2,560
    # sum 118,147,360; the whitening layer has neither gradient, its input needs none and its weight is given
    found = count(airbench94(), torch.zeros(1, 3, 32, 32))
    assert found.macs == 118_147_360
    assert found.training_flop_per_example == 2 * (3 * 118_147_360 - 2 * 276_768)
    assert found.training_passes == pytest.approx(2.9953, abs=5e-5)


def test_a_quarter_of_airbench94_takes_2_945_passes() -> None:
    # 276,768 + 961 x 16 x 24 x 9 + 225 x 16 x 16 x 9 + 225 x 64 x 16 x 9 + 2 x 49 x 64 x 64 x 9
    # + 9 x 64 x 64 x 9 + 640 = 10,135,072
    found = count(airbench94_quarter(), torch.zeros(1, 3, 32, 32))
    assert (found.macs, found.training and found.training.macs) == (10_135_072, 30_405_216 - 553_536)


class HalfFrozen(nn.Module):
    """Two linear layers, the first frozen, that refuse to be run in training."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(4, 8), nn.Linear(8, 2)
        self.first.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training:
            raise RuntimeError("not to be trained")
        return self.second(self.first(x))


def test_a_frozen_model_whose_training_pass_cannot_run_is_incomplete_and_not_three_passes() -> None:
    counted = count(HalfFrozen(), torch.zeros(1, 4))
    assert counted.macs == 4 * 8 + 8 * 2
    assert not counted.complete
    assert counted.gap == "parameters are frozen, and a training pass could not be run: not to be trained"
    assert counted.way_out == "mend what stops the training pass, or train every parameter"


def test_a_model_trained_whole_whose_training_pass_cannot_run_is_three_passes() -> None:
    model = HalfFrozen().requires_grad_(True)
    counted = count(model, torch.zeros(1, 4))
    assert (counted.complete, counted.training_passes, counted.way_out) == (True, 3.0, "")
    assert counted.training is not None
    assert counted.training.method == "passes"


class LeavesOut(nn.Module):
    """A trained layer that is left out at random in training, and a frozen one; `draw` gives 0 to 1."""

    def __init__(self, draw: Callable[[], float]) -> None:
        super().__init__()
        self.draw = draw
        self.trained, self.frozen = nn.Linear(6, 6), nn.Linear(6, 6).requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.draw() < 0.5:
            x = self.trained(x)
        out: torch.Tensor = self.frozen(x)
        return out


@pytest.mark.parametrize(
    "draw", [random.random, lambda: float(numpy.random.rand()), lambda: float(torch.rand(()))]
)
def test_a_layer_left_out_at_random_gives_the_same_count_each_time_and_says_so(
    draw: Callable[[], float],
) -> None:
    counts = [count(LeavesOut(draw), torch.zeros(1, 6)) for _ in range(5)]
    assert len({one.training and one.training.macs for one in counts}) == 1
    assert all(one.macs == 72 and one.values for one in counts)


def test_counting_leaves_every_random_state_alone() -> None:
    def states() -> list[object]:
        return [random.getstate(), str(numpy.random.get_state()), torch.random.get_rng_state().tolist()]

    draws = (random.random, lambda: float(numpy.random.rand()), lambda: float(torch.rand(())))
    models = [LeavesOut(draw) for draw in draws]
    before = states()
    for model in models:
        count(model, torch.zeros(1, 6))
    assert states() == before
