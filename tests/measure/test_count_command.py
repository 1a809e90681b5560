"""`effsite count` as people run it: a real process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.measure import extra

pytestmark = pytest.mark.train

ROOT = Path(__file__).parents[2]


def effsite(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "effsite", "count", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_json_has_every_figure_of_a_model() -> None:
    found = json.loads(effsite("squeezenet1_1", "--json").stdout)
    assert found["flop"] == 2 * found["macs"]
    assert found["training_flop_per_example"] == 3 * found["flop"]
    assert sum(found["by_operator"].values()) == found["by_module"][""] == found["macs"]
    assert sum(found["other_by_operator"].values()) == found["other"]
    assert found["parameters"] == 1_235_496
    assert (found["complete"], found["uncounted"]) == (True, {})
    assert found["check"]["macs"] == found["macs"]
    assert found["training"]["method"] == "passes"


def test_the_terminal_shows_the_count_beside_published_figure_and_second_counter() -> None:
    shown = effsite("mobilenet_v2").stdout
    assert "300,774,272" in shown
    assert "torchvision" in shown
    assert "agrees" in shown
    assert "it leaves out the groups of convolutions" in shown


INCOMPLETE = ("tests.measure.inverting_net:network", "--input", "3x8x8", "--classes", "5")


def test_an_incomplete_count_says_so_beside_the_first_figure_and_fails() -> None:
    # 3 maps x 8x8x8 and 192 x 5
    done = effsite(*INCOMPLETE)
    first, figure, *_ = done.stdout.splitlines()
    assert first.endswith("one example of 3x8x8, 5 classes")
    assert figure.split(maxsplit=1)[1] == "2,496 INCOMPLETE: no formula for aten::linalg_inv_ex (1 call)"
    assert "register_flop_formula" in done.stdout
    assert "aten::linalg_inv_ex\t1" in done.stdout
    assert done.returncode == 1


def test_an_incomplete_count_says_so_in_json_and_fails() -> None:
    done = effsite(*INCOMPLETE, "--json")
    found = json.loads(done.stdout)
    assert (found["complete"], found["uncounted"]) == (False, {"aten::linalg_inv_ex": 1})
    assert done.returncode == 1


def test_what_a_model_prints_stays_out_of_the_json() -> None:
    # one row of 3 to 4
    done = effsite("tests.measure.own_models:prints", "--input", "3", "--json")
    assert json.loads(done.stdout)["macs"] == 12
    assert "making a layer" in done.stderr


def test_help_names_the_extras_as_they_are_written() -> None:
    shown = effsite("--help").stdout
    assert "effsite[train]" in shown
    assert "effsite[models]" in shown


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["resnet5"], "did you mean 'resnet50'?"),
        (["resnet18", "--input", "3x8x"], "not a shape: '3x8x'"),
        (["resnet18", "--input", "³x8x8"], "not a shape"),
        (["resnet18", "--all"], "name one model, or give --all"),
        ([], "name one model, or give --all"),
    ],
)
def test_a_wrong_request_says_what_to_write(args: list[str], message: str) -> None:
    done = effsite(*args)
    assert done.returncode == 2
    assert message in done.stderr


def test_without_the_extra_the_error_names_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="torch, torchvision, fvcore are not installed") as caught:
        extra.require()
    assert caught.value.hint == "pip install 'effsite[train]'"
