"""Muon: orthogonal updates for hidden weights, AdamW for the rest, exact when a run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from effsite.measure.loop import train
from effsite.measure.models import build
from effsite.measure.muon import Muon, hidden_weights, orthogonalised
from effsite.measure.optimisation import build_optimiser, set_learning_rate

from .jobs import make_job, make_recipe

pytestmark = pytest.mark.train

RECIPE = make_recipe(
    model="tests.measure.nets:deep",
    optimiser="muon",
    learning_rate=0.02,
    momentum=0.95,
    weight_decay=0.01,
    evaluations_per_epoch=2,
)


@pytest.mark.parametrize("shape", [(16, 16), (8, 40), (40, 8), (64, 576)])
def test_orthogonalised_matrix_has_singular_values_near_1(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    matrix = torch.randn(shape) @ torch.diag(torch.linspace(1, 3, shape[1]))
    near = orthogonalised(matrix)
    values = torch.linalg.svdvals(near)
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    assert near.shape == matrix.shape
    # a square Gaussian has some singular value near nothing, which five iterations leave small
    assert values.max() < 1.25
    assert values.median() > 0.65
    assert torch.sum(near * (left @ right)) / values.sum() == pytest.approx(1, abs=1e-3)


def test_hidden_weights_are_between_input_and_scores() -> None:
    shapes = [tuple(p.shape) for p in hidden_weights(build("resnet9", input_shape=(3, 32, 32), classes=10))]
    # eight convolutions, of which the first reads the image; the linear layer gives the scores
    assert len(shapes) == 7
    assert all(len(shape) == 4 for shape in shapes)
    assert shapes[0] == (128, 64, 3, 3)


def test_embeddings_are_left_to_adamw() -> None:
    net = nn.Sequential(nn.Linear(4, 8), nn.Embedding(9, 8), nn.Linear(8, 8), nn.Linear(8, 9))
    assert [id(p) for p in hidden_weights(net)] == [id(net[2].weight)]


def test_convolution_is_moved_by_an_orthogonal_matrix_times_its_scale() -> None:
    torch.manual_seed(0)
    weight = nn.Parameter(torch.zeros(32, 2, 3, 3))
    weight.grad = torch.randn_like(weight)
    optimiser = Muon([{"params": [weight], "orthogonal": True}], lr=0.5, momentum=0.9, betas=(0.9, 0.999))
    optimiser.step()
    # 32 rows of 18 columns: scaled by the root of 32/18
    values = torch.linalg.svdvals(weight.detach().flatten(1)) / 0.5 / (32 / 18) ** 0.5
    assert values.min() > 0.6
    assert values.max() < 1.25


def test_what_muon_leaves_is_moved_as_by_torchs_adamw() -> None:
    torch.manual_seed(0)
    start, gradients = torch.randn(7), torch.randn(20, 7)
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    muon = Muon([{"params": [ours], "weight_decay": 0.1}], lr=0.01, momentum=0.9, betas=(0.9, 0.99))
    adamw = torch.optim.AdamW([theirs], lr=0.01, betas=(0.9, 0.99), weight_decay=0.1)
    for gradient in gradients:
        ours.grad, theirs.grad = gradient.clone(), gradient.clone()
        muon.step()
        adamw.step()
    assert torch.allclose(ours, theirs, atol=1e-6)


def test_recipe_shares_the_rate_between_muon_and_adamw() -> None:
    net = build("resnet9", input_shape=(3, 32, 32), classes=10)
    optimiser = build_optimiser(make_recipe(optimiser="muon", weight_decay=0.01, adamw_share=0.25), net)
    set_learning_rate(optimiser, 0.4)
    groups = [(g["orthogonal"], len(g["params"]), g["lr"], g["weight_decay"]) for g in optimiser.param_groups]
    # first convolution and linear layer decay, the 16 of eight normalisations do not; all are there once
    assert groups == [(False, 2, 0.1, 0.01), (False, 16, 0.1, 0.0), (True, 7, 0.4, 0.01)]


def test_run_with_muon_learns_and_goes_on_exactly(tmp_path: Path) -> None:
    while train(make_job(tmp_path / "broken", recipe=RECIPE, deadline=0.0)).log.ended == "stopped":
        pass
    broken = train(make_job(tmp_path / "broken", recipe=RECIPE)).log
    whole = train(make_job(tmp_path / "whole", recipe=RECIPE)).log
    assert [(p.step, p.value) for p in broken.points] == [(p.step, p.value) for p in whole.points]
    assert whole.points[-1].value > 0.8
