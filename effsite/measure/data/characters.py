"""A text as characters: the model predicts each from those before it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import torch

from effsite.errors import UsageError
from effsite.measure.data.batches import Batch
from effsite.measure.randomness import permutation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.measure.data.batches import Portion, Shard
    from effsite.measure.recipe import DataRecipe

TRAINING_SHARE = 0.9
"""The first 90 % of the text train, the last 10 % validate."""


class Characters:
    """A data set of one text file; see `Dataset`. An example is a character.

    Each epoch cuts the training part anew into sequences of `context` characters, from an offset
    of its own, so that the cuts do not always fall in the same places.
    """

    own = True

    def __init__(self, recipe: DataRecipe, path: Path) -> None:
        text = _read(path)
        alphabet = sorted(set(text))
        codes = {character: code for code, character in enumerate(alphabet)}
        tokens = torch.tensor([codes[character] for character in text])
        cut = int(TRAINING_SHARE * len(tokens))
        self.title = recipe.title
        self.fingerprint = hashlib.sha256(text.encode()).hexdigest()[:12]
        self.classes = len(alphabet)
        self.examples_per_item = recipe.context
        self.input_shape: tuple[int, ...] = (recipe.context,)
        self._train, self._test, self._context = tokens[:cut], tokens[cut:], recipe.context
        self.items = (len(self._train) - 1 - recipe.context) // recipe.context
        if self.items < 1 or len(self._test) <= recipe.context:
            raise UsageError(
                f"{path} has {len(text)} characters, too few for sequences of {recipe.context}",
                "name the whole text: --data FILE",
            )
        self._device = torch.device("cpu")

    def place(self, device: torch.device, *, channels_last: bool) -> None:
        """Move the text to the device; a text always fits."""
        self._device = device
        self._train, self._test = self._train.to(device), self._test.to(device)

    def training(self, portion: Portion) -> Iterator[Batch]:
        """The batches of that portion."""
        shift = int(permutation(self._context, portion.seed, "offset", portion.epoch)[0])
        for chosen in portion.indices(self.items, self._device):
            yield self._sequences(self._train, chosen * self._context + shift)

    def testing(self, batch_size: int, shard: Shard) -> Iterator[Batch]:
        """The validation part in sequences one after another; what is left at its end is not scored."""
        count = (len(self._test) - 1) // self._context
        starts = torch.arange(count, device=self._device)[shard.rank :: shard.world] * self._context
        for first in range(0, len(starts), batch_size):
            yield self._sequences(self._test, starts[first : first + batch_size])

    def _sequences(self, tokens: torch.Tensor, starts: torch.Tensor) -> Batch:
        within = torch.arange(self._context + 1, device=self._device)
        cut = tokens[starts[:, None] + within]
        return Batch(cut[:, :-1], cut[:, 1:])


def _read(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"no file {path}", "name the text: --data FILE")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is no text in UTF-8: {error.reason}", "name the text: --data FILE"
        ) from None
