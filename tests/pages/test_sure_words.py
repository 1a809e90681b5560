"""How sure a headline is, word by word."""

from __future__ import annotations

from effsite.analysis.summary import summarise
from effsite.site.sure_words import sure_sentences, tally_sentence
from tests.builders import make_result, make_results, make_statement, make_target, make_task_collection


def said(results, *statements):
    return sure_sentences(summarise(make_task_collection(results, statements=statements), make_target()))


def test_the_line_counts_sources_and_repetitions_and_gives_the_alternatives():
    rows = make_results(("AlexNet", "2012-01-01", 44e16), ("EfficientNet", "2016-01-01", 1e16))
    stated = [make_statement("factor", f"{n}x", str(n), source="Paper") for n in (44, 30)]
    first, _, third, *_ = said(rows, *stated)
    assert first == "The 2 records come from one source, and none was repeated by anybody else."
    assert third == "Read by the source’s own alternatives, the factor lies between 30 and 44."


def test_records_that_were_repeated_or_agree_with_their_logs_are_counted():
    where = "https://example.org/{}".format
    rows = [
        make_result("A", "2012-01-01", training_flop=4e17, status="reproduced", source_url=where(1)),
        make_result("B", "2013-01-01", training_flop=2e17, status="log-checked", source_url=where(2)),
    ]
    assert said(rows)[0] == (
        "The 2 records come from 2 sources, and 1 of them was repeated by somebody else; "
        "1 agrees with its log."
    )


def test_a_target_without_a_factor_has_nothing_to_be_sure_of():
    assert said(make_results(("AlexNet", "2012-01-01", 44e16))) == ()


def test_the_tally_counts_rates_and_their_intervals():
    def target(*flops):
        rows = [make_result(f"S{n}", f"201{n}-01-01", training_flop=f) for n, f in enumerate(flops)]
        return summarise(make_task_collection(rows), make_target())

    rate, factor, single = target(4e17, 2e17, 1e17), target(4e17, 2e17), target(4e17)
    assert tally_sentence([rate, factor, single, single]) == (
        "Of 4 targets 2 have a second record, 1 a rate, 0 an interval of that rate, and "
        "0 one that has both ends and is of more than one study"
    )
    assert tally_sentence([factor]) == (
        "Of 1 target 1 has a second record and none the third that a rate takes"
    )
