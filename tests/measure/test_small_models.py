"""The networks for images of 32 pixels: sizes as published or worked by hand, and how they start."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from effsite.measure.counting import Wanted, count_model
from effsite.measure.inputs import Input
from effsite.measure.models import build
from effsite.measure.models.resnet9_tricks import GhostBatchNorm
from effsite.measure.models.small_resnet import wide_resnet
from effsite.measure.models.whitening import Whitening, whitening_filters

pytestmark = pytest.mark.train

IMAGE = (3, 32, 32)


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # 32 and 32 filters of 5x5 and 64 of them, 1024 x 64 and 64 x 10 weights, and their biases
        ("cuda_convnet", 2432 + 25632 + 51264 + 65600 + 650),
        # three groups, layer by layer; about 1 M in Springenberg et al., table 4
        ("nin", (14592 + 30880 + 15456) + (460992 + 2 * 37056) + (331968 + 37056 + 1930)),
        # about 1.3 M in the same table
        ("all_cnn_c", (2688 + 2 * 83040) + (166080 + 3 * 331968) + (37056 + 1930)),
        # He et al., table 6: 0.27 M; layer by layer in the next test
        ("resnet20", 269_722),
        # Jordan, airbench94's page: 1.97 M
        ("airbench94", 1_971_352),
    ],
)
def test_networks_have_the_parameters_of_their_publication(name: str, count: int) -> None:
    assert parameters(build(name, input_shape=IMAGE, classes=10)) == count


def test_resnet20_is_its_layers_added_up() -> None:
    convolutions = 3 * 16 * 9 + 6 * 16 * 16 * 9 + (16 * 32 + 5 * 32 * 32) * 9 + (32 * 64 + 5 * 64 * 64) * 9
    normalisation = 2 * (7 * 16 + 6 * 32 + 6 * 64)
    linear = 64 * 10 + 10
    plain = parameters(build("resnet20", input_shape=IMAGE, classes=10))
    assert plain == convolutions + normalisation + linear
    # three blocks a stage have gates of 16-1-16, 32-2-32 and 64-4-64 units with their biases
    gates = 3 * ((16 + 1 + 16 + 16) + (64 + 2 + 64 + 32) + (256 + 4 + 256 + 64))
    assert parameters(build("se_resnet20", input_shape=IMAGE, classes=10)) == plain + gates


@pytest.mark.parametrize(
    ("depth", "width", "millions"),
    # Zagoruyko & Komodakis, tables 4 and 5
    [(40, 1, 0.6), (40, 2, 2.2), (40, 4, 8.9), (16, 8, 11.0), (28, 10, 36.5)],
)
def test_wide_resnets_have_the_published_sizes(depth: int, width: int, millions: float) -> None:
    assert round(parameters(wide_resnet(3, 10, depth=depth, width=width)) / 1e6, 1) == millions


@pytest.mark.parametrize(
    ("name", "macs"),
    [
        # output places x weights: 32x32, 16x16 and 8x8 places
        ("cuda_convnet", 1024 * 2400 + 256 * 25600 + 64 * 51200 + 65536 + 640),
        ("lenet5", 784 * 450 + 100 * 2400 + 48000 + 120 * 84 + 840),
        # stages of 32, 16 and 8 places a side; the first convolution of a stage reads the maps before it
        (
            "resnet20",
            1024 * (432 + 6 * 2304) + 256 * (4608 + 5 * 9216) + 64 * (18432 + 5 * 36864) + 640,
        ),
        (
            "wide_resnet10_2",
            1024 * (432 + 4608 + 9216 + 512)
            + 256 * (18432 + 36864 + 2048)
            + 64 * (73728 + 147456 + 8192)
            + 1280,
        ),
        # 16, 32, 64 and 128 channels
        (
            "resnet9_quarter",
            1024 * (432 + 4608) + 256 * (2 * 9216 + 18432) + 64 * 73728 + 16 * 2 * 147456 + 1280,
        ),
        # whitening leaves 31 places a side, the pools 15, 7 and 3
        (
            "airbench94_quarter",
            961 * (288 + 3456) + 225 * (2304 + 9216) + 49 * (36864 + 36864) + 9 * 36864 + 640,
        ),
        (
            "hlb_cifar10_quarter",
            961 * (288 + 3456) + 225 * (2304 + 9216) + 49 * (36864 + 73728) + 9 * 147456 + 1280,
        ),
        # 27 whitened maps of the same size, then 16, 32, 64 and 128 channels
        (
            "resnet9_tricks_quarter",
            1024 * (729 + 432 + 4608) + 256 * (2 * 9216 + 18432) + 64 * 73728 + 16 * 2 * 147456 + 1280,
        ),
    ],
)
def test_multiply_adds_are_those_worked_by_hand(name: str, macs: int) -> None:
    counted = (
        count_model(Wanted(name=name, inputs=(Input(shape=IMAGE),), classes=10)) if name == "lenet5" else None
    )
    counted = counted or count_model(Wanted(name=name))
    assert counted.count.macs == macs
    assert counted.count.second is not None
    assert counted.count.second.macs == macs


def test_airbench_takes_the_compute_that_its_paper_states() -> None:
    # Jordan 2024, table 1: 3.6e14 FLOP for 9.9 epochs of 50,000 images
    macs = count_model(Wanted(name="airbench94"), check=False).count.macs
    assert macs * 2 * 3 * 9.9 * 50_000 == pytest.approx(3.6e14, rel=0.03)


@pytest.mark.parametrize(("name", "macs"), [("hlb_cifar10", 162_976_544), ("resnet9_tricks", 380_008_448)])
def test_whole_networks_take_the_compute_of_their_rows(name: str, macs: int) -> None:
    """As counted from their authors' programs in results/cifar10/hlb-cifar10.csv, versions 0.7.0 and 0.1.0.

    Version 0.1.0 is Page's network of 2019 as its author wrote it anew.
    """
    assert count_model(Wanted(name=name), check=False).count.macs == macs


@pytest.mark.parametrize(
    "name", ["nin", "all_cnn_c", "resnet9", "resnet9_tricks", "hlb_cifar10", "airbench94"]
)
def test_a_quarter_of_the_width_is_about_a_sixteenth_of_the_arithmetic(name: str) -> None:
    whole = count_model(Wanted(name=name), check=False).count.macs
    quarter = count_model(Wanted(name=f"{name}_quarter"), check=False).count.macs
    assert 10 < whole / quarter < 16


def test_whitened_patches_are_uncorrelated_and_of_variance_one() -> None:
    torch.manual_seed(0)
    near = torch.randn(64, 3, 9, 9)
    images = near + near.roll(1, -1) + near.roll(1, -2)  # neighbours are alike, as in pictures
    filters = whitening_filters(images)
    outputs = nn.functional.conv2d(images.double(), filters).transpose(0, 1).flatten(1)
    covariance = outputs @ outputs.T / outputs.shape[1]
    assert filters.shape == (12, 3, 2, 2)
    assert torch.allclose(covariance, torch.eye(12, dtype=torch.float64), atol=0.01)


def test_whitening_layer_gives_each_direction_and_its_negative_and_learns_its_bias_alone() -> None:
    torch.manual_seed(0)
    layer = Whitening(3)
    images = torch.randn(16, 3, 8, 8)
    layer.fit(images)
    assert parameters(layer) == 24
    maps = layer(images) - layer.convolution.bias[:, None, None]
    assert maps.shape == (16, 24, 7, 7)
    assert torch.allclose(maps[:, :12], -maps[:, 12:], atol=1e-6)


def test_whitening_without_mirrored_directions_keeps_the_size_and_learns_nothing() -> None:
    torch.manual_seed(0)
    layer = Whitening(3, side=3, padding=1, tiny=1e-2, mirrored=False, biased=False)
    images = torch.randn(16, 3, 8, 8)
    layer.fit(images)
    assert parameters(layer) == 0
    assert layer(images).shape == (16, 27, 8, 8)
    assert torch.allclose(layer.convolution.weight.double(), whitening_filters(images, side=3, tiny=1e-2))


def test_parts_of_a_batch_are_normalised_by_themselves_and_their_averages_are_kept() -> None:
    torch.manual_seed(0)
    ghost, alone = GhostBatchNorm(3), nn.BatchNorm2d(3)
    maps = torch.randn(32, 3, 4, 4) * torch.arange(1, 33).view(-1, 1, 1, 1)
    out = ghost(maps)
    parts = [maps[part::16] for part in range(16)]
    assert torch.allclose(out[5::16], alone(parts[5]), atol=1e-5)
    means = torch.stack([part.mean((0, 2, 3)) for part in parts])
    spreads = torch.stack([part.transpose(0, 1).flatten(1).var(1) for part in parts])
    assert torch.allclose(ghost.running_mean, 0.1 * means.mean(0), atol=1e-5)
    assert torch.allclose(ghost.running_var, 0.9 + 0.1 * spreads.mean(0), rtol=1e-5)
    assert [name for name, p in ghost.named_parameters() if p.requires_grad] == ["bias"]
    assert torch.equal(ghost.eval()(maps[:1]), ghost.eval()(maps)[:1])


def test_a_batch_that_sixteen_does_not_divide_has_fewer_parts() -> None:
    torch.manual_seed(0)
    maps = torch.randn(12, 3, 4, 4)
    out = GhostBatchNorm(3)(maps)
    assert torch.allclose(out[1::4], nn.BatchNorm2d(3)(maps[1::4]), atol=1e-5)


def test_first_convolutions_of_hlb_start_near_copies_at_the_spread_of_chance() -> None:
    torch.manual_seed(0)
    first, *_, second, _, _ = build("hlb_cifar10", input_shape=IMAGE, classes=10).body[8:15]
    diagonal = first.weight[range(64), range(64), 1, 1]
    others = first.weight[64:]
    # torch's own start is uniform between -+ 1 / sqrt(64 x 9): a spread of 1 / (24 sqrt(3))
    assert first.weight.std().item() == pytest.approx(1 / (24 * 3**0.5), rel=0.01)
    assert diagonal.mean() > 10 * others.std()
    maps = torch.randn(1, 256, 5, 5)
    assert torch.equal(second(maps), maps)


def test_convolutions_of_airbench_start_as_copies_of_what_they_read() -> None:
    torch.manual_seed(0)
    group = build("airbench94", input_shape=IMAGE, classes=10).body[1]
    maps = torch.randn(2, 24, 5, 5)
    assert torch.allclose(group(maps)[:, :24], maps, atol=1e-5)


def test_residual_blocks_pass_on_what_they_read_where_maps_double() -> None:
    torch.manual_seed(0)
    block = build("resnet20", input_shape=IMAGE, classes=10)[6]
    for layer in block.branch:
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.zeros_(layer.weight)
    maps = torch.randn(2, 16, 8, 8)
    out = block(maps)
    assert out.shape == (2, 32, 4, 4)
    assert torch.equal(out[:, :16], maps[:, :, ::2, ::2].relu())
    assert not out[:, 16:].any()
