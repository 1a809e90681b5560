from __future__ import annotations

import pytest

from effsite.analysis.papers import Month, arxiv_month, arxiv_number, arxiv_numbers_in, paper_of
from tests.analysis.rules.looking import codes, only
from tests.builders import make_result

RESNET = "https://arxiv.org/abs/1512.03385"


@pytest.mark.parametrize(
    ("published", "odd"),
    [
        ("2015-12-10", False),
        ("2015-11-30", False),  # announced in December, sent in November
        ("2016-01-15", False),
        ("2015-10-31", True),  # two months before
        ("2016-02-01", True),
        ("2015-01-10", True),
        ("2015-12", False),
    ],
)
def test_a_date_is_within_a_month_of_the_arxiv_number(published, odd):
    row = make_result("ResNet-50", published, paper_url=RESNET)

    assert ("date-not-of-paper" in codes(row)) is odd


def test_a_date_says_how_far_it_is_from_which_paper():
    row = make_result("ResNet-50", "2015-01-10", paper_url=f"{RESNET}v1")

    assert only(row, code="date-not-of-paper") == (
        "warning",
        "published",
        "ResNet-50: 2015-01-10 is 11 months before its paper, arXiv 1512.03385 of 2015-12",
    )


def test_a_date_after_its_paper_is_said_to_be():
    _, _, message = only(make_result("ResNet-50", "2016-02-01", paper_url=RESNET), code="date-not-of-paper")

    assert message == "ResNet-50: 2016-02-01 is 2 months after its paper, arXiv 1512.03385 of 2015-12"


@pytest.mark.parametrize(
    ("read_in", "odd"),
    [
        ("Commit in the repository, 2015-01-10", False),
        ("Day of the match, in the abstract of arXiv 1512.03385", False),
        ("arXiv 1512.03385, first version", True),
        ("arXiv 1409.0575, first version", False),
        ("", True),
    ],
)
def test_a_date_that_was_read_elsewhere_is_not_asked_again(read_in, odd):
    row = make_result("ResNet-50", "2015-01-10", paper_url=RESNET, date_source=read_in)

    assert ("date-not-of-paper" in codes(row)) is odd


@pytest.mark.parametrize(
    "address", ["", "https://example.edu/1512.03385", "https://arxiv.org/abs/1599.03385"]
)
def test_an_address_without_a_month_dates_nothing(address):
    assert "date-not-of-paper" not in codes(make_result("ResNet-50", "2001-01-10", paper_url=address))


def versions(*named: tuple[str, str]) -> list[str]:
    rows = [make_result(name, day, training_flop=1e18 / n) for n, (name, day) in enumerate(named, 1)]
    return [code for code in codes(*rows) if code == "versions-out-of-order"]


@pytest.mark.parametrize(
    ("named", "odd"),
    [
        ((("Net v1", "2018-02-01"), ("Net v2", "2018-01-01")), True),
        ((("Net v1", "2018-01-01"), ("Net v2", "2018-02-01")), False),
        ((("Net v2", "2018-01-01"), ("Net v10", "2017-12-31")), True),  # by number, not by letter
        ((("Net v0.9", "2018-02-01"), ("Net v0.10", "2018-01-01")), True),
        ((("Net v1", "2018-02-20"), ("Net v2", "2018-02")), False),  # the day is not known
        ((("Net v1", "2018-03-01"), ("Net v2", "2018-02")), True),
        ((("NetV1 large", "2018-02-01"), ("NetV2 large", "2018-01-01")), True),
        ((("NetV1 large", "2018-02-01"), ("NetV2 small", "2018-01-01")), False),  # other systems
        ((("Net v1", "2018-02-01"), ("Net", "2018-01-01")), False),
        ((("Net v1 (data v3)", "2018-02-01"), ("Net v2 (data v1)", "2018-01-01")), False),  # of other data
        ((("Net 1", "2018-02-01"), ("Net 2", "2018-01-01")), False),  # may be a size
    ],
)
def test_a_later_version_is_not_dated_before_an_earlier_one(named, odd):
    assert versions(*named) == (["versions-out-of-order"] if odd else [])


def test_a_version_out_of_order_names_the_other():
    rows = (make_result("Net v2", "2018-01-01"), make_result("Net v1", "2018-02-01", training_flop=5e17))

    assert only(*rows, code="versions-out-of-order") == (
        "warning",
        "published",
        "Net v2: is dated 2018-01-01, before Net v1 of 2018-02-01",
    )


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://arxiv.org/abs/1905.11946", "1905.11946"),
        ("http://www.arxiv.org/pdf/1905.11946v3.pdf", "1905.11946"),
        ("https://arxiv.org/abs/cs/0301012", "cs/0301012"),
        ("https://export.arxiv.org/abs/math.GT/0309136", "math.GT/0309136"),
        ("https://arxiv.org/list/cs.LG/recent", ""),
        ("https://evil.org/arxiv.org/abs/1905.11946", ""),
    ],
)
def test_the_number_in_an_arxiv_address(address, number):
    assert arxiv_number(address) == number


@pytest.mark.parametrize(
    ("number", "month"),
    [
        ("1905.11946", Month(2019, 5)),
        ("0704.0001", Month(2007, 4)),
        ("cs/9901001", Month(1999, 1)),
        ("hep-th/9108001", Month(1991, 8)),
        ("cs/0301012", Month(2003, 1)),
        ("1913.00001", None),
        ("1900.00001", None),
    ],
)
def test_an_arxiv_number_begins_with_year_and_month(number, month):
    assert arxiv_month(number) == month


def test_addresses_of_one_paper_are_the_same():
    assert paper_of("https://arxiv.org/abs/1905.11946") == paper_of("http://arxiv.org/pdf/1905.11946v2")
    assert paper_of("https://www.lab.edu/paper/") == paper_of("http://lab.edu/paper")
    assert paper_of("https://lab.edu/?id=1") != paper_of("https://lab.edu/?id=2")
    assert paper_of("https:/paper.pdf/") == "/paper.pdf"  # an address without a host
    assert paper_of("") == ""
    assert paper_of("http://arxiv.org/pdf/1905.11946v2") == "arxiv.org/1905.11946"
    assert paper_of("https://www.lab.edu/paper/?id=1") == "lab.edu/paper?id=1"
    assert paper_of("https://lab.edu/paper") == "lab.edu/paper"


def test_the_arxiv_numbers_of_a_citation():
    text = "Tan & Le (arXiv 1905.11946v2), after arXiv:cs/0301012 and 1706.03762"

    assert arxiv_numbers_in(text) == {"1905.11946", "cs/0301012"}
