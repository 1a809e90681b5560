"""The Transformer as it was first laid out (Vaswani et al. 2017, arXiv 1706.03762), small."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 128
HEADS = 4
FEED_FORWARD = 512
LAYERS = 2


def transformer(*, input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """Encoder over the first half of a text, decoder over the second, two layers each."""
    return Transformer(length=input_shape[0], classes=classes)


class Transformer(nn.Module):
    """Encoder and decoder with normalisation behind each residual sum, sinusoids and one shared embedding.

    The embedding is scaled by the root of its width and serves as the output layer (section 3.4).
    Without dropout: these runs stop long before they overfit.
    """

    def __init__(self, *, length: int, classes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(classes, WIDTH)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)
        self.register_buffer("positions", sinusoids(length, WIDTH), persistent=False)
        self.encoder = nn.ModuleList(TransformerLayer(reads_memory=False) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(TransformerLayer(reads_memory=True) for _ in range(LAYERS))

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Scores (batch, rest, classes) of what follows each character of the second half.

        `characters` is (batch, length); `rest` is length - length // 2.
        """
        half = characters.shape[1] // 2
        memory = self._embed(characters[:, :half])
        for layer in self.encoder:
            memory = layer(memory)
        x = self._embed(characters[:, half:])
        for layer in self.decoder:
            x = layer(x, memory)
        return nn.functional.linear(x, self.embedding.weight)

    def _embed(self, characters: torch.Tensor) -> torch.Tensor:
        x: torch.Tensor = self.embedding(characters) * math.sqrt(WIDTH)
        positions: torch.Tensor = self.get_buffer("positions")
        return x + positions[: characters.shape[1]]


class TransformerLayer(nn.Module):
    """Self-attention, attention to the memory where there is one, and a two-layer network.

    Each is added to its input and normalised behind the sum; a layer that reads memory looks only
    backwards in its own text.
    """

    def __init__(self, *, reads_memory: bool) -> None:
        super().__init__()
        self.looks_back_only = reads_memory
        self.own = Attention()
        self.other = Attention() if reads_memory else None
        self.network = nn.Sequential(
            nn.Linear(WIDTH, FEED_FORWARD), nn.ReLU(), nn.Linear(FEED_FORWARD, WIDTH)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3 if reads_memory else 2))

    def forward(self, x: torch.Tensor, memory: torch.Tensor | None = None) -> torch.Tensor:
        """The text (batch, length, width) one layer on."""
        parts: list[Callable[[torch.Tensor], torch.Tensor]] = [
            lambda y: self.own(y, y, causal=self.looks_back_only)
        ]
        other = self.other
        if other is not None:
            parts.append(lambda y: other(y, memory))
        parts.append(self.network)
        for part, norm in zip(parts, self.norms, strict=True):
            x = norm(x + part(x))
        return x


class Attention(nn.Module):
    """Multi-head scaled dot-product attention."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_and_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: torch.Tensor, memory: torch.Tensor, *, causal: bool = False) -> torch.Tensor:
        """For each place of x (batch, length, width), a mix of the memory's values."""
        query = _heads(self.query(x))
        key, value = (_heads(part) for part in self.key_and_value(memory).chunk(2, dim=-1))
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
        result: torch.Tensor = self.output(mixed.transpose(1, 2).flatten(2))
        return result


def _heads(x: torch.Tensor) -> torch.Tensor:
    """(batch, length, width) as (batch, heads, length, width / heads)."""
    return x.view(*x.shape[:-1], HEADS, -1).transpose(1, 2)


def sinusoids(length: int, width: int) -> torch.Tensor:
    """Section 3.5's positions (length, width): sines at even places, cosines at odd ones."""
    wavelengths = 10_000 ** (torch.arange(0, width, 2) / width)
    angles = torch.arange(length)[:, None] / wavelengths
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)
