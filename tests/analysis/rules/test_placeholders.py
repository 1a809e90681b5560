from __future__ import annotations

import pytest

from tests.analysis.rules.looking import codes, found, only
from tests.builders import make_result, make_runs_target, make_task


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"source": "TODO"}, True),
        ({"source": "TODO: find the table"}, True),
        ({"note": "FIXME"}, True),
        ({"date_source": "???"}, True),
        ({"note": "Lorem ipsum dolor"}, True),
        ({"source": "XXX et al."}, True),
        ({"source": "Sobre todo, tabla 3"}, False),
        ({"source": "Was it so?"}, False),
        ({"source": "Todorov (2012)"}, False),
        ({"source_url": "https://example.org/paper"}, True),
        ({"source_url": "https://www.example.com"}, True),
        ({"paper_url": "https://lab.example/paper"}, True),
        ({"paper_url": "https://lab.test/paper"}, True),
        ({"paper_url": "https://lab.invalid/paper"}, True),
        ({"paper_url": "http://localhost:8000/paper"}, True),
        ({"paper_url": "http://127.0.0.1/paper"}, True),
        ({"paper_url": "http://[::1]/paper"}, True),
        ({"paper_url": "https://myexample.org/paper"}, False),
        ({"paper_url": "https://example.org.lab.edu/paper"}, False),
        ({"paper_url": "https://lab.edu/example.org"}, False),
    ],
)
def test_what_was_to_be_written_later_is_no_source(fields, odd):
    assert ("placeholder-text" in codes(make_result(**fields))) is odd


def test_a_placeholder_is_named_with_its_field():
    assert only(make_result(source="Table TBD"), code="placeholder-text") == (
        "error",
        "source",
        "AlexNet: source still says 'TBD'",
    )
    assert only(make_result(source_url="https://example.org"), code="placeholder-text") == (
        "error",
        "source_url",
        "AlexNet: example.org is no source: that name is reserved for examples",
    )


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"training_flop": 1e15}, True),
        ({"training_flop": 1e18}, True),
        ({"training_flop": 1e25}, True),
        ({"training_flop": 1.0000001e18}, False),
        ({"training_flop": 1.01e15}, False),
        ({"training_flop": 2e15}, False),
        ({"training_flop": 1.2345e18}, True),
        ({"training_flop": 1.23e18}, True),
        ({"training_flop": 1.24e18}, False),
        ({"training_flop": 3e17, "seconds": 1234.0}, True),
        ({"training_flop": 3e17, "seconds": 1235.0}, False),
        ({"training_flop": 3e17, "seconds": 10.0}, False),  # ten seconds are a time
        ({"training_flop": 3e17, "cost_usd": 0.123}, True),
        ({"training_flop": 3e17, "cost_usd": 1.23}, False),
        ({"training_flop": 3e17, "value": 0.123456}, True),
        ({"training_flop": 3e17, "parameters": 123456789.0}, True),
        ({"training_flop": 1e15, "note": "The source says 1e15 FLOP."}, False),
    ],
)
def test_a_figure_that_counts_up_or_is_a_power_of_ten_is_asked_about(fields, odd):
    task = make_task(make_runs_target())

    assert bool(found(make_result(**fields), code="placeholder-number", task=task)) is odd


def test_a_made_up_figure_is_shown():
    assert only(make_result(training_flop=1e15), code="placeholder-number") == (
        "warning",
        "training_flop",
        "AlexNet: training_flop of 1e15 looks like a placeholder",
    )
