"""A small log of every format, in the layout that its tool writes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.ingest.event_files import histogram, simple, tensor, version

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, repr=False)
class SmallLog:
    """A file by its name and content, and what lies beside it."""

    format: str
    name: str
    content: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)

    def __repr__(self) -> str:
        """The beginning of the log: hypothesis hides a failure behind a warning where it is shown whole."""
        return f"SmallLog({self.format!r}, {self.name!r}, {self.content[:2_000]!r}, ...)"

    def write(self, folder: Path) -> Path:
        """Write the log and what lies beside it into a folder; its path."""
        for name, content in {**self.beside, self.name: self.content}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder / self.name


def _mllog(key: str, value: object, at: int, **metadata: object) -> str:
    line = {"time_ms": at, "event_type": "POINT_IN_TIME", "key": key, "value": value, "metadata": metadata}
    return f":::MLLOG {json.dumps(line)}\n"


def _mlflow_database() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "mlflow.db")
        with closing(sqlite3.connect(path)) as made:
            made.executescript(
                """
                CREATE TABLE runs (run_uuid VARCHAR(32), name VARCHAR(250), status VARCHAR(9),
                    start_time BIGINT, lifecycle_stage VARCHAR(20));
                CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT,
                    run_uuid VARCHAR(32), step BIGINT, is_nan BOOLEAN);
                CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
                CREATE TABLE tags (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
                INSERT INTO runs VALUES ('a', 'calm-bird', 'FINISHED', 1700000000000, 'active');
                INSERT INTO params VALUES ('model', 'resnet18', 'a');
                """
            )
            rows = [("val_accuracy", i / 10, 1_700_000_000_000 + i * 1000, "a", i, 0) for i in range(10)]
            made.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", rows)
            made.commit()
        return path.read_bytes()


_STEPS = range(1, 9)
_ALGOPERF_META = {
    "workload.target_metric_name": "accuracy",
    "workload.validation_target_value": 0.7,
    "workload.max_allowed_runtime_sec": 600,
    "gpu_count": 8,
    "gpu_model_name": "Tesla V100",
}
_TRAINER = {
    "global_step": 800,
    "total_flos": 8e15,
    "log_history": [
        entry
        for i in _STEPS
        for entry in (
            {"epoch": i, "loss": 1 / i, "step": 100 * i},
            {"epoch": i, "eval_accuracy": i / 10, "eval_runtime": 5.1, "step": 100 * i},
        )
    ],
}
_PYTORCH = "=> creating model 'resnet18'\nImage size: 128\nBatch size: 64\n" + "".join(
    f"Epoch: [{i}][ 0/100]\tTime 0.900 (0.900)\tLoss 6.9 (6.9)\tAcc@1 1.0 (1.0)\n"
    f"Epoch: [{i}][90/100]\tTime 0.400 (0.500)\tLoss 6.5 (6.7)\tAcc@1 2.0 (1.5)\n"
    f"Test: [ 0/20]\tTime 1.0 (1.0)\tAcc@1 9.0 (9.0)\tAcc@5 20.0 (20.0)\n"
    f" * Acc@1 {10 * i + 1}.130 Acc@5 {10 * i + 12}.862\n"
    for i in range(8)
)

LOGS: tuple[SmallLog, ...] = (
    SmallLog(
        "algoperf",
        "eval_measurements.csv",
        (
            "accumulated_eval_time,accumulated_submission_time,global_step,train/accuracy,validation/accuracy\n"
            + "".join(f"{50 * i}.5,{100 * i}.25,{600 * i},{i / 9},{i / 10}\n" for i in _STEPS)
        ).encode(),
        {"meta_data_0.json": json.dumps(_ALGOPERF_META).encode()},
    ),
    SmallLog(
        "autoresearch",
        "results.tsv",
        (
            "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n"
            + "".join(f"{i}a1b2c3\t{1 - i / 20}\t44.0\tkeep\ttry {i}\n" for i in _STEPS)
        ).encode(),
    ),
    SmallLog(
        "csv",
        "curve.csv",
        (
            "step,epoch,seconds,val_accuracy\n" + "".join(f"{i}00,{i},{i}.5,{i / 10}\n" for i in _STEPS)
        ).encode(),
    ),
    SmallLog(
        "dawnbench",
        "lab_resnet_1v100_pytorch.tsv",
        ("epoch\thours\ttop1Accuracy\n" + "".join(f"{i}\t0.0{i}\t{i}1.5\n" for i in _STEPS)).encode(),
        {
            "lab_resnet_1v100_pytorch.json": json.dumps(
                {
                    "version": "v1.0",
                    "author": "A Lab",
                    "authorEmail": "someone@example.org",
                    "framework": "PyTorch",
                    "codeURL": "https://example.org/code",
                    "model": "ResNet18",
                    "hardware": "1 V100",
                    "costPerHour": 3.06,
                    "timestamp": "2018-11-18",
                    "misc": {},
                }
            ).encode()
        },
    ),
    SmallLog(
        "epoch",
        "models.csv",
        (
            "Model,Publication date,Link,Parameters,Training compute (FLOP),Training time (hours)\n"
            + "".join(
                f'Net {i},201{i}-05-0{i},https://example.org/{i},{i}e7,{i}.5e+18,"{i},000"\n' for i in _STEPS
            )
        ).encode(),
    ),
    SmallLog("hf-trainer", "trainer_state.json", json.dumps(_TRAINER, indent=1).encode()),
    SmallLog(
        "jsonl",
        "log.jsonl",
        "".join(json.dumps({"step": 100 * i, "val_accuracy": i / 10}) + "\n" for i in _STEPS).encode(),
    ),
    SmallLog(
        "keras",
        "fit.log",
        "".join(
            f"Epoch {i}/9\n10/10 [====] - 3s 7ms/step - loss: 1.5 - val_accuracy: {i / 10}\n"
            for i in _STEPS
            if i
        ).encode(),
    ),
    SmallLog(
        "lightning",
        "metrics.csv",
        (
            "epoch,step,train_loss,val_accuracy,val_loss\n"
            + "".join(f"{i},{i}49,{1 / i},,\n{i},{i}99,,{i / 10},{2 / i}\n" for i in _STEPS)
        ).encode(),
    ),
    SmallLog(
        "marin",
        "runs.json",
        json.dumps(
            [
                {
                    "run_name": f"run_{i}",
                    "eval_paloma_c4_en_bpb": 1.5 - i / 10,
                    "model_flops": (i + 1) * 1e17,
                    "training_hardware_flops": (i + 1) * 4e17,
                    "model_size": 34_000_000,
                    "run_completion_timestamp": f"2025-06-0{i + 1} 10:00:00 UTC",
                }
                for i in _STEPS
            ]
        ).encode(),
        beside={"tracks.json": b'[{"id": "llama_30m", "target_bpb": 1.5}]'},
    ),
    SmallLog(
        "mlflow",
        "meta.yaml",
        b"run_id: 0123\nrun_name: calm-bird\nstart_time: 1700000000000\nstatus: 3\nlifecycle_stage: active\n",
        {
            "metrics/val_accuracy": "".join(
                f"{1_700_000_000_000 + 1000 * i} {i / 10} {i}\n" for i in _STEPS
            ).encode(),
            "params/model": b"resnet18",
        },
    ),
    SmallLog("mlflow", "mlflow.db", _mlflow_database()),
    SmallLog(
        "mlflow",
        "val_accuracy",
        "".join(f"{1_700_000_000_000 + 1000 * i} {i / 10} {i}\n" for i in _STEPS).encode(),
    ),
    SmallLog(
        "mlperf",
        "result_0.txt",
        (
            _mllog("submission_benchmark", "resnet", 1)
            + _mllog("global_batch_size", 1536, 2)
            + _mllog("seed", 7, 2)
            + _mllog("train_samples", 1281167, 3)
            + _mllog("run_start", None, 1000)
            + "".join(_mllog("eval_accuracy", i / 10, 1000 + 60_000 * i, epoch_num=i) for i in _STEPS)
            + _mllog("run_stop", None, 600_000, status="success")
        ).encode(),
    ),
    SmallLog(
        "nanogpt",
        "track.txt",
        (
            "import torch\nbatch_size = 8*64\nsequence_length = 1024\n"
            + "".join(
                f"step:{125 * i}/1000 val_loss:{4 - i / 10:.4f} train_time:{1000 * i}ms step_avg:8.00ms\n"
                for i in _STEPS
            )
        ).encode(),
    ),
    SmallLog(
        "nanogpt",
        "main.log",
        "".join(f"s:{i} trl:{5 / i} lr:0.1 norm:1.0\ns:{i} tel:{4 / i}\n" for i in _STEPS).encode(),
    ),
    SmallLog(
        "openai",
        "efficiency.csv",
        (
            "Metric,Publication Date,Publication,Publication link,Compute (teraflops-s/days),"
            "Reduction Factor,Analysis,Analysis link\r\n"
            + "".join(
                f"AlexNet,{i}/1/201{i},Net {i},https://example.org/{i},{9 - i}.5,{i},By us,https://example.org\r\n"
                for i in _STEPS
            )
        ).encode(),
    ),
    SmallLog(
        "openmmlab",
        "20230101.log",
        "".join(
            f"2023/01/01 10:00:00 - mmengine - INFO - Epoch(val) [{i}][9/9]  accuracy/top1: {i / 10}\n"
            for i in _STEPS
            if i
        ).encode(),
    ),
    SmallLog("pytorch-stdout", "train.log", _PYTORCH.encode()),
    SmallLog(
        "tensorboard",
        "events.out.tfevents.1700000000.host",
        version()
        + b"".join(
            simple("val/accuracy", i, i / 10, 1000.0 + i) + tensor("val/loss", i, 1 / i) + histogram("w", i)
            for i in _STEPS
        ),
    ),
    SmallLog(
        "timm",
        "summary.csv",
        (
            "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n"
            + "".join(f"{i - 1},{6 / i},{5 / i},{i}0.5,{i}1.5,0.1\n" for i in _STEPS)
        ).encode(),
    ),
    SmallLog(
        "wandb",
        "wandb_export.csv",
        (
            '"Step","a - val_acc","a - val_acc__MIN","a - val_acc__MAX"\n'
            + "".join(f'"{i}00","{i / 10}","{i / 10}","{i / 10}"\n' for i in _STEPS)
        ).encode(),
    ),
    SmallLog(
        "wandb",
        "runs.csv",
        (
            '"Name","State","User","Created","Runtime","seed","epoch","val_acc"\n'
            + "".join(
                f'"run-{i}","finished","x","2024-01-01","{i}05","{i}","{i}","{i / 10}"\n' for i in _STEPS
            )
        ).encode(),
    ),
)
"""Every format that effsite reads, some in more than one layout."""
