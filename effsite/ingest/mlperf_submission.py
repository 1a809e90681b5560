"""What the folders around an MLPerf result file say: who submitted what, on which system, in which round."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.ingest.mlperf_system import described_system
from effsite.ingest.privacy import scrubbed

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.mlperf_system import SystemDescription
    from effsite.ingest.report import Report

ROUND = re.compile(r"(?:training_results_)?(v\d{1,2}\.\d{1,2})")
"""The folder of a round: a clone of its results repository, or one named by the version alone."""

MODELS = {
    "bert": "BERT-large",
    "dlrm": "DLRM",
    "dlrm_dcnv2": "DLRM-DCNv2",
    "flux1": "Flux.1",
    "gnmt": "GNMT",
    "gnn": "R-GAT",
    "gpt3": "GPT-3 175B",
    "llama2_70b_lora": "Llama 2 70B LoRA",
    "llama31_405b": "Llama 3.1 405B",
    "llama31_8b": "Llama 3.1 8B",
    "mask": "Mask R-CNN",
    "maskrcnn": "Mask R-CNN",
    "minigo": "Minigo",
    "ncf": "NCF",
    "resnet": "ResNet-50",
    "retinanet": "RetinaNet",
    "rgat": "R-GAT",
    "rnnt": "RNN-T",
    "stable_diffusion": "Stable Diffusion",
    "transformer": "Transformer",
    "unet3d": "3D U-Net",
}
"""The reference model of each benchmark, by the name of its folder. `ssd` is one model up to round 1.1 and
another from 2.0 on, so it has none here."""

RETINANET_SINCE = (2, 0)
TPU = re.compile(r"tpu-v\d+[a-z]?(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MlperfSubmission:
    """Where a result file stands: SUBMITTER/results/SYSTEM/BENCHMARK/result_N.txt, in the folder of a round.

    `round` is empty where no folder names one. `described` is what `SUBMITTER/systems/SYSTEM.json` says.
    """

    submitter: str
    system: str
    benchmark: str
    round: str
    described: SystemDescription

    @classmethod
    def around(cls, path: Path, report: Report) -> MlperfSubmission | None:
        """The submission that the file at `path` belongs to; None where it stands in other folders."""
        parts = path.parts[-5:]
        if len(parts) < 5 or parts[1] != "results":
            return None
        submitter, _, system, benchmark, _ = parts
        rounds = [found[1] for part in path.parts[:-5] if (found := ROUND.fullmatch(part))]
        return cls(
            submitter=_plain(submitter),
            system=_plain(system),
            benchmark=benchmark,
            round=rounds[-1] if rounds else "",
            described=described_system(path.parents[3] / "systems" / f"{system}.json", report),
        )

    def of(self, run: LoggedRun, report: Report) -> LoggedRun:
        """The run with what the folders say beside its own facts.

        They name the system in place of the log, for submitters copy each other's logs.
        """
        facts = run.facts
        if facts.system:
            report.understood("the system is named by the folders of the submission, not by the log")
        devices = self._devices(facts.devices, report)
        name = self._accelerator()
        hardware = f"{devices} x {name}" if name and devices else facts.hardware
        labels = {**run.labels, "submitter": self.submitter, "benchmark": self.benchmark}
        if self.round:
            labels["round"] = self.round
        labels["division"] = self._division(run.labels.get("division", ""), report)
        return replace(
            run,
            facts=replace(facts, system=self._name(), devices=devices, hardware=hardware),
            labels={key: value for key, value in labels.items() if value},
        )

    def _accelerator(self) -> str:
        """The accelerator as the description names it; a bare TPU as the system's name has it, tpu-v4."""
        name = self.described.accelerator
        found = TPU.search(self.system) if name.lower() == "tpu" else None
        return found[0] if found else name

    def _name(self) -> str:
        where = ", ".join(filter(None, (self.submitter, self.round)))
        return f"{self._model()}, {self.system} ({where})"

    def _model(self) -> str:
        if self.benchmark == "ssd" and self.round:
            major, minor = map(int, self.round.removeprefix("v").split("."))
            return "RetinaNet" if (major, minor) >= RETINANET_SINCE else "SSD-ResNet-34"
        return MODELS.get(self.benchmark, _plain(self.benchmark))

    def _devices(self, logged: int | None, report: Report) -> int | None:
        """Accelerators of the whole system, where log and description agree or only one counts them."""
        described = self.described.devices
        if logged is not None and described is not None and logged != described:
            report.guessed(
                f"the log counts {logged} accelerators, the description of the system {described}: "
                "no number is taken"
            )
            return None
        return described or logged

    def _division(self, logged: str, report: Report) -> str:
        """The division, where log and description agree or only one tells it."""
        described = self.described.division
        if logged and described and logged != described:
            report.guessed(f"the log says division {logged}, the description {described}: neither is taken")
            return ""
        return described or logged


def _plain(text: str) -> str:
    return " ".join(scrubbed(text[:80]).split())
