from __future__ import annotations

import math

import pytest

from effsite.analysis.normal import hazard, log_share


# scipy.stats.norm.logcdf, and exp(norm.logpdf - norm.logcdf), to ten digits; see also test_oracles
@pytest.mark.parametrize(
    ("u", "logarithm", "ratio"),
    [
        (3.0, -0.001350809965, 0.004437839042),
        (0.0, -0.6931471806, 0.7978845608),
        (-2.0, -3.783184334, 2.373215533),
        (-24.0, -292.098721, 24.04152323),
    ],
)
def test_shares_are_those_of_the_normal_distribution(u: float, logarithm: float, ratio: float) -> None:
    assert log_share(u) == pytest.approx(logarithm, rel=1e-6)
    assert hazard(u) == pytest.approx(ratio, rel=1e-6)


def test_far_out_the_series_goes_on_where_the_share_itself_is_no_number() -> None:
    # -u^2 / 2 - ln(-u sqrt(2 pi)) - 1 / u^2 at -40: -800 - ln(100.26513) - 0.000625 = -804.608442
    assert log_share(-40.0) == pytest.approx(-804.608442, abs=2e-6)
    assert log_share(-1000.0) == pytest.approx(-500_000 - math.log(2506.6282746310) - 1e-6, rel=1e-13)
    assert hazard(-1000.0) == pytest.approx(1000.001, rel=1e-8)
    assert log_share(-25.0) == pytest.approx(log_share(-24.9999999), rel=1e-6)
