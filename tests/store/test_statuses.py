"""A status that doubts a row says why, since when and where; a model that a row names is no code."""

from __future__ import annotations

import pytest

from effsite.errors import Finding
from effsite.records import CountedModel
from effsite.store.relation_rules import (
    LogCheckedWithoutLevel,
    ReasonWithoutStatus,
    ReproducedByNobody,
    ReproductionOfNothing,
    RowContradictsItself,
    StatusBeforePublication,
    StatusWithoutReason,
)

from .conftest import TASK, CollectionFolder

HEADER = "target,system,published,training_flop,flop_method,source_kind,source"
ROW = "alexnet-level,MobileNet,2017-04-17,4.8e16,reported,reported,Table 3"
TOLD = "status,status_date,status_reason,status_url"


def with_cells(folder: CollectionFolder, columns: str, cells: str) -> CollectionFolder:
    folder.write("lab.csv", f"{HEADER},{columns}\n{ROW},{cells}\n")
    return folder


@pytest.mark.parametrize("status", ["disputed", "withdrawn"])
def test_a_doubted_row_without_reason_date_and_link_is_refused(folder: CollectionFolder, status: str) -> None:
    finding = with_cells(folder, "status", status).only()
    assert finding.message == f"{status}, but the row gives no status_date, status_reason, status_url"
    assert (finding.where, finding.severity) == ("results/imagenet/lab.csv:2", "error")


def test_the_place_of_the_cell_that_is_missing_is_told(folder: CollectionFolder) -> None:
    finding = with_cells(folder, TOLD, "withdrawn,2024-05-03,,https://example.org/why").only()
    assert finding.where == "results/imagenet/lab.csv:2:10"
    assert finding.message == "withdrawn, but the row gives no status_reason"
    assert finding.hint == StatusWithoutReason.hint


def test_a_doubted_row_with_all_three_is_taken(folder: CollectionFolder) -> None:
    cells = "disputed,2024-05,Nobody gets there,https://example.org/why"
    assert not with_cells(folder, TOLD, cells).findings()


def test_a_reason_without_its_status_is_refused(folder: CollectionFolder) -> None:
    finding = with_cells(folder, TOLD, "claimed,,Nobody gets there,").only()
    assert finding.message == "status_reason is given, but the row is claimed"
    assert (finding.field, finding.column) == ("status_reason", 10)
    assert finding.hint == ReasonWithoutStatus.hint


def test_a_status_cannot_be_older_than_the_row(folder: CollectionFolder) -> None:
    cells = "withdrawn,2017-04-16,A slip,https://example.org/why"
    finding = with_cells(folder, TOLD, cells).only()
    assert finding.message == "status_date 2017-04-16 lies before the publication, 2017-04-17"
    assert (finding.field, finding.column) == ("status_date", 9)
    assert finding.hint == StatusBeforePublication.hint


def test_a_status_as_old_as_the_row_is_taken(folder: CollectionFolder) -> None:
    assert not with_cells(folder, TOLD, "withdrawn,2017-04-17,A slip,https://example.org/why").findings()


def test_log_checked_needs_a_level_that_a_curve_could_reach(folder: CollectionFolder) -> None:
    folder.write("task.toml", TASK.replace("level = 0.791\n", ""))
    folder.write("curves/lab.csv", "step,value\n1,0.8\n")
    finding = with_cells(folder, "status,curve", "log-checked,lab").only()
    assert finding.message == "log-checked, but alexnet-level has no level that a curve could reach"
    assert (finding.field, finding.column) == ("status", 8)
    assert finding.hint == LogCheckedWithoutLevel.hint


def test_a_fraction_may_be_all_of_it(folder: CollectionFolder) -> None:
    assert with_cells(folder, "value,curve", "1,gone").only().message == "no curves/gone.csv that can be read"


def test_reproduced_needs_a_reproduction_or_a_link(folder: CollectionFolder) -> None:
    message = "reproduced, but no row of reproductions/ reached the target, and no link says who did"
    finding = with_cells(folder, "status", "reproduced").only()
    assert (finding.message, finding.field, finding.column) == (message, "status", 8)
    assert finding.hint == ReproducedByNobody.hint
    for cells in ("reproduced,,By another lab,", "reproduced,,,https://example.org/again"):
        assert with_cells(folder, TOLD, cells).only().message == message
    cells = "reproduced,,By another lab,https://example.org/again"
    assert not with_cells(folder, TOLD, cells).findings()


def test_a_model_is_given_in_the_words_of_count(folder: CollectionFolder) -> None:
    words = "resnet18 --input 3x64x64 --classes 200 --stem small"
    assert CountedModel.parse(words) == CountedModel(
        name="resnet18", input="3x64x64", classes=200, stem="small"
    )
    assert not with_cells(folder, "model", words).findings()


@pytest.mark.parametrize(
    "text",
    [
        "os:system",
        "hf:/etc/passwd",
        "../net",
        "resnet18 --input",
        "resnet18 --input 3x0",
        "resnet18 --classes -1",
        "resnet18 --all yes",
        "resnet18 --stem small --stem small",
        "resnet18 'open",
    ],
)
def test_a_model_of_one_s_own_code_or_file_is_refused(folder: CollectionFolder, text: str) -> None:
    finding = with_cells(folder, "model", text).only()
    assert (finding.field, finding.column) == ("model", 8)
    assert finding.message.startswith("model ")


REPRODUCTION = (
    "of,target,system,reproduced,by,machine,runs,runs_reached,value,training_flop,curve,source\n"
    "{of},alexnet-level,AlexNet,2024-05-03,Ada,a laptop,2,{reached},{value},{flop},again,effsite run\n"
)
CURVE = "step,training_flop,value\n1,5e17,0.8\n"


def reproduced(
    folder: CollectionFolder, of: str = "lab", reached: int = 2, value: str = "0.8", flop: str = "5e17"
) -> list[Finding]:
    row = REPRODUCTION.format(of=of, reached=reached, value=value, flop=flop)
    folder.write("reproductions/ada-2024-05-03.csv", row)
    folder.write("curves/again.csv", CURVE)
    return list(folder.findings())


def test_a_reproduction_stands_beside_its_result(folder: CollectionFolder) -> None:
    assert not reproduced(folder)


@pytest.mark.parametrize(
    ("fields", "said", "hint"),
    [
        (
            {"of": "other"},
            "csv:2:1: other.csv has no result of 'AlexNet' at alexnet-level",
            ReproductionOfNothing.hint,
        ),
        (
            {"reached": 1},
            "csv:2:9: value is given only where each run reached the target",
            RowContradictsItself.hint,
        ),
        ({"reached": 3}, "csv:2:8: runs_reached must not be more than runs", RowContradictsItself.hint),
        (
            {"value": "0.7"},
            "csv:2:9: value 0.7 does not reach alexnet-level",
            "runs_reached counts the runs that did reach it",
        ),
    ],
)
def test_a_reproduction_that_cannot_be_is_refused(
    folder: CollectionFolder, fields: dict[str, str], said: str, hint: str
) -> None:
    (finding,) = (f for f in reproduced(folder, **fields) if said in str(f))  # type: ignore[arg-type]  # as a test gives them
    assert finding.hint == hint


def test_a_reproduction_names_a_curve_that_is_there(folder: CollectionFolder) -> None:
    folder.write("reproductions/ada.csv", REPRODUCTION.format(of="lab", reached=2, value="", flop="5e17"))
    finding = folder.only()
    assert finding.where == "results/imagenet/reproductions/ada.csv:2:11"
    assert finding.message == "no curves/again.csv that can be read"


@pytest.mark.parametrize(("reached", "counts"), [(2, True), (1, False)])
def test_a_row_is_reproduced_by_a_reproduction_of_which_each_run_reached_the_target(
    folder: CollectionFolder, reached: int, counts: bool
) -> None:
    folder.write("lab.csv", f"{HEADER},status\n{ROW.replace('MobileNet', 'AlexNet')},reproduced\n")
    found = reproduced(folder, reached=reached, value="", flop="")
    assert [finding.field for finding in found] == ([] if counts else ["status"])


def test_a_reproduction_of_which_a_run_stayed_short_has_no_figures(folder: CollectionFolder) -> None:
    assert not reproduced(folder, reached=1, value="", flop="")


def test_a_reproduction_that_differs_in_case_alone_is_the_same(folder: CollectionFolder) -> None:
    reproduced(folder)
    path = folder.task / "reproductions" / "ada-2024-05-03.csv"
    again = path.read_text().splitlines()[1].replace("AlexNet", "ALEXNET")
    folder.write("lab.csv", f"{HEADER}\n{ROW.replace('MobileNet', 'AlexNet')}\n")
    path.write_text(f"{path.read_text()}{again}\n")
    found = [f for f in folder.findings() if "stands already" in f.message]
    assert [(f.where, f.message) for f in found] == [
        (
            "results/imagenet/reproductions/ada-2024-05-03.csv:3:3",
            "the reproduction of 'alexnet' at alexnet-level stands already at"
            " results/imagenet/reproductions/ada-2024-05-03.csv:2",
        )
    ]
