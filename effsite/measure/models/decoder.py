"""A decoder as language models have been built since LLaMA (Touvron et al. 2023, arXiv 2302.13971)."""

from __future__ import annotations

import torch
from torch import nn

HEADS = 4
LAYERS = 3
ROTARY_BASE = 10_000.0


def decoder(*, input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """Three pre-normalised layers with rotary positions and gated networks, predicting every position."""
    return Decoder(length=input_shape[0], classes=classes, width=128)


def decoder_256(*, input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """The decoder at twice the width, 256, with four times the weights in its layers."""
    return Decoder(length=input_shape[0], classes=classes, width=256)


class Decoder(nn.Module):
    """Embedding, layers, a last normalisation and a linear layer over the alphabet; no biases."""

    def __init__(self, *, length: int, classes: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(classes, width)
        self.layers = nn.ModuleList(DecoderLayer(width) for _ in range(LAYERS))
        self.norm = nn.RMSNorm(width)
        self.output = nn.Linear(width, classes, bias=False)
        self.register_buffer("turns", turns(length, width // HEADS), persistent=False)
        self.apply(_initialise)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Scores (batch, length, classes) of the next character, for characters (batch, length)."""
        x = self.embedding(characters)
        rotation = self.get_buffer("turns")[:, : characters.shape[1]]
        for layer in self.layers:
            x = layer(x, rotation)
        scores: torch.Tensor = self.output(self.norm(x))
        return scores


class DecoderLayer(nn.Module):
    """Causal attention and a gated network, each normalised before and added to its input."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.mix = nn.Linear(width, width, bias=False)
        gated = gated_width(width)
        self.gate_and_value = nn.Linear(width, 2 * gated, bias=False)
        self.down = nn.Linear(gated, width, bias=False)

    def forward(self, x: torch.Tensor, rotation: torch.Tensor) -> torch.Tensor:
        """The text (batch, length, width) one layer on."""
        x = x + self._attend(self.norms[0](x), rotation)
        gate, value = self.gate_and_value(self.norms[1](x)).chunk(2, dim=-1)
        result: torch.Tensor = x + self.down(nn.functional.silu(gate) * value)
        return result

    def _attend(self, x: torch.Tensor, rotation: torch.Tensor) -> torch.Tensor:
        query, key, value = (_heads(part) for part in self.query_key_value(x).chunk(3, dim=-1))
        mixed = nn.functional.scaled_dot_product_attention(
            turned(query, rotation), turned(key, rotation), value, is_causal=True
        )
        result: torch.Tensor = self.mix(mixed.transpose(1, 2).flatten(2))
        return result


def gated_width(width: int) -> int:
    """Width of the gated network: 8/3 of the model's, rounded up to a multiple of 8."""
    return -(-width // 3) * 8


def _heads(x: torch.Tensor) -> torch.Tensor:
    """(batch, length, width) as (batch, heads, length, width / heads)."""
    return x.view(*x.shape[:-1], HEADS, -1).transpose(1, 2)


def turns(length: int, width: int) -> torch.Tensor:
    """Cosines and sines (2, length, width / 2) of rotary positions (Su et al. 2021, arXiv 2104.09864)."""
    rates = ROTARY_BASE ** (-torch.arange(0, width, 2) / width)
    angles = torch.arange(length)[:, None] * rates
    return torch.stack((angles.cos(), angles.sin()))


def turned(x: torch.Tensor, rotation: torch.Tensor) -> torch.Tensor:
    """Queries or keys (..., length, width) with each pair of halves turned by its position's angle."""
    cosine, sine = rotation
    left, right = x.chunk(2, dim=-1)
    return torch.cat((left * cosine - right * sine, left * sine + right * cosine), dim=-1)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
