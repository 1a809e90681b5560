"""The board of the Marin speedrun: which track a run stands at, by which compute, and what is refused."""

from __future__ import annotations

import json

import pytest

from effsite.ingest.marin import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed

TRACKS = [
    {"id": "all", "target_bpb": None},
    {"id": "llama_300m", "target_bpb": 1.1},
    {"id": "llama_30m", "target_bpb": 1.5},
]


def entry(name, value, flop, *, ended="2025-06-01", log="", **fields):
    return {
        "run_name": name,
        "eval_paloma_c4_en_bpb": value,
        "model_flops": flop,
        "training_hardware_flops": 4 * flop,
        "model_size": 34_000_000,
        "wandb_link": f"https://example.org/{log or name}",
        "run_completion_timestamp": f"{ended} 10:00:00 UTC",
        **fields,
    }


def board(tmp_path, *entries, tracks=TRACKS, **options):
    (tmp_path / "tracks.json").write_text(json.dumps(tracks), encoding="utf-8")
    return read_log(FORMAT, tmp_path / "runs.json", json.dumps(entries), **options)


def test_a_run_stands_at_the_hardest_track_that_it_reaches(tmp_path):
    read = board(tmp_path, entry("small", 1.5, 2e17), entry("large", 1.1, 9e18), entry("short", 1.51, 1e17))
    assert [(s.system, s.target, s.value) for s in read.found] == [
        ("small", "llama_30m", 1.5),
        ("large", "llama_300m", 1.1),
    ]
    assert read.said("ignored") == "ends short of every level: short"


def test_a_run_stands_at_an_easier_track_too_where_it_took_less_than_all_there(tmp_path):
    read = board(tmp_path, entry("small", 1.4, 2e17), entry("good", 1.05, 1e17), entry("large", 1.0, 9e18))
    assert [(s.system, s.target) for s in read.found] == [
        ("small", "llama_30m"),
        ("good", "llama_30m"),
        ("good", "llama_300m"),
        ("large", "llama_300m"),
    ]


def test_the_compute_is_that_of_the_model_or_that_of_the_hardware(tmp_path):
    (of_model,) = board(tmp_path, entry("small", 1.4, 2e17)).found
    (of_hardware,) = board(
        tmp_path, entry("small", 1.4, 2e17), columns={"training_flop": "training_hardware_flops"}
    ).found
    assert (of_model.training_flop, of_hardware.training_flop) == (2e17, 8e17)
    assert (of_model.flop_method, of_model.flop_scope, of_model.parameters) == (
        "reported",
        "whole-run",
        3.4e7,
    )
    assert of_hardware.note == "2e+17 model FLOP, 8e+17 hardware FLOP."
    with pytest.raises(LogError, match="has no column flops"):
        board(tmp_path, entry("small", 1.4, 2e17), columns={"training_flop": "flops"})


def test_a_run_is_dated_by_its_end_and_not_before_the_board_opened(tmp_path):
    read = board(
        tmp_path, entry("a", 1.4, 2e17, ended="2025-05-14"), entry("b", 1.4, 1e17, ended="2025-12-20")
    )
    assert [(s.published, s.date_source) for s in read.found] == [
        ("2025-05-19", "The opening of the board"),
        ("2025-12-20", "run_completion_timestamp"),
    ]


def test_a_run_that_stands_twice_counts_once(tmp_path):
    read = board(tmp_path, entry("a", 1.4, 2e17, log="one"), entry("b/a", 1.4, 2e17, log="one"))
    assert [s.system for s in read.found] == ["a"]
    assert read.said("ignored") == "b/a is the run of a once more"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"run_name": ""}, "a run has no name"),
        ({"run_completion_timestamp": None}, "net has no day on which it ended"),
        ({"eval_paloma_c4_en_bpb": None}, "net has no eval_paloma_c4_en_bpb"),
        ({"model_flops": 0}, "net has no model_flops"),
        ({"model_flops": True}, "net has no model_flops"),
    ],
)
def test_a_run_without_what_a_row_needs_is_refused_by_name(tmp_path, fields, said):
    read = board(tmp_path, entry("net", 1.4, 2e17, **fields), entry("other", 1.4, 2e17))
    assert [s.system for s in read.found] == ["other"]
    assert read.said("refused") == said


def test_the_tracks_must_lie_beside_the_runs_and_have_levels(tmp_path):
    with pytest.raises(LogError, match=r"has no tracks\.json beside it"):
        read_log(FORMAT, tmp_path / "runs.json", json.dumps([entry("a", 1.4, 2e17)]))
    with pytest.raises(LogError, match="has no track with a level"):
        board(tmp_path, entry("a", 1.4, 2e17), tracks=[{"id": "all", "target_bpb": None}])


@pytest.mark.parametrize("text", ["{}", "[", "3"])
def test_what_is_no_array_of_runs_is_refused(tmp_path, text):
    (tmp_path / "tracks.json").write_text(json.dumps(TRACKS), encoding="utf-8")
    with pytest.raises(LogError, match="is no"):
        read_log(FORMAT, tmp_path / "runs.json", text)


def test_a_board_without_a_run_to_read_is_refused(tmp_path):
    with pytest.raises(LogError, match="has no run that can be read"):
        board(tmp_path)


def test_the_board_is_known_by_its_columns(tmp_path):
    text = json.dumps([entry("a", 1.4, 2e17)])
    assert sniffed(FORMAT, tmp_path / "runs.json", text) == 0.98
    assert sniffed(FORMAT, tmp_path / "runs.json", '[{"loss": 1}]') == 0.0


def own_file(tmp_path, value, *, level=1.1, **options):
    info = {
        "eval/paloma/c4_en/bpb": value,
        "model_flops": 8e18,
        "training_hardware_flops": 1.5e20,
        "model_size": 305_207_832,
        "run_completion_timestamp": "2026-01-11 06:34:12 UTC",
        "wandb_run_link": "https://example.org/run",
    }
    path = tmp_path / "experiments" / "speedrun" / "gdn" / "300m" / "speedrun_results.json"
    path.parent.mkdir(parents=True)
    return read_log(FORMAT, path, json.dumps({"runs": [{"run_info": info}]}), level=level, **options)


def test_a_runs_own_file_gives_it_at_the_target_that_is_named(tmp_path):
    (run,) = own_file(tmp_path, 1.0719).found
    assert (run.system, run.published, run.target) == ("gdn/300m", "2026-01-11", "")
    assert (run.value, run.training_flop, run.parameters) == (1.0719, 8e18, 305_207_832)


def test_a_runs_own_file_that_ends_short_of_the_level_is_refused(tmp_path):
    read = own_file(tmp_path, 1.11)
    assert read.found == ()
    assert read.said("refused") == "gdn/300m ends at 1.11, short of 1.1"


def test_a_runs_own_file_without_a_target_is_refused(tmp_path):
    with pytest.raises(LogError, match="without a track"):
        own_file(tmp_path, 1.0719, level=None)
