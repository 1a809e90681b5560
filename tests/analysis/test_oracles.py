"""The statistics of this package against scipy and statsmodels, which know nothing of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.meta_analysis import combine_effects

from effsite.analysis.censored import censored_slope
from effsite.analysis.normal import hazard, log_share
from effsite.analysis.pooling import line, pooled

# Thirteen trials of a vaccine (Colditz and others 1994): cases and others with it, cases and others without,
# and the latitude of the place. The data with which programs for such estimates are commonly compared.
TRIALS = (
    *((4, 119, 11, 128, 44), (6, 300, 29, 274, 55), (3, 228, 11, 209, 42), (62, 13536, 248, 12619, 52)),
    *((33, 5036, 47, 5761, 13), (180, 1361, 372, 1079, 44), (8, 2537, 10, 619, 19)),
    *((505, 87886, 499, 87892, 13), (29, 7470, 45, 7232, 27), (17, 1699, 65, 1600, 42)),
    *((186, 50448, 141, 27197, 18), (5, 2493, 3, 2338, 33), (27, 16886, 29, 17825, 33)),
)
EFFECTS = [math.log(a / (a + b) / (c / (c + d))) for a, b, c, d, _ in TRIALS]
ERRORS = [math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d, _ in TRIALS]
LATITUDES = [float(row[4]) for row in TRIALS]


def test_the_mean_its_error_and_the_spread_are_those_of_statsmodels() -> None:
    known = combine_effects(np.array(EFFECTS), np.array(ERRORS) ** 2, method_re="iterated")

    found = pooled(EFFECTS, ERRORS)

    assert found is not None
    assert found.spread**2 == pytest.approx(known.tau2, rel=1e-6)
    assert found.mean == pytest.approx(known.mean_effect_re, rel=1e-6)
    assert found.error == pytest.approx(known.sd_eff_w_re, rel=1e-6)
    assert found.i_squared == pytest.approx(known.i2, rel=1e-6)
    # Hartung and Knapp's error is the same, as the spread of Paule and Mandel makes their factor one.
    assert found.error == pytest.approx(known.sd_eff_w_re_hksj, rel=1e-6)
    assert found.high - found.mean == pytest.approx(stats.t.ppf(0.95, 12) * known.sd_eff_w_re_hksj, rel=1e-6)


def test_the_interval_of_a_further_one_is_that_of_its_formula() -> None:
    known = combine_effects(np.array(EFFECTS), np.array(ERRORS) ** 2, method_re="iterated")
    found = pooled(EFFECTS, ERRORS)

    assert found is not None
    width = stats.t.ppf(0.95, 12) * math.sqrt(np.var(EFFECTS, ddof=1) + known.sd_eff_w_re**2)
    assert found.next_low == pytest.approx(known.mean_effect_re - width, rel=1e-6)
    assert found.next_high == pytest.approx(known.mean_effect_re + width, rel=1e-6)


def test_the_line_is_the_weighted_one_of_statsmodels_at_the_spread_that_uses_up_the_degrees() -> None:
    found = line(EFFECTS, ERRORS, LATITUDES)

    assert found is not None
    weights = 1 / (np.array(ERRORS) ** 2 + found.spread**2)
    design = np.column_stack([np.ones(13), LATITUDES])
    known = WLS(EFFECTS, design, weights=weights).fit(cov_type="fixed scale", cov_kwds={"scale": 1.0})
    assert known.ssr == pytest.approx(11, rel=1e-6)  # 13 trials, 2 coefficients
    assert found.slope == pytest.approx(known.params[1], rel=1e-6)
    assert found.high - found.slope == pytest.approx(stats.t.ppf(0.95, 11) * known.bse[1], rel=1e-6)


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        (([0, 1, 2, 3], [1, 3, 2, 6]), ([3], [1])),
        (([0, 1, 2, 3], [1, 3, 2, 6]), ([0], [-2])),
        (([0, 1, 2], [0, 2, 4]), ([2], [0])),
        (([0, 1, 2], [5, 7, 9]), ([2], [8])),
        (([0, 1, 2], [0, 1, 4]), ([8], [6])),
        (([0, 500, 900, 1500, 2600], [0, 4, 3, 9, 11]), ([100, 1400, 2500], [-2, 5, 20])),
    ],
)
def test_the_censored_line_is_that_of_the_greatest_likelihood(values, bounds) -> None:
    at, height, bound_at, bound = (np.array(a, dtype=float) for a in (*values, *bounds))
    scale = at.max()

    def unlikely(line: np.ndarray) -> float:
        intercept, rise, log_deviation = line
        deviation = np.exp(log_deviation)
        known = stats.norm.logpdf(height, intercept + rise * at / scale, deviation).sum()
        return -known - stats.norm.logcdf(bound, intercept + rise * bound_at / scale, deviation).sum()

    exact = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20_000, "maxfev": 20_000}
    best = optimize.minimize(unlikely, [1.0, 1.0, 1.0], method="Nelder-Mead", options=exact)

    assert best.success
    assert censored_slope(at, height, bound_at, bound) == pytest.approx(best.x[1] / scale, rel=1e-5)


@pytest.mark.parametrize("u", [-300.0, -40.0, -25.5, -24.5, -5.0, -1.0, 0.0, 1.0, 4.0])
def test_shares_and_hazards_of_the_normal_distribution_are_those_of_scipy(u: float) -> None:
    known = stats.norm.logcdf(u)

    assert log_share(u) == pytest.approx(known, rel=1e-7)
    assert hazard(u) == pytest.approx(math.exp(stats.norm.logpdf(u) - known), rel=2e-5)
