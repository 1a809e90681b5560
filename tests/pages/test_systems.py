"""Addresses of systems."""

from __future__ import annotations

import pytest

from effsite.site.pages.systems import Notable, systems
from tests.builders import make_result


def test_spellings_of_one_name_are_one_system() -> None:
    found = systems(make_result(name) for name in ("ResNet-50", "resnet 50", "ResNet_50"))
    assert [len(s.results) for s in found] == [3]


def test_one_system_gathers_its_results_from_every_task() -> None:
    found = systems([make_result(), make_result(task="ai-and-compute", target="modern-era")])
    assert [r.task for r in found[0].results] == ["ai-and-compute", "imagenet"]


def test_the_earlier_of_two_colliding_names_keeps_the_plain_slug() -> None:
    old, new = make_result("C", "2012-01-01"), make_result("C++", "2020-01-01")
    assert next(s.slug for s in systems([new, old])) == "c"
    assert len({s.slug for s in systems([new, old])}) == 2


def test_a_later_system_does_not_move_an_older_page() -> None:
    old = [make_result("C", "2012-01-01"), make_result("C++", "2014-01-01")]
    before = {s.name: s.slug for s in systems(old)}
    after = {s.name: s.slug for s in systems([*old, make_result("C#", "2016-01-01")])}
    assert before.items() <= after.items()


def test_a_system_of_which_its_row_says_all_has_no_page() -> None:
    (found,) = systems([make_result("Plain")])
    assert not found.own_page


def test_two_rows_at_one_target_make_no_page() -> None:
    (found,) = systems([make_result("Plain"), make_result("Plain", "2013-01-01", submission="again")])
    assert not found.own_page


def test_a_curve_at_a_target_with_very_many_is_no_reason_for_a_page():
    crowded = Notable(crowded={("imagenet", "alexnet-level")})
    there, elsewhere = make_result("A", curve="a"), make_result("B", target="other", curve="b")

    assert [s.own_page for s in systems([there, elsewhere], crowded)] == [False, True]


@pytest.mark.parametrize(
    "fields", [{"curve": "seed-0"}, {"status": "disputed"}, {"status": "withdrawn"}], ids=str
)
def test_evidence_or_doubt_makes_a_page(fields: dict[str, str]) -> None:
    (found,) = systems([make_result("Noted", **fields)])
    assert found.own_page


def test_results_at_two_targets_make_a_page() -> None:
    (found,) = systems([make_result("Both"), make_result("Both", target="lonely")])
    assert found.own_page


def test_a_record_makes_a_page() -> None:
    record, other = make_result("Record"), make_result("Other")
    found = systems([record, other], Notable(records=frozenset({id(record)})))
    assert {s.name: s.own_page for s in found} == {"Record": True, "Other": False}


def test_a_statement_of_a_source_makes_a_page() -> None:
    (found,) = systems([make_result("Told of")], Notable(stated=frozenset({"Told of"})))
    assert found.own_page


def test_of_too_many_systems_those_with_evidence_come_first_then_targets_then_new_records() -> None:
    old, new = make_result("Old record", "2012-01-01"), make_result("New record", "2020-01-01")
    both = [make_result("Both", "2010-01-01"), make_result("Both", "2010-01-01", target="lonely")]
    rows = [old, new, *both, make_result("Shown", curve="seed-0"), make_result("Gone", status="withdrawn")]
    notable = Notable(records=frozenset({id(old), id(new)}))

    def pages(most: int) -> set[str]:
        return {s.name for s in systems(rows, notable, most) if s.own_page}

    assert pages(1) == {"Shown"}
    assert pages(2) == {"Shown", "Both"}
    assert pages(3) == {"Shown", "Both", "New record"}
    assert pages(4) == {"Shown", "Both", "New record", "Old record"}
    assert pages(9) == {"Shown", "Both", "New record", "Old record", "Gone"}
