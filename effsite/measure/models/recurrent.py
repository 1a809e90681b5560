"""Recurrent language models over characters: an LSTM, and an LSTM encoder-decoder with attention."""

from __future__ import annotations

import torch
from torch import nn

WIDTH = 128
LAYERS = 2


def lstm(*, classes: int) -> nn.Module:
    """Two LSTM layers that predict the next character at every position (as Graves 2013, arXiv 1308.0850)."""
    return LSTM(classes, WIDTH)


def lstm_384(*, classes: int) -> nn.Module:
    """The same of three times the width, with nine times the weights in its layers."""
    return LSTM(classes, 3 * WIDTH)


def seq2seq(*, classes: int) -> nn.Module:
    """An LSTM that reads the first half of a text, and one that writes the second half with attention."""
    return Seq2Seq(classes)


class LSTM(nn.Module):
    """Embedding, two LSTM layers, and a linear layer over the alphabet."""

    def __init__(self, classes: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(classes, width)
        self.cells = nn.LSTM(width, width, LAYERS, batch_first=True)
        self.output = nn.Linear(width, classes)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Scores (batch, length, classes) of the next character, for characters (batch, length)."""
        states, _ = self.cells(self.embedding(characters))
        scores: torch.Tensor = self.output(states)
        return scores


class Seq2Seq(nn.Module):
    """Sutskever et al.'s encoder-decoder (arXiv 1409.3215) with Luong et al.'s attention (1508.04025).

    The encoder reads the first half of the characters, in both directions; the decoder starts from
    a summary of it, reads the second half and looks back with multiplicative ("general") attention,
    whose context and state make the attentional state of Luong's equation 5.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(classes, WIDTH)
        self.encoder = nn.LSTM(WIDTH, WIDTH // 2, bidirectional=True, batch_first=True)
        self.decoder = nn.LSTM(WIDTH, WIDTH, batch_first=True)
        self.query = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attentional = nn.Linear(2 * WIDTH, WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, classes)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Scores (batch, rest, classes) of what follows each character of the second half.

        `characters` is (batch, length); `rest` is length - length // 2.
        """
        half = characters.shape[1] // 2
        read, (state, cell) = self.encoder(self.embedding(characters[:, :half]))
        start = tuple(_side_by_side(x) for x in (state, cell))
        written, _ = self.decoder(self.embedding(characters[:, half:]), start)
        weights = (self.query(written) @ read.transpose(1, 2)).softmax(dim=-1)
        joined = torch.tanh(self.attentional(torch.cat((weights @ read, written), dim=-1)))
        scores: torch.Tensor = self.output(joined)
        return scores


def _side_by_side(states: torch.Tensor) -> torch.Tensor:
    """The last states (2, batch, width) of both directions as one state (1, batch, 2 width)."""
    return torch.cat((states[0], states[1]), dim=-1).unsqueeze(0)
