"""Results that differ have names of their own, and what is announced is what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from effsite import store
from effsite.cli import app
from effsite.errors import UsageError
from effsite.workflows.ingest.identity import Named, distinct_names
from tests.cli.ingesting import COUNTING, CURVE, NAMES, ingest, row
from tests.ingest.event_files import simple, version

ROW = ("--published", "2025-03-01", "--submission", "ours")


def systems(lab: Path) -> list[str]:
    """The systems of the rows that were written, in alphabetical order."""
    results = store.load(lab / "results").task("digits").results
    return sorted(result.system for result in results if result.submission == "ours")


def named(said: str = "", path: str = "log.csv", hardware: str = "", format: str = "csv") -> Named:
    return Named(said=said, path=path, hardware=hardware, format=format)


def test_files_of_one_name_are_called_by_their_folders(lab, tmp_path):
    for version_ in (0, 1, 2):
        path = tmp_path / "logs" / f"version_{version_}" / "metrics.csv"
        path.parent.mkdir(parents=True)
        path.write_text(f"epoch,step,val_accuracy\n0,{100 + version_},0.5\n1,{200 + version_},0.96\n")
    code, said = ingest(lab, tmp_path / "logs", *COUNTING, *ROW, format="lightning")
    assert code == 0
    assert [result["written"] for result in said["results"]] == [True, True, True]
    assert systems(lab) == ["version_0", "version_1", "version_2"]


def test_runs_of_one_name_in_one_file_are_results_of_their_own(lab, tmp_path):
    table = "Name,State,Created,_step,val_accuracy\nnet,finished,1,100,0.96\nnet,finished,2,200,0.97\n"
    path = tmp_path / "runs.csv"
    path.write_text(table)
    _, said = ingest(lab, path, *COUNTING, *ROW, format="wandb")
    assert [result["step"] for result in said["results"]] == [100, 200]
    assert systems(lab) == ["net, run 1", "net, run 2"]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ([named("A"), named("B")], ["A", "B"]),
        ([named("Net", hardware="1 V100"), named("Net", hardware="8 V100")], ["Net, 1 V100", "Net, 8 V100"]),
        ([named(path="a/log.csv"), named(path="b/log.csv")], ["a", "b"]),
        ([named("Net", "a/x/log.csv"), named("Net", "b/x/log.csv")], ["Net, a", "Net, b"]),
        ([named("Net"), named("net")], ["Net, run 1", "net, run 2"]),
        ([named("Net"), named("Net"), named("Net, run 1")], ["Net, run 2", "Net, run 3", "Net, run 1"]),
        ([named("N" * 200), named("N" * 200 + "x")], ["N" * 113 + ", run 1", "N" * 113 + ", run 2"]),
        ([named("模型一"), named("模型二")], ["模型一", "模型二"]),
    ],
)
def test_names_are_distinct_after_cleaning(given, names):
    assert distinct_names(given) == names


def test_the_machine_does_not_come_in_by_the_name_of_a_file_or_folder(lab, tmp_path):
    hosts = (("Apr18_10-20-30_gpu07", "gpu07"), ("Apr19_10-20-30_gpu07", "DESKTOP-AB12CD3"))
    for start, (folder, host) in zip((1000.0, 90_000.0), hosts, strict=True):
        path = tmp_path / "runs" / folder / f"events.out.tfevents.{start:.0f}.{host}.12.0"
        path.parent.mkdir(parents=True)
        path.write_bytes(version(start) + simple("val_accuracy", 8, 0.97, start + 800))
    code, said = ingest(lab, tmp_path / "runs", *COUNTING, *ROW, format="tensorboard")
    assert code == 0, said["refused"]
    assert systems(lab) == [
        "TensorBoard run, Apr18_10-20-30",
        "TensorBoard run, Apr19_10-20-30",
    ]


def test_a_system_that_the_user_names_is_never_altered(lab, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CURVE)
    name = "ResNet50/imagenet-224_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"
    ingest(lab, path, *COUNTING, *ROW, "--system", name)
    assert row(lab).system == name


def test_a_name_that_a_table_cannot_hold_is_refused(lab, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CURVE)
    words = ["ingest", "csv", str(path), "--system", "=cmd()", "--dry-run", "--project", str(lab)]
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, UsageError)
    assert "is no name" in done.exception.message


def test_equal_identities_in_one_call_are_refused(lab, tmp_path):
    header = "Metric,Publication Date,Publication,Publication link,Compute (teraflops-s/days),"
    rows = "Good,1/1/2012,A,https://example.org/a,2\nGood,1/1/2013,B,https://example.org/b,1\n"
    path = tmp_path / "efficiency.csv"
    path.write_text(f"{header}Reduction Factor,Analysis,Analysis link\n" + rows.replace("\n", ",1,x,y\n"))
    code, said = ingest(lab, path, *NAMES, format="openai")
    assert code == 1
    assert len(said["results"]) == 2
    assert "2 results would have the same name, 'Our net', at good" in said["refused"][0]["message"]
    assert not (lab / "results" / "digits" / "ours.csv").exists()


def test_a_row_that_takes_the_place_of_another_says_so(lab, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CURVE)
    ingest(lab, path, *COUNTING, *NAMES)
    path.write_text("step,val_accuracy\n50,0.99\n")
    _, said = ingest(lab, path, *COUNTING, *NAMES)
    assert any("takes the place of the row" in note["message"] for note in said["guessed"])


def test_runs_of_mlflow_without_names_are_numbered_and_not_called_after_their_files(lab, tmp_path):
    for run in ("a" * 32, "b" * 32):
        folder = tmp_path / "mlruns" / "0" / run
        (folder / "metrics").mkdir(parents=True)
        (folder / "meta.yaml").write_text(
            f"run_id: {run}\nstart_time: 1700000000000\nlifecycle_stage: active\n"
        )
        (folder / "metrics" / "val_accuracy").write_text("1700000060000 0.96 100\n")
    ingest(lab, tmp_path / "mlruns", *COUNTING, *ROW, format="mlflow")
    assert systems(lab) == ["MLflow run, run 1", "MLflow run, run 2"]
