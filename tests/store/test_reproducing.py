"""Reproductions are written beside results, whole or not at all, and never over what others ran."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.records import CurvePoint, LearningCurve, PublicationDate, Reproduction
from effsite.store.committing import Written
from effsite.store.reproducing import Evidence, add_reproductions

from .conftest import HEADER, TODAY, CollectionFolder
from .submissions import nothing_more

ADA = Reproduction(
    task="imagenet",
    submission="ada-2024",
    of="lab",
    target="alexnet-level",
    system="AlexNet",
    reproduced=PublicationDate.parse("2024-05-03"),
    by="Ada",
    machine="a laptop",
    runs=1,
    runs_reached=1,
    value=0.8,
    training_flop=5e17,
    curve="again",
    source="effsite run",
)
FIRST = "of,target,system,reproduced,by,machine,runs,runs_reached,value,training_flop,curve,source\n"
OF_ALEXNET = "lab,alexnet-level,AlexNet,2024-05-03,Ada,a laptop,1,1,0.8,5e17,again,effsite run\n"
OF_GOOGLENET = "lab,alexnet-level,GoogLeNet,2024-05-03,Ada,a laptop,1,1,0.8,5e17,again,effsite run\n"


def evidence(log: str = "") -> Evidence:
    points = (CurvePoint(step=1, training_flop=5e17, value=0.8),)
    return Evidence(curves=[LearningCurve(task="imagenet", name="again", seed=0, points=points)], log=log)


def add(folder: CollectionFolder, *rows: Reproduction) -> Written:
    return add_reproductions(folder.results, rows, evidence(), nothing_more, TODAY)


def stored(folder: CollectionFolder, name: str = "ada-2024") -> str:
    return (folder.task / "reproductions" / f"{name}.csv").read_text()


def test_rows_are_written_with_their_curve_in_the_order_of_the_systems(folder: CollectionFolder) -> None:
    done = add(folder, replace(ADA, system="GoogLeNet"), ADA)
    assert stored(folder) == FIRST + OF_ALEXNET + OF_GOOGLENET
    curve = folder.task / "curves" / "again.csv"
    assert curve.read_text() == "seed,step,training_flop,value\n0,1,5e17,0.8\n"
    assert done.files == (folder.task / "reproductions" / "ada-2024.csv", curve)
    assert folder.findings() == ()


def test_the_same_work_done_again_takes_its_place_and_that_of_others_stays(folder: CollectionFolder) -> None:
    add(folder, ADA, replace(ADA, system="GoogLeNet"))
    folder.write("reproductions/bob.csv", FIRST + OF_ALEXNET.replace("Ada", "Bob").replace("again", "bobs"))
    folder.write("curves/bobs.csv", "step,value\n1,0.8\n")
    add(folder, replace(ADA, note="Twice."))
    header = FIRST.replace("source\n", "source,note\n")
    assert stored(folder) == header + OF_ALEXNET[:-1] + ",Twice.\n" + OF_GOOGLENET[:-1] + ",\n"
    assert stored(folder, "bob") == FIRST + OF_ALEXNET.replace("Ada", "Bob").replace("again", "bobs")


def test_two_that_were_done_again_take_the_places_of_both(folder: CollectionFolder) -> None:
    both = ADA, replace(ADA, system="GoogLeNet")
    add(folder, *both)
    assert add(folder, *both).files == ()
    assert stored(folder) == FIRST + OF_ALEXNET + OF_GOOGLENET


@pytest.mark.parametrize("fields", [{"target": "other"}, {"of": "nobody"}])
def test_what_does_not_stand_is_not_written(folder: CollectionFolder, fields: dict[str, Any]) -> None:
    with pytest.raises(CollectionError):
        add(folder, replace(ADA, **fields))
    assert not (folder.task / "curves" / "again.csv").exists()


def test_the_curve_of_a_result_is_not_written_over(folder: CollectionFolder) -> None:
    row = "alexnet-level,AlexNet,2012-06-01,5.32e17,reported,reported,Table 3,again\n"
    folder.write("lab.csv", HEADER.replace("note", "curve") + row)
    folder.write("curves/again.csv", "step,value\n1,0.9\n")
    with pytest.raises(UsageError) as caught:
        add(folder, ADA)
    assert caught.value.message == "curves/again.csv is that of 'AlexNet' in lab.csv"
    assert caught.value.hint == "give the reproduction another name: --name"
    assert (folder.task / "curves" / "again.csv").read_text() == "step,value\n1,0.9\n"


def test_the_curve_of_somebody_elses_reproduction_is_not_written_over(folder: CollectionFolder) -> None:
    add(folder, ADA)
    with pytest.raises(UsageError, match=r"^curves/again\.csv is that of 'AlexNet' in ada-2024\.csv"):
        add(folder, replace(ADA, submission="bob-2024"))


def test_a_log_that_is_none_keeps_everything_out(folder: CollectionFolder) -> None:
    with pytest.raises(CollectionError) as caught:
        add_reproductions(folder.results, [ADA], evidence("no log\n"), nothing_more, TODAY)
    assert [f.path for f in caught.value.findings] == ["results/imagenet/logs/again.jsonl"]
    assert not (folder.task / "logs" / "again.jsonl").exists()
