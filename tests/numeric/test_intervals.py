"""Intervals against a second formula, and how often they cover."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lib.numeric import mean_interval, wilson_interval


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 7), (97, 100), (10, 10)])
def test_wilson_solves_its_quadratic(successes: int, trials: int) -> None:
    share, z = successes / trials, 1.959963984540054
    for end in wilson_interval(successes, trials):
        assert trials * (share - end) ** 2 == pytest.approx(z * z * end * (1 - end), abs=1e-9)


def test_wilson_narrows_with_the_trials_and_widens_with_the_level() -> None:
    low, high = wilson_interval(30, 100)
    more = wilson_interval(300, 1000)
    surer = wilson_interval(30, 100, 0.99)
    assert surer[0] < low < more[0] < 0.3 < more[1] < high < surer[1]


def test_mean_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    ends = np.array([mean_interval(sample) for sample in rng.normal(2, 5, (4000, 6))])
    covered = np.mean((ends[:, 1] <= 2) & (ends[:, 2] >= 2))
    # three standard errors of the share
    assert abs(covered - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 4000)
    assert np.allclose(ends[:, 0] - ends[:, 1], ends[:, 2] - ends[:, 0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mean_interval([1.0]), "at least two"),
        (lambda: mean_interval([1.0, math.nan]), "finite"),
        (lambda: mean_interval([1.0, 2.0], 1.5), "level must lie"),
        (lambda: wilson_interval(3, 2), "between 0 and trials"),
        (lambda: wilson_interval(0, 0), "at least one trial"),
        (lambda: wilson_interval(1, 2, 0), "level must lie"),
    ],
)
def test_bad_input_is_named(call: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]
