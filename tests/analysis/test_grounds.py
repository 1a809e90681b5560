"""What the records of a target rest on, counted by hand."""

from __future__ import annotations

from effsite.analysis.grounds import grounds
from effsite.analysis.summary import summarise
from tests.builders import make_result, make_results, make_statement, make_target, make_task_collection

TWO = make_results(("AlexNet", "2012-01-01", 44e16), ("EfficientNet", "2016-01-01", 1e16))


def on(results, *statements):
    return grounds(summarise(make_task_collection(results, statements=statements), make_target()))


def test_files_of_one_repository_are_one_source():
    entry = "https://github.com/Some-Lab/entries/blob/main/{}.tsv"
    rows = [
        make_result("A", "2012-01-01", training_flop=4e17, source_url=entry.format("a")),
        make_result("B", "2013-01-01", training_flop=2e17, source_url=entry.lower().format("b")),
        make_result("C", "2014-01-01", training_flop=1e17, source_url="https://arxiv.org/abs/2005.04305#s2"),
    ]
    assert on(rows).sources == 2


def test_only_records_are_counted_by_their_status():
    rows = [
        make_result("A", "2012-01-01", training_flop=4e17, status="reproduced"),
        make_result("No record", "2012-06-01", training_flop=8e17, status="reproduced"),
        make_result("B", "2013-01-01", training_flop=2e17, status="log-checked"),
        make_result("C", "2014-01-01", training_flop=1e17),
    ]
    found = on(rows)
    assert (found.records, found.reproduced, found.checked) == (3, 1, 1)


def test_another_reading_by_the_source_of_the_factor_on_record_is_an_alternative():
    # 44e16 / 1e16 = 44; the same source allows 44 x 62 / 90 = 30
    ours = make_statement("factor", "44x", "44", source="Paper")
    other = make_statement("factor", "62 epochs", "30", source="Paper")
    assert on(TWO, ours, other).alternatives == (30.0, 44.0)


def test_what_a_source_says_of_something_else_is_none():
    ours = make_statement("factor", "44x", "44", source="Paper")
    elsewhere = make_statement("factor", "10x", "10", source="Another paper")
    of_a_system = make_statement("factor", "21x", "21", source="Paper", system="AlexNet")
    assert on(TWO, ours, elsewhere, of_a_system).alternatives is None
