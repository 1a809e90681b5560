"""The device that a run computes on: which, what it is called, its memory, and how to wait for it."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from effsite.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from effsite.measure.recipe import Precision

try:
    import resource as _resource
except ImportError:  # Windows has none
    resource: Any = None
else:
    resource = _resource

KINDS = ("cpu", "cuda", "mps")
DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True, slots=True)
class RunDevice:
    """One device, as this process uses it."""

    torch_device: torch.device

    @property
    def kind(self) -> str:
        """`cpu`, `cuda` or `mps`."""
        return self.torch_device.type

    @property
    def name(self) -> str:
        """What the driver or the operating system calls it."""
        if self.kind == "cuda":
            return torch.cuda.get_device_name(self.torch_device)
        return _processor()

    def wait(self) -> None:
        """Return when everything that was asked of the device is done."""
        if self.kind == "cuda":
            torch.cuda.synchronize(self.torch_device)
        elif self.kind == "mps":
            torch.mps.synchronize()

    def peak_memory_bytes(self) -> int:
        """The most memory used so far: the device's for a GPU, the process' for a CPU.

        0 where the system does not tell.
        """
        if self.kind == "cuda":
            return torch.cuda.max_memory_allocated(self.torch_device)
        if resource is None:
            return 0
        unit = 1 if sys.platform == "darwin" else 1024
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit

    def autocast(self, precision: Precision) -> AbstractContextManager[object]:
        """The context in which a forward pass has that precision."""
        if precision == "fp32":
            return contextlib.nullcontext()
        return torch.autocast(self.kind, DTYPES[precision])


def choose(wanted: str, precision: Precision, local_rank: int = 0) -> RunDevice:
    """The device of that name, `auto` for the best there is.

    Raises UsageError when it is not there or does not compute in that precision.
    """
    kind = wanted.partition(":")[0]
    if wanted == "auto":
        kind = wanted = "cuda" if torch.cuda.is_available() else "cpu"
    if kind not in KINDS:
        raise UsageError(f"unknown device {wanted!r}", did_you_mean(kind, ("auto", *KINDS)))
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available[kind]:
        raise UsageError(
            f"torch {torch.__version__} finds no {kind} device here", "--device cpu works everywhere"
        )
    if precision == "fp16" and kind != "cuda":
        raise UsageError("fp16 is for CUDA devices", "--precision bf16 or fp32")
    device = torch.device(f"cuda:{local_rank}") if wanted == "cuda" else torch.device(wanted)
    if kind == "cuda":
        torch.cuda.set_device(device)
    return RunDevice(device)


@contextlib.contextmanager
def prepared(device: RunDevice, *, deterministic: bool) -> Iterator[None]:
    """Within: torch set up for training on the device, deterministic where torch can be.

    CUDA without `deterministic` may pick other algorithms from run to run and is faster for it.
    What torch cannot do deterministically it does all the same. 32 bits are 32 bits: no TF32, whose
    peak rate is another.
    """
    cudnn = torch.backends.cudnn
    before = torch.are_deterministic_algorithms_enabled(), cudnn.benchmark, cudnn.allow_tf32
    memory: Any = torch.utils.deterministic
    filled = memory.fill_uninitialized_memory
    if deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(deterministic, warn_only=True)
    memory.fill_uninitialized_memory = False
    cudnn.benchmark = device.kind == "cuda" and not deterministic
    cudnn.allow_tf32 = False
    if device.kind == "cuda":
        torch.cuda.reset_peak_memory_stats(device.torch_device)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*does not have a deterministic implementation")
            yield
    finally:
        torch.use_deterministic_algorithms(before[0])
        cudnn.benchmark, cudnn.allow_tf32 = before[1:]
        memory.fill_uninitialized_memory = filled


def _processor() -> str:
    """The processor's own name where the system tells it, else its architecture."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
