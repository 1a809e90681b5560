"""Several processes, one run: who this one is, what all of them counted, who writes."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import distributed

from effsite.errors import UsageError
from effsite.measure.data.batches import Shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn

    from effsite.measure.run_device import RunDevice


@dataclass(frozen=True, slots=True)
class Processes:
    """One process among those that torchrun started; alone when it started none."""

    shard: Shard = Shard()
    local_rank: int = 0

    @classmethod
    def here(cls) -> Processes:
        """What torchrun's environment says."""
        rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
        return cls(Shard(rank, world), int(os.environ.get("LOCAL_RANK", "0")))

    @property
    def world(self) -> int:
        """How many processes there are."""
        return self.shard.world

    @property
    def writes(self) -> bool:
        """Whether this is the one process that writes files and prints."""
        return self.shard.rank == 0

    def share(self, batch_size: int) -> int:
        """Items of a global batch for this process; raises UsageError when they do not divide."""
        if batch_size % self.world:
            raise UsageError(
                f"a global batch of {batch_size} cannot be shared by {self.world} processes",
                f"--batch-size {-(-batch_size // self.world) * self.world}",
            )
        return batch_size // self.world

    def total(self, values: list[float], device: RunDevice) -> list[float]:
        """Each value summed over all processes, the same in every one of them."""
        return self._combined(values, device, distributed.ReduceOp.SUM)

    def most(self, values: list[float], device: RunDevice) -> list[float]:
        """The largest of each value over all processes, the same in every one of them."""
        return self._combined(values, device, distributed.ReduceOp.MAX)

    def _combined(
        self, values: list[float], device: RunDevice, how: distributed.ReduceOp.RedOpType
    ) -> list[float]:
        if self.world == 1:
            return values
        kind = torch.float32 if device.kind == "mps" else torch.float64
        tensor = torch.tensor(values, dtype=kind, device=device.torch_device)
        distributed.all_reduce(tensor, how)
        return [float(value) for value in tensor.tolist()]

    def align(self, model: nn.Module) -> None:
        """Give every process the first one's running averages, of which each has kept its own."""
        if self.world > 1:
            for buffer in model.buffers():
                distributed.broadcast(buffer, 0)

    def wait(self) -> None:
        """Return when every process is here."""
        if self.world > 1:
            distributed.barrier()


@contextlib.contextmanager
def joined(processes: Processes, device: RunDevice) -> Iterator[None]:
    """Within: the processes talk to one another, by NCCL between GPUs and by gloo otherwise.

    At the end each waits for the others, unless one failed: torch aborts a process now and then whose peer is
    gone while its own threads still end.
    """
    if processes.world == 1 or distributed.is_initialized():
        yield
        return
    if device.kind == "cuda":
        distributed.init_process_group("nccl", device_id=device.torch_device)
    else:
        distributed.init_process_group("gloo")
    try:
        yield
        distributed.barrier()
    finally:
        distributed.destroy_process_group()
