"""The small network of cuda-convnet (Krizhevsky, https://code.google.com/archive/p/cuda-convnet/).

Three layers of 5x5 convolutions with overlapping pools and two linear layers, in the sizes that
Caffe copied as its "CIFAR-10 quick" example: 145,578 parameters.
"""

from __future__ import annotations

from torch import nn


def cuda_convnet(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network for images of 32 pixels; behind the last pool larger ones are averaged to 4x4 places."""
    return nn.Sequential(
        nn.Conv2d(input_shape[0], 32, 5, padding=2),
        nn.MaxPool2d(3, stride=2, ceil_mode=True),
        nn.ReLU(inplace=True),
        nn.Conv2d(32, 32, 5, padding=2),
        nn.ReLU(inplace=True),
        nn.AvgPool2d(3, stride=2, ceil_mode=True),
        nn.Conv2d(32, 64, 5, padding=2),
        nn.ReLU(inplace=True),
        nn.AvgPool2d(3, stride=2, ceil_mode=True),
        nn.AdaptiveAvgPool2d(4),
        nn.Flatten(),
        nn.Linear(1024, 64),
        nn.Linear(64, classes),
    )
