"""The state of a run on disk, whole at every moment: the old one or the new one."""

from __future__ import annotations

import io
import pickle
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch

from effsite.files import require_file, write_atomically
from effsite.measure.failures import MeasureError, OtherRunError, disk_errors
from effsite.measure.run_log_file import GO_ON

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn, optim

NAME = "checkpoint.pt"
SHARE_OF_TIME = 0.005
"""Checkpoints take at most about this share of a run's time."""


_UNREADABLE = (OSError, EOFError, KeyError, TypeError, ValueError, RuntimeError, pickle.UnpicklingError)
"""What torch raises for a file that is no checkpoint, or is one of other parts."""


@dataclass(slots=True, kw_only=True)
class Counters:
    """What a run has spent so far, over all its processes.

    `seconds` and `joules` are those of training steps alone; evaluation, and compiling and warming
    up, are apart. FLOP are 2 per multiply-add and 3 forward passes per training example.
    """

    step: int = 0
    examples: int = 0
    training_flop: int = 0
    seconds: float = 0.0
    evaluation_seconds: float = 0.0
    warm_up_seconds: float = 0.0
    joules: float | None = None
    peak_memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ResumeState:
    """What changes while a model is trained, apart from the counters."""

    model: nn.Module
    optimiser: optim.Optimizer
    scaler: torch.amp.GradScaler

    def state(self) -> dict[str, Any]:
        """The values of all of it, on the device where they are."""
        return {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Set all of it to the values of a state."""
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.scaler.is_enabled():
            self.scaler.load_state_dict(state["scaler"])


class Checkpoints:
    """The one checkpoint in a run's folder, rewritten as often as its cost allows."""

    def __init__(self, folder: Path, recipe: str) -> None:
        self.path = folder / NAME
        self._recipe = recipe
        self._earliest = 0.0

    def due(self) -> bool:
        """Whether enough time went by since the last one was written."""
        return time.monotonic() >= self._earliest

    def save(self, trained: ResumeState, counters: Counters) -> None:
        """Write the state; the old checkpoint stands until the new one is whole.

        Raises MeasureError when the disk is full.
        """
        begun = time.monotonic()
        buffer = io.BytesIO()
        torch.save({"recipe": self._recipe, "counters": asdict(counters), **trained.state()}, buffer)
        with disk_errors(self.path, GO_ON):
            write_atomically(self.path, buffer.getbuffer())
        now = time.monotonic()
        self._earliest = now + (now - begun) / SHARE_OF_TIME

    def load(self, trained: ResumeState, device: torch.device) -> Counters | None:
        """Restore the state and give its counters; None where there is no checkpoint.

        Raises OtherRunError for a checkpoint of another recipe and MeasureError for a file that
        is no checkpoint.
        """
        if not self.path.exists():
            return None
        require_file(self.path)
        try:
            state = torch.load(self.path, map_location=device, weights_only=True)
            recipe, counters = state["recipe"], Counters(**state["counters"])
            if recipe == self._recipe:
                trained.restore(state)
        except _UNREADABLE as error:
            why = (str(error) or type(error).__name__).splitlines()[0]
            raise MeasureError(
                f"{self.path} cannot be read: {why}",
                "finish the run with the effsite that wrote it; --restart begins it again",
            ) from None
        if recipe != self._recipe:
            raise OtherRunError(
                f"{self.path} is a checkpoint of another recipe: {recipe}, not {self._recipe}",
                "--restart begins again and drops it; or bring the old recipe back",
            )
        return counters

    def remove(self) -> None:
        """Remove the checkpoint, for a run that has nothing left to do."""
        self.path.unlink(missing_ok=True)
