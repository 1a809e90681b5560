"""LeNet-5 (LeCun, Bottou, Bengio & Haffner 1998), the convolutional network for handwritten digits."""

from __future__ import annotations

from torch import nn


def lenet5(*, input_shape: tuple[int, ...] = (1, 32, 32), classes: int = 10) -> nn.Module:
    """LeNet-5 with the layer sizes of the paper's figure 2; at 1x32x32, C5 and F6 see one place.

    Three simplifications that most later versions share: subsampling takes plain averages, every
    map of C3 sees all of S2, and a linear layer stands where the paper has radial basis functions.
    Larger images than 32x32 are averaged over places behind C5; smaller ones do not fit.
    """
    return nn.Sequential(
        nn.Conv2d(input_shape[0], 6, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.Tanh(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, classes),
    )
