"""All-CNN-C (Springenberg, Dosovitskiy, Brox & Riedmiller 2014, arXiv 1412.6806, tables 1 and 2).

Nothing but convolutions: those with stride 2 stand where others pool, and the last maps are averaged
into scores. A fifth of the input and half of what the strided ones give are dropped in training.
"""

from __future__ import annotations

from torch import nn


def all_cnn_c(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network in its published width."""
    return _network(input_shape[0], classes, narrow=96)


def all_cnn_c_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the maps in every layer but the last."""
    return _network(input_shape[0], classes, narrow=24)


def _network(channels: int, classes: int, *, narrow: int) -> nn.Module:
    """The network with that many maps in its first three layers and twice as many in the others."""
    wide = 2 * narrow
    return nn.Sequential(
        nn.Dropout(0.2),
        *_convolution(channels, narrow),
        *_convolution(narrow, narrow),
        *_convolution(narrow, narrow, stride=2),
        nn.Dropout(0.5),
        *_convolution(narrow, wide),
        *_convolution(wide, wide),
        *_convolution(wide, wide, stride=2),
        nn.Dropout(0.5),
        *_convolution(wide, wide, padding=0),
        *_convolution(wide, wide, kernel=1, padding=0),
        *_convolution(wide, classes, kernel=1, padding=0),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


def _convolution(
    inputs: int, outputs: int, *, kernel: int = 3, stride: int = 1, padding: int = 1
) -> list[nn.Module]:
    """A rectified convolution, whose weights start at He's scale: the paper does not say at which."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return [layer, nn.ReLU(inplace=True)]
