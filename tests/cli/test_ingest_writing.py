"""What `effsite ingest` writes to results/, and what never gets there."""

from __future__ import annotations

import json

from effsite import store
from effsite.analysis.crossing import compute_to_target
from effsite.workflows.check import read_checked
from tests.cli.ingesting import COUNTING, NAMES, ingest, row, seeds, snapshot


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(lab, log):
    before = snapshot(lab)
    code, said = ingest(lab, log, *COUNTING, "--dry-run")
    (result,) = said["results"]
    # 1e6 x 200 steps x 50 x 3
    assert code == 0
    assert result == {
        "system": "curve",
        "published": None,
        "reached": True,
        "step": 200,
        "epoch": None,
        "seconds": 20,
        "training_flop": 30_000_000_000,
        "flop_method": "counted",
        "cost_usd": None,
        "runs": 1,
        "written": False,
    }
    assert list(said) == ["files", "results", "understood", "guessed", "ignored", "refused"]
    assert said["files"] == [{"path": str(log), "format": "csv", "status": "read"}]
    assert snapshot(lab) == before


def test_the_row_and_its_curve_are_written_and_bear_each_other_out(lab, log):
    code, _ = ingest(lab, log, *COUNTING, *NAMES)
    written = row(lab)
    (curve,) = store.load(lab / "results").task("digits").curves
    target = store.load(lab / "results").task("digits").task.target("good")
    assert code == 0
    assert (written.value, written.examples, written.forward_flop) == (0.96, 10_000, 1e6)
    assert compute_to_target(curve, target).training_flop == written.training_flop == 3e10
    assert not [f for f in read_checked(lab / "results").findings if "ours" in f.path]


def test_rows_of_others_keep_every_byte(lab, log):
    before = snapshot(lab / "results")
    ingest(lab, log, *COUNTING, *NAMES)
    assert before.items() <= snapshot(lab / "results").items()


def test_the_same_system_again_gives_way(lab, log):
    ingest(lab, log, *COUNTING, *NAMES)
    log.write_text("step,val_accuracy\n50,0.99\n")
    assert ingest(lab, log, *COUNTING, *NAMES)[0] == 0
    assert row(lab).training_flop == 7.5e9  # 1e6 x 50 x 50 x 3


def test_the_log_of_the_runs_behind_an_earlier_curve_goes_with_it(lab, log):
    ingest(lab, log, *COUNTING, *NAMES)
    stale = lab / "results" / "digits" / "logs" / f"{row(lab).curve}.jsonl"
    stale.parent.mkdir()
    stale.write_text("{}\n")
    assert ingest(lab, log, *COUNTING, *NAMES)[0] == 0
    assert not stale.exists()


def test_an_attempt_gives_way_to_the_result_of_the_same_system(lab, log):
    ingest(lab, log, *COUNTING, *NAMES)
    folder, written = lab / "results" / "digits", row(lab)
    attempt = folder / "not-reached" / f"{written.submission}.csv"
    attempt.parent.mkdir()
    attempt.write_text(
        "target,system,published,best_value,runs,curve,source_kind,source\n"
        f"{written.target},{written.system},2024-01-01,0.5,1,short,measured,our logs\n"
    )
    (folder / "curves" / "short.csv").write_text("step,value\n1,0.5\n")
    log.write_text("step,val_accuracy\n50,0.99\n")
    code, _ = ingest(lab, log, *COUNTING, *NAMES)
    assert code == 0
    assert not attempt.exists()
    assert not (folder / "curves" / "short.csv").exists()


def test_a_second_system_joins_the_submission(lab, log):
    ingest(lab, log, *COUNTING, *NAMES)
    code, _ = ingest(lab, log, *COUNTING, *NAMES[2:], "--system", "Other net")
    systems = {r.system for r in store.load(lab / "results").task("digits").results if r.submission == "ours"}
    assert (code, systems) == (0, {"Our net", "Other net"})


def test_a_row_that_needs_another_column_joins_the_submission_all_the_same(lab, log):
    ingest(lab, log, *COUNTING, *NAMES)
    words = ("--system", "Other net", *NAMES[2:], "--source-url", "https://example.org/logs")
    assert ingest(lab, log, *COUNTING, *words)[0] == 0
    written = [r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]
    assert {(r.system, r.source_url) for r in written} == {
        ("Our net", ""),
        ("Other net", "https://example.org/logs"),
    }


def test_what_the_record_would_not_accept_is_taken_back_and_refused(lab, log):
    (lab / "results" / "digits" / "ours.csv").write_text("target,system\ngood,A\n")
    before = snapshot(lab / "results")
    code, said = ingest(lab, log, *COUNTING, *NAMES)
    assert code == 1
    assert "ours.csv:1: missing columns published, source_kind, source" in json.dumps(said["refused"])
    assert snapshot(lab / "results").items() == before.items()


def test_the_spread_over_runs_is_recorded(lab, tmp_path):
    logs = seeds(tmp_path, 100, 200, 600)
    ingest(lab, *logs, *COUNTING, *NAMES)
    # 1e6 x 50 x 3 is 1.5e8 a step: 100, 300 (the mean) and 600 of them
    written = row(lab)
    assert (written.training_flop_low, written.training_flop, written.training_flop_high) == (
        *(1.5e10, 4.5e10, 9e10),
    )


def test_systems_of_one_name_are_told_apart(lab, tmp_path):
    for hardware, hours in (("A100 x1", 2), ("A100 x8", 1)):
        entry = {"model": "Net", "hardware": hardware, "timestamp": "2025-03-01"}
        (tmp_path / f"{hours}.json").write_text(json.dumps(entry))
        (tmp_path / f"{hours}.tsv").write_text(f"epoch\thours\ttop1Accuracy\n1\t{hours}\t96\n")
    code, said = ingest(lab, tmp_path, "--submission", "ours", format="dawnbench")
    assert (code, {r["system"] for r in said["results"]}) == (0, {"Net, A100 x1", "Net, A100 x8"})
    assert len([r for r in store.load(lab / "results").task("digits").results if r.submission == "ours"]) == 2


def test_epochs_numbered_from_0_are_told_as_they_stand_and_recorded_as_passes(lab, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"model": "Net", "timestamp": "2025-03-01"}))
    (tmp_path / "a.tsv").write_text("epoch\thours\ttop1Accuracy\n0\t1\t90\n1\t2\t96\n")
    words = ("--examples-per-epoch", "1000", "--submission", "ours")
    _, said = ingest(lab, tmp_path / "a.tsv", *words, format="dawnbench")
    assert (said["results"][0]["epoch"], row(lab).epochs, row(lab).examples) == (1, 2, 2000)


def test_only_the_runs_that_count_are_committed(lab, tmp_path):
    logs = seeds(tmp_path, 100, 200, 600)
    code, _ = ingest(lab, *logs, *COUNTING, *NAMES, "--rule", "olympic")
    (curve,) = store.load(lab / "results").task("digits").curves
    assert (code, curve.points[-1].step, row(lab).runs) == (0, 200, 3)
    assert "olympic" in row(lab).note


def test_what_a_row_lacks_is_asked_for(lab, log):
    code, said = ingest(lab, log, *COUNTING)
    assert code == 1
    assert "give --published DATE" in {n.get("hint") for n in said["refused"]}
    code, said = ingest(lab, log, *COUNTING, "--dry-run")
    assert code == 0
    assert any("a row would need it" in n["message"] for n in said["guessed"])


def test_nothing_private_reaches_the_record_or_the_report(lab, tmp_path):
    entry = {
        "author": "A. Lab <lab@example.org>",
        "authorEmail": "lab@example.org",
        "model": "Net from /srv/data/private/net.pt",
        "hardware": "8 * A100 on gpu7.cluster.internal TOKEN=abcdefgh",
        "costPerHour": 10,
        "timestamp": "2025-03-01",
        "codeURL": "https://user:hf_AbCdEfGhIjKlMnOp@example.org/x",
    }
    (tmp_path / "a.json").write_text(json.dumps(entry))
    (tmp_path / "a.tsv").write_text("epoch\thours\ttop1Accuracy\n1\t0.5\t96\n")
    code, said = ingest(lab, tmp_path / "a.tsv", format="dawnbench")
    written = "".join(p.read_text("utf-8") for p in (lab / "results" / "digits").rglob("*.csv"))
    told = json.dumps(said["results"]) + "".join(
        n["message"] for v in said.values() for n in v if "message" in n
    )
    assert code == 0
    for secret in ("lab@", "/srv/data", "cluster.internal", "abcdefgh", "hf_", "user:"):
        assert secret not in written + told


def test_a_formula_in_a_log_stays_text(lab, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"model": "=cmd()|x", "timestamp": "2025-03-01"}))
    (tmp_path / "a.tsv").write_text("epoch\thours\ttop1Accuracy\n1\t0.5\t96\n")
    code, _ = ingest(lab, tmp_path / "a.tsv", "--submission", "ours", format="dawnbench")
    assert (code, row(lab).system) == (0, "cmd()|x")


def test_a_huge_curve_is_thinned_and_its_crossing_kept(lab, log):
    log.write_text(
        "step,val_accuracy\n" + "".join(f"{n},{0.96 if n == 4_321 else 0.5}\n" for n in range(1, 5_000))
    )
    code, _ = ingest(lab, log, *COUNTING, *NAMES)
    (curve,) = store.load(lab / "results").task("digits").curves
    assert code == 0
    assert len(curve.points) < 2_100
    assert [p.step for p in curve.points if p.value == 0.96] == [4_321]


def test_the_best_value_told_of_a_huge_log_is_one_that_no_curve_keeps(lab, log):
    """6,000 evaluations, of which one alone is 0.939, and it is not one of those kept."""
    rows = (f"{n},{0.939 if n == 4_321 else 0.8}\n" for n in range(1, 6_001))
    log.write_text("step,val_accuracy\n" + "".join(rows))
    code, said = ingest(lab, log, *COUNTING, *NAMES)
    assert code == 1
    assert [note["message"] for note in said["refused"]] == [
        "does not reach good (0.95): never reached; best 0.939"
    ]
    assert "6,000 evaluations of val_accuracy (0.8 to 0.939)" in [n["message"] for n in said["understood"]]


def test_a_level_reached_at_second_zero_with_nothing_else_to_count_by_is_refused(lab, log):
    log.write_text("step,val_accuracy,seconds\n0,0.96,0\n100,0.97,10\n")
    before = snapshot(lab)
    code, said = ingest(lab, log, *NAMES)
    assert code == 1
    assert [each["message"] for each in said["refused"]] == [
        "the log gives nothing to count by but steps or epochs"
    ]
    assert not said["results"][0]["written"]
    assert snapshot(lab) == before
