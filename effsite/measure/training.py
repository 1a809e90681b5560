"""One model while it is trained: steps in segments that end at evaluations, and what they cost."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch
from torch.nn.parallel import DistributedDataParallel

from effsite.errors import UsageError
from effsite.measure import models
from effsite.measure.checkpoint import Counters, ResumeState
from effsite.measure.data import Portion
from effsite.measure.energy import EnergyMeter
from effsite.measure.evaluation import cross_entropy, evaluate
from effsite.measure.failures import MeasureError, OutOfMemoryError
from effsite.measure.flops import count
from effsite.measure.models.whitening import Whitening
from effsite.measure.optimisation import build_optimiser, learning_rate, set_learning_rate
from effsite.measure.randomness import reseed
from effsite.records import CurvePoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import nn

    from effsite.measure.data import Batch
    from effsite.measure.flops import FlopCount
    from effsite.measure.job import Job

WARM_UP_STEPS = 2
COUNTER_GONE = "an energy counter is not there any more, here or in another process; no energy is recorded"


@dataclass(slots=True)
class _Spent:
    """What a stretch of training took; joules None where no driver counts them."""

    seconds: float = 0.0
    joules: float | None = None


class Training:
    """A model, its optimiser and its counters; `segment` and `evaluate` take turns.

    Torch's generators are seeded anew at each segment from the seed and the step, so that what
    happens in a segment follows from the state at its beginning: that is what a checkpoint holds.
    `energy_trouble` says why energy is not counted where a counter failed; it is empty otherwise.
    """

    def __init__(self, job: Job) -> None:
        recipe = job.recipe
        self.job = job
        self.share = job.processes.share(recipe.batch_size)
        self.steps_per_epoch = job.dataset.items // recipe.batch_size
        if not self.steps_per_epoch:
            raise UsageError(
                f"{job.dataset.title} has {job.dataset.items} training items, fewer than a batch of"
                f" {recipe.batch_size}",
                f"--batch-size {job.dataset.items} or less",
            )
        self.total_steps = max(round(recipe.epochs * self.steps_per_epoch), 1)
        self.model = self._built()
        self.counters = Counters()
        self._whiten()
        self.trained = ResumeState(
            self.model,
            build_optimiser(recipe, self.model),
            torch.amp.GradScaler(job.device.kind, enabled=recipe.precision == "fp16"),
        )
        self._counts: dict[tuple[int, ...], FlopCount] = {}
        self._warm: set[int] = set()
        self._meter = EnergyMeter(job.device, job.processes.local_rank)
        self.energy_trouble = ""
        self._scored: Any = torch.compile(self.model) if recipe.compile else self.model
        self._forward = self._shared() if job.processes.world > 1 else self._scored

    def _built(self) -> nn.Module:
        job = self.job
        reseed(job.seed, "weights")
        model = models.build(
            job.recipe.model,
            input_shape=job.dataset.input_shape,
            classes=job.dataset.classes,
            stem=job.recipe.stem,
        )
        if self._channels_last:
            model = cast("Any", model).to(memory_format=torch.channels_last)
        job.dataset.place(job.device.torch_device, channels_last=self._channels_last)
        return model.to(job.device.torch_device).train()

    def _whiten(self) -> None:
        """Compute the layers that are not learnt, from a first batch of training images."""
        layers = [layer for layer in self.model.modules() if isinstance(layer, Whitening)]
        if layers:
            reseed(self.job.seed, "whitening")
            images = next(self.job.dataset.training(self._portion())).inputs
            for layer in layers:
                layer.fit(images)

    @property
    def _channels_last(self) -> bool:
        return self.job.recipe.channels_last and len(self.job.dataset.input_shape) == 3

    def _shared(self) -> Any:
        """The model with its gradients averaged over the processes."""
        ids = [self.job.device.torch_device] if self.job.device.kind == "cuda" else None
        model = DistributedDataParallel(self.model, device_ids=ids)
        return torch.compile(model) if self.job.recipe.compile else model

    @property
    def finished(self) -> bool:
        """Whether the recipe has no step left."""
        return self.counters.step >= self.total_steps

    @property
    def epoch(self) -> float:
        """Epochs so far."""
        return self.counters.step / self.steps_per_epoch

    def count(self, size: int = 0) -> FlopCount:
        """What one item takes, with images of that size (0: as evaluated), forward and in training.

        Raises MeasureError where an operator that may multiply has no formula.
        """
        shape = self.job.dataset.input_shape
        images = len(shape) == 3
        shape = (shape[0], size, size) if images and size else shape
        if shape not in self._counts:
            item = torch.zeros((1, *shape), dtype=torch.float32 if images else torch.int64)
            counted = count(self.model, item.to(self.job.device.torch_device))
            if not counted.complete:
                raise MeasureError(
                    f"{self.job.recipe.system} cannot be counted: {counted.gap}", counted.way_out
                )
            self._counts[shape] = counted
        return self._counts[shape]

    def next_evaluation(self) -> int:
        """The step at which the segment that begins now ends: never past the end of its epoch."""
        epoch, step = divmod(self.counters.step, self.steps_per_epoch)
        parts = min(self.job.recipe.evaluations_per_epoch, self.steps_per_epoch)
        ends = (round(part * self.steps_per_epoch / parts) for part in range(1, parts + 1))
        return min(epoch * self.steps_per_epoch + next(e for e in ends if e > step), self.total_steps)

    def segment(self, stepped: Callable[[int], None]) -> bool:
        """Train up to the next evaluation; False when the loss is no finite number any more.

        Raises OutOfMemoryError with the batch to try.
        """
        portion = self._portion()
        try:
            if portion.size not in self._warm:
                self._warm_up(portion)
            return self._train(portion, stepped)
        except torch.OutOfMemoryError as error:
            raise self._out_of_memory() from error

    def _portion(self) -> Portion:
        epoch, first = divmod(self.counters.step, self.steps_per_epoch)
        return Portion(
            seed=self.job.seed,
            epoch=epoch,
            first=first,
            steps=self.next_evaluation() - self.counters.step,
            batch_size=self.job.recipe.batch_size,
            shard=self.job.processes.shard,
            size=self.job.recipe.data.size_at(self.epoch),
        )

    def _train(self, portion: Portion, stepped: Callable[[int], None]) -> bool:
        job, counters, step = self.job, self.counters, self.counters.step
        per_item = self.count(portion.size).training_flop
        losses = torch.zeros((), device=job.device.torch_device)
        reseed(job.seed, "segment", step, job.processes.shard.rank)
        items = 0
        with self._timed() as spent:
            for batch in job.dataset.training(portion):
                rate = learning_rate(job.recipe, step, self.steps_per_epoch, self.total_steps)
                set_learning_rate(self.trained.optimiser, rate)
                losses += self._step(batch)
                items += len(batch.labels)
                step += 1
                stepped(step)
        total, loss, joules = job.processes.total([items, float(losses), spent.joules or 0.0], job.device)
        seconds, unmetered = job.processes.most([spent.seconds, float(spent.joules is None)], job.device)
        counters.joules = self._joules_so_far(joules, counted=not unmetered)
        counters.step = step
        counters.examples += round(total) * job.dataset.examples_per_item
        counters.training_flop += round(total) * per_item
        counters.seconds += seconds
        memory = max(counters.peak_memory_bytes, job.device.peak_memory_bytes())
        counters.peak_memory_bytes = int(job.processes.most([memory], job.device)[0])
        return math.isfinite(loss)

    def _joules_so_far(self, joules: float, *, counted: bool) -> float | None:
        """The energy of the run with that of one more segment; None for good where some was not counted."""
        before = self.counters.joules if self.counters.step else 0.0
        if counted and before is not None:
            return before + joules
        if self._meter.trouble or before:
            self.energy_trouble = self._meter.trouble or COUNTER_GONE
        return None

    def _step(self, batch: Batch) -> torch.Tensor:
        """One step of the optimiser; the loss, still on the device, so that nothing waits for it."""
        trained, recipe = self.trained, self.job.recipe
        loss = self._backward(batch)
        if recipe.clip_norm:
            trained.scaler.unscale_(trained.optimiser)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), recipe.clip_norm)
        trained.scaler.step(trained.optimiser)
        trained.scaler.update()
        trained.optimiser.zero_grad(set_to_none=True)
        return loss

    def _backward(self, batch: Batch) -> torch.Tensor:
        recipe = self.job.recipe
        with self.job.device.autocast(recipe.precision):
            outputs = self._forward(batch.inputs)
            loss = cross_entropy(outputs, batch.labels, smoothing=recipe.label_smoothing)
        torch.autograd.backward(self.trained.scaler.scale(loss))
        return loss.detach()

    def _warm_up(self, portion: Portion) -> None:
        """Let compilers and allocators do their work on gradients that are thrown away.

        Running averages are put back; the generators are seeded anew before the first real step.
        """
        begun = time.perf_counter()
        kept = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        for _ in range(WARM_UP_STEPS):
            self._backward(next(self.job.dataset.training(portion)))
            self.trained.optimiser.zero_grad(set_to_none=True)
        with torch.no_grad():
            for name, buffer in self.model.named_buffers():
                buffer.copy_(kept[name])
        self.job.device.wait()
        self._warm.add(portion.size)
        self.counters.warm_up_seconds += time.perf_counter() - begun

    @contextmanager
    def _timed(self) -> Iterator[_Spent]:
        """Within: time and energy are counted, from an idle device to an idle device."""
        spent, device = _Spent(), self.job.device
        device.wait()
        self._meter.joules()
        begun = time.perf_counter()
        yield spent
        device.wait()
        spent.seconds = time.perf_counter() - begun
        spent.joules = self._meter.joules()

    def _out_of_memory(self) -> OutOfMemoryError:
        job, batch = self.job, self.job.recipe.batch_size
        fits = max(batch // 2 // job.processes.world, 1) * job.processes.world
        return OutOfMemoryError(
            f"{job.device.name} is out of memory training {job.recipe.system} with a batch of {batch}",
            f"try --batch-size {fits}" + ("" if job.recipe.precision != "fp32" else ", or --precision bf16"),
        )

    def evaluate(self) -> CurvePoint | None:
        """The evaluation at this step; None when the metric is no finite number."""
        job, counters = self.job, self.counters
        begun = time.perf_counter()
        job.processes.align(self.model)
        value = evaluate(self._scored, job.recipe, job.dataset, job.device, job.processes)
        counters.evaluation_seconds += time.perf_counter() - begun
        if not math.isfinite(value):
            return None
        return CurvePoint(
            seed=job.seed,
            step=counters.step,
            epoch=self.epoch,
            examples=counters.examples,
            training_flop=counters.training_flop,
            seconds=counters.seconds,
            value=value,
        )
