from __future__ import annotations

import pytest

from tests.analysis.rules.looking import codes, only
from tests.builders import make_result

SHUFFLENET = "https://arxiv.org/abs/1807.11164"
OWNER = make_result("ShuffleNet v2 (1x)", "2018-07-30", paper_url=SHUFFLENET)


def odd_links(source: str, url: str, system: str = "Transformer", **fields: str) -> int:
    row = make_result(system, "2017-06-12", training_flop=3e18, source=source, source_url=url, **fields)
    return codes(OWNER, row).count("link-of-other-paper")


@pytest.mark.parametrize("field", ["source_url", "paper_url"])
def test_a_link_is_https(field):
    row = make_result(**{field: "http://lab.edu/paper"})

    assert only(row, code="link-not-https") == (
        "warning",
        field,
        f"AlexNet: {field} is not https: http://lab.edu/paper",
    )
    assert "link-not-https" not in codes(make_result(**{field: "https://lab.edu/paper"}))


def test_a_citation_that_names_nothing_of_the_paper_it_links_says_whose_it_is():
    row = make_result(
        "Transformer",
        "2017-06-12",
        training_flop=3e18,
        source="Attention is all you need",
        source_url=SHUFFLENET,
    )

    assert only(OWNER, row, code="link-of-other-paper") == (
        "warning",
        "source_url",
        "Transformer: cites 'Attention is all you need', but links the paper of ShuffleNet v2 (1x)",
    )


@pytest.mark.parametrize(
    ("source", "url", "odd"),
    [
        ("Attention is all you need", f"{SHUFFLENET}v1", 1),  # another version of the same paper
        ("Attention is all you need", "https://arxiv.org/pdf/1807.11164", 1),
        ("Ma et al., ShuffleNet V2 (2018), table 8", SHUFFLENET, 0),
        ("Ma et al., 2018, arXiv 1807.11164, table 8", SHUFFLENET, 0),
        ("Vaswani et al., arXiv 1706.03762", SHUFFLENET, 1),
        ("Vaswani et al., arXiv 1706.03762", "https://arxiv.org/abs/1706.03762", 0),
        ("Vaswani et al., arXiv 1706.03762", "https://github.com/lab/attention", 0),
        ("Attention is all you need", "https://arxiv.org/abs/1706.03762", 0),  # nobody's in the collection
        ("Attention is all you need", "", 0),
    ],
)
def test_the_link_is_that_of_the_paper_that_is_cited(source, url, odd):
    assert odd_links(source, url) == odd


def test_a_system_may_cite_its_own_paper_by_any_words():
    assert odd_links("Our paper", SHUFFLENET, system="ShuffleNet v2 (2x)", paper_url=SHUFFLENET) == 0


def test_a_size_or_a_version_tells_no_system_from_another():
    assert odd_links("Table v2, 1x", SHUFFLENET) == 1


def test_of_a_paper_that_introduced_several_systems_the_first_is_named():
    other = make_result("ShuffleNet v2 (2x)", "2018-07-30", training_flop=2e18, paper_url=SHUFFLENET)
    row = make_result("Net", "2019-01-01", training_flop=3e18, source="Someone", source_url=SHUFFLENET)

    _, _, message = only(OWNER, other, row, code="link-of-other-paper")

    assert message == "Net: cites 'Someone', but links the paper of ShuffleNet v2 (1x) and others"


def test_a_link_to_another_number_than_is_cited_is_told_with_that_number():
    row = make_result(
        "Net", "2019-01-01", training_flop=3e18, source="Vaswani, arXiv 1706.03762", source_url=SHUFFLENET
    )

    _, _, message = only(row, code="link-of-other-paper")

    assert message == "Net: cites 'Vaswani, arXiv 1706.03762', but links arXiv 1807.11164"


def test_one_of_several_systems_of_a_paper_is_enough_to_cite_it():
    other = make_result("Channelwise", "2018-07-30", training_flop=2e18, paper_url=SHUFFLENET)
    row = make_result("Net", "2019-01-01", training_flop=3e18, source="ShuffleNet V2", source_url=SHUFFLENET)

    assert "link-of-other-paper" not in codes(OWNER, other, row)


def test_three_letters_tell_a_system():
    owner = make_result("VGG 16", "2014-09-04", paper_url=SHUFFLENET)
    row = make_result("Net", "2019-01-01", training_flop=3e18, source="VGG, table 2", source_url=SHUFFLENET)

    assert "link-of-other-paper" not in codes(owner, row)


def test_a_paper_that_is_not_on_arxiv_is_known_by_its_address():
    owner = make_result("Net", "2014-09-04", paper_url="https://lab.edu/paper")
    row = make_result(
        "Other", "2019-01-01", training_flop=3e18, source="Someone", source_url="http://www.lab.edu/paper/"
    )

    _, _, message = only(owner, row, code="link-of-other-paper")

    assert message == "Other: cites 'Someone', but links the paper of Net"
