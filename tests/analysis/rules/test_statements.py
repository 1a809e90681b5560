from __future__ import annotations

import pytest

from tests.analysis.rules.looking import found
from tests.builders import make_result, make_results, make_statement

# 1e18 / 2.5e16 = 40
ROWS = make_results(("AlexNet", "2012-06-01", 1e18), ("Net", "2019-05-28", 2.5e16))


def told(*statements, rows=ROWS):
    return [f.message for f in found(*rows, code="statement-differs", statements=statements)]


@pytest.mark.parametrize(
    ("field", "printed", "differs"),
    [
        ("factor", "40", False),
        ("factor", "41.5", False),  # 3.75 % off
        ("factor", "42", True),
        ("factor", "38", True),
        ("training_flop", "2.5e16", False),
        ("training_flop", "2.6e16", True),
        ("published", "2019-05-28", False),
        ("published", "2019-05", False),
        ("published", "2019-06-28", True),
    ],
)
def test_what_a_source_states_is_held_against_the_row(field, printed, differs):
    assert bool(told(make_statement(field, printed, printed, system="Net"))) is differs


def test_a_factor_that_the_computes_do_not_give_is_told_with_both():
    assert told(make_statement("factor", "10x", "10", system="Net")) == [
        "Net: factor of 10x is stated, the collection gives 40x"
    ]


def test_a_slip_is_named():
    assert told(make_statement("factor", "80x", "80", system="Net")) == [
        "Net: factor of 80x is stated, the collection gives 40x: exactly 2 times apart, as where one of them"
        " counts a multiply-add once"
    ]


def test_a_compute_and_a_date_are_told_in_their_units():
    assert told(make_statement("training_flop", "5e15", "5e15", system="Net")) == [
        "Net: training_flop of 5e15 is stated, the collection gives 2.5e+16 FLOP"
    ]
    assert told(make_statement("published", "1/5/2018", "2018-01-05", system="Net")) == [
        "Net: published of 1/5/2018 is stated, the collection has 2019-05-28"
    ]


def test_a_note_that_says_why_settles_it():
    assert told(make_statement("factor", "10x", "10", system="Net", note="A slip of the source.")) == []


def test_a_factor_of_the_whole_target_is_that_of_its_records():
    assert told(make_statement("factor", "44x", "44")) == [
        "alexnet-level: factor of 44x is stated, the collection gives 40x"
    ]


def test_doubling_times_and_what_is_not_in_the_collection_are_left_to_the_page():
    assert (
        told(
            make_statement("doubling_time_months", "3", "3", system="Net"),
            make_statement("training_flop", "5e15", "5e15", system="Net"),
            rows=(ROWS[0], make_result("Net", "2019-05-28", training_flop=None, seconds=5.0)),
        )
        == []
    )


def test_a_statement_is_found_in_the_file_of_statements():
    (finding,) = found(*ROWS, code="statement-differs", statements=(make_statement("factor", "44x", "44"),))

    assert (finding.path, finding.field) == ("results/imagenet/stated.csv", "read_as")


def test_the_date_of_a_system_without_the_measure_is_held_too():
    rows = (ROWS[0], make_result("Net", "2019-05-28", training_flop=None, seconds=5.0))

    assert told(make_statement("published", "1/5/2018", "2018-01-05", system="Net"), rows=rows) == [
        "Net: published of 1/5/2018 is stated, the collection has 2019-05-28"
    ]


def test_a_doubling_time_among_others_keeps_none_of_them_from_being_held():
    statements = (
        make_statement("doubling_time_months", "3", "3"),
        make_statement("factor", "44x", "44"),
    )

    assert told(*statements) == ["alexnet-level: factor of 44x is stated, the collection gives 40x"]
