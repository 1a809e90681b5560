from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from effsite.ingest.mlflow import FORMAT
from effsite.ingest.report import LogError, NoRunHereError
from tests.ingest.reading import ACCURACY, read_log, sniffed

RUN = """\
run_id: 0123456789abcdef
run_name: calm-bird-7
start_time: 1700000000000
status: 3
lifecycle_stage: active
"""
EXPERIMENT = "artifact_location: here\nexperiment_id: '1'\nlifecycle_stage: active\nname: demo\n"
SCHEMA = """
CREATE TABLE runs (run_uuid VARCHAR(32), name VARCHAR(250), status VARCHAR(9), start_time BIGINT,
    lifecycle_stage VARCHAR(20), user_id VARCHAR(256));
CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32), step BIGINT,
    is_nan BOOLEAN);
CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
CREATE TABLE tags (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
"""


def run_folder(root, meta: str = RUN, **files: str):
    """A run of the file store; `files` are its metrics."""
    folder = root / "1" / "0123"
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "model").write_text("resnet18")
    for name, content in files.items():
        path = folder / "metrics" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (folder / "meta.yaml").write_text(meta)
    return folder / "meta.yaml"


def database(path, *statements: str, schema: str = SCHEMA):
    """A store with two runs of which one has an accuracy, and whatever else is stated."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(schema)
        for statement in statements:
            made.execute(statement)
        made.commit()
    return path


TWO_RUNS = (
    "INSERT INTO runs VALUES ('a', 'calm-bird', 'FINISHED', 1700000000000, 'active', 'somebody'), "
    "('b', 'odd-cat', 'FAILED', 1700000000000, 'active', 'somebody')"
)
VALUES = (
    "INSERT INTO metrics VALUES ('val_accuracy', 0.5, 1700000010000, 'a', 100, 0), "
    "('val_accuracy', 0.9, 1700000020000, 'a', 200, 0), ('val_accuracy', 0, 1700000030000, 'a', 300, 1)"
)


def test_a_metrics_file_gives_value_step_and_time_since_the_run_began(tmp_path):
    meta = run_folder(tmp_path, val__accuracy="1700000010000 0.5 100\n1700000020000 0.9 200\n")
    evaluations = read_log(FORMAT, meta, wanted=ACCURACY).evaluations
    assert [(e.values["val/accuracy"], e.step, e.seconds) for e in evaluations] == [
        (0.5, 100, 10),
        (0.9, 200, 20),
    ]


def test_the_model_is_the_parameter_that_names_it_and_the_run_keeps_its_own_name(tmp_path):
    run = read_log(FORMAT, run_folder(tmp_path, val_accuracy="1700000010000 0.5 100\n")).run
    assert (run.facts.system, run.name, run.finished) == ("resnet18", "calm-bird-7", True)


def test_metrics_that_fit_no_target_are_not_opened(tmp_path):
    meta = run_folder(tmp_path, val_accuracy="1700000010000 0.5 100\n", train_loss="no number at all\n")
    assert "refused" not in {note.verdict for note in read_log(FORMAT, meta, wanted=ACCURACY).report.lines}


def test_a_line_that_is_cut_off_is_refused_and_the_others_are_read(tmp_path):
    reading = read_log(FORMAT, run_folder(tmp_path, val_accuracy="1700000010000 0.5 100\n17000\n"))
    assert len(reading.evaluations) == 1
    assert "time value step" in reading.said("refused")


def test_values_logged_without_steps_have_none(tmp_path):
    meta = run_folder(tmp_path, val_accuracy="1700000010000 0.5 0\n1700000020000 0.9 0\n")
    reading = read_log(FORMAT, meta)
    assert [e.step for e in reading.evaluations] == [None, None]
    assert "without steps" in reading.said("guessed")


def test_nan_is_left_out(tmp_path):
    reading = read_log(
        FORMAT, run_folder(tmp_path, val_accuracy="1700000010000 nan 1\n1700000020000 0.9 2\n")
    )
    assert [e.step for e in reading.evaluations] == [2]


@pytest.mark.parametrize(
    ("meta", "said"), [(EXPERIMENT, "experiment"), (RUN.replace("active", "deleted"), "deleted")]
)
def test_experiments_and_deleted_runs_hold_no_run(tmp_path, meta, said):
    with pytest.raises(NoRunHereError, match=said):
        read_log(FORMAT, run_folder(tmp_path, meta, val_accuracy="1700000010000 0.5 1\n"))


def test_a_link_out_of_the_run_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("1700000010000 0.99 1\n")
    meta = run_folder(tmp_path, val_accuracy="1700000010000 0.5 1\n")
    (meta.parent / "metrics" / "test_accuracy").symlink_to(tmp_path / "secret")
    assert [e.values for e in read_log(FORMAT, meta).evaluations] == [{"val_accuracy": 0.5}]


def test_yaml_in_the_metadata_is_never_interpreted(tmp_path):
    meta = RUN + "run_name: !!python/object/apply:os.system ['touch hacked']\n"
    assert read_log(FORMAT, run_folder(tmp_path, meta, val_accuracy="1700000010000 0.5 1\n")).evaluations
    assert not list(tmp_path.rglob("hacked"))


def test_one_metrics_file_alone_is_read_without_time(tmp_path):
    reading = read_log(FORMAT, tmp_path / "val_accuracy", "1700000010000 0.5 100\n")
    assert [(e.step, e.seconds) for e in reading.evaluations] == [(100, None)]


def test_a_database_gives_the_runs_that_have_the_metric(tmp_path):
    reading = read_log(FORMAT, database(tmp_path / "mlflow.db", TWO_RUNS, VALUES), wanted=ACCURACY)
    assert [(e.step, e.seconds, e.values["val_accuracy"]) for e in reading.evaluations] == [
        (100, 10, 0.5),
        (200, 20, 0.9),
    ]
    assert (reading.run.name, reading.run.finished) == ("calm-bird", True)
    assert "odd-cat: no value" in reading.said("ignored")


def test_a_deleted_run_of_a_database_gives_nothing_and_is_told(tmp_path):
    deleted = (
        "INSERT INTO runs VALUES ('c', 'deleted-fox', 'FINISHED', 1700000000000, 'deleted', 'somebody')",
        "INSERT INTO metrics VALUES ('val_accuracy', 0.99, 1700000010000, 'c', 100, 0)",
    )
    reading = read_log(FORMAT, database(tmp_path / "mlflow.db", TWO_RUNS, VALUES, *deleted), wanted=ACCURACY)
    assert [run.name for run in reading.found] == ["calm-bird"]
    assert [e.values["val_accuracy"] for e in reading.evaluations] == [0.5, 0.9]
    assert "a run that was deleted" in reading.said("ignored")


def test_a_database_whose_only_run_was_deleted_has_no_value(tmp_path):
    runs = TWO_RUNS.replace("'active'", "'deleted'")
    with pytest.raises(LogError, match="has no value of the metric"):
        read_log(FORMAT, database(tmp_path / "mlflow.db", runs, VALUES), wanted=ACCURACY)


def test_nobodys_name_leaves_the_database(tmp_path):
    assert "somebody" not in repr(read_log(FORMAT, database(tmp_path / "mlflow.db", TWO_RUNS, VALUES)))


def test_reading_a_database_leaves_it_and_its_folder_as_they_were(tmp_path):
    path = database(tmp_path / "mlflow.db", TWO_RUNS, VALUES)
    before = path.read_bytes()
    read_log(FORMAT, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["mlflow.db"]


def test_a_view_in_the_place_of_a_table_is_refused(tmp_path):
    schema = (
        SCHEMA.replace("CREATE TABLE metrics", "CREATE TABLE other")
        + "CREATE VIEW metrics AS SELECT 1 AS key;"
    )
    with pytest.raises(LogError, match="no table metrics"):
        read_log(FORMAT, database(tmp_path / "mlflow.db", schema=schema))


def test_a_store_in_use_is_refused(tmp_path):
    path = database(tmp_path / "mlflow.db", TWO_RUNS, VALUES)
    (tmp_path / "mlflow.db-wal").write_bytes(b"x")
    with pytest.raises(LogError, match="in use"):
        read_log(FORMAT, path)


def test_a_database_that_is_cut_off_is_refused(tmp_path):
    path = database(tmp_path / "mlflow.db", TWO_RUNS, VALUES)
    with pytest.raises(LogError, match="cannot be read as a database"):
        read_log(FORMAT, path, path.read_bytes()[:5000])


def test_another_database_is_refused(tmp_path):
    path = database(tmp_path / "other.db", schema="CREATE TABLE a (b);")
    with pytest.raises(LogError, match="no MLflow store"):
        read_log(FORMAT, path)


def test_stores_are_known_by_content(tmp_path):
    path = database(tmp_path / "any", TWO_RUNS)
    assert sniffed(FORMAT, path, path.read_bytes()) == 0.9
    assert sniffed(FORMAT, tmp_path / "meta.yaml", RUN) == 1.0
    assert sniffed(FORMAT, tmp_path / "accuracy", "1700000010000 0.5 100\n") == 0.8
    assert sniffed(FORMAT, tmp_path / "a.txt", "epoch 1\n") == 0.0


def test_a_database_whose_damage_is_no_text_is_refused(tmp_path):
    path = database(tmp_path / "mlflow.db")
    damaged = path.read_bytes().replace(b"CREATE TABLE runs", b"CREATE \x82ABLE runs")
    with pytest.raises(LogError, match="its text is not UTF-8"):
        read_log(FORMAT, tmp_path / "damaged.db", damaged)
