"""What the loop asks of a data set: batches of one epoch, and batches to score on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from effsite.measure.randomness import permutation

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch


class Batch(NamedTuple):
    """Inputs as the model takes them and their labels, on the device.

    Images: float (N, C, S, S) and int64 (N). Text: int64 (N, T) twice, the labels one further on.
    """

    inputs: torch.Tensor
    labels: torch.Tensor


@dataclass(frozen=True, slots=True)
class Shard:
    """One process's share of the work: `rank` of `world`."""

    rank: int = 0
    world: int = 1

    def of(self, batch: torch.Tensor) -> torch.Tensor:
        """The part of a global batch of items that is this process'; parts are equal and in order."""
        share = len(batch) // self.world
        return batch[self.rank * share : (self.rank + 1) * share]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Which training batches: `steps` of an epoch from step `first`, `batch_size` items over all shards.

    `size` is the side of the images in pixels; text has none.
    """

    seed: int
    epoch: int
    first: int
    steps: int
    batch_size: int
    shard: Shard = Shard()
    size: int = 0

    def indices(self, items: int, device: torch.device | None = None) -> Iterator[torch.Tensor]:
        """The items of each batch that fall to this shard, of a data set with so many, on the device."""
        order = permutation(items, self.seed, "order", self.epoch).to(device or "cpu")
        for step in range(self.first, self.first + self.steps):
            yield self.shard.of(order[step * self.batch_size : (step + 1) * self.batch_size])


class Dataset(Protocol):
    """Training and test examples of a task.

    `items` are what an epoch goes through in a new order; each is `examples_per_item` examples
    (an image is one, a sequence is its characters). `own` is False where these are not the very
    data that the task names, as with a JPEG tree in place of the original files; `title` says
    what they are. `fingerprint` changes when any example does.
    """

    title: str
    own: bool
    fingerprint: str
    classes: int
    items: int
    examples_per_item: int
    input_shape: tuple[int, ...]

    def place(self, device: torch.device, *, channels_last: bool) -> None:
        """Keep the data on the device from now on, if they fit, and give batches there."""
        ...

    def training(self, portion: Portion) -> Iterator[Batch]:
        """The batches of that portion, augmented with torch's default generators."""
        ...

    def testing(self, batch_size: int, shard: Shard) -> Iterator[Batch]:
        """Every test example of that shard once, in order, unaltered."""
        ...
