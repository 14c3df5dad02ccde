"""Confidence intervals for what repeated runs measure: means and shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def mean_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean of independent runs with its confidence interval (Student's t).

    Parameters
    ----------
    values
        One number for each run.
    level
        The confidence level.

    Returns
    -------
    tuple of float
        Mean, lower end, upper end.

    Raises
    ------
    ValueError
        If there are fewer than two values, one is not finite, or the level does not lie in (0, 1).

    Examples
    --------
    >>> [round(value, 3) for value in mean_interval([1, 2, 3])]
    [2.0, -0.484, 4.484]

    Notes
    -----
    Linear in the number of values.
    """
    from scipy import stats

    x = np.asarray(values, dtype=float)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all():
        raise ValueError(f"values must be at least two finite numbers, got shape {x.shape}")
    check_level(level)
    half = stats.t.ppf((1 + level) / 2, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean()), float(x.mean() - half), float(x.mean() + half)


def wilson_interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval for a probability of which some independent trials were seen.

    Parameters
    ----------
    successes, trials
        How many trials succeeded, and how many there were.
    level
        The confidence level.

    Returns
    -------
    tuple of float
        Lower and upper end.

    Raises
    ------
    ValueError
        If there is no trial, the successes do not lie between 0 and the trials, or the level not in (0, 1).

    Examples
    --------
    >>> tuple(round(end, 3) for end in wilson_interval(97, 100))
    (0.915, 0.99)

    References
    ----------
    E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.
    """
    from scipy import stats

    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(
            f"successes must lie between 0 and trials, with at least one trial, got {successes} and {trials}"
        )
    check_level(level)
    found = stats.binomtest(int(successes), int(trials)).proportion_ci(level, method="wilson")
    return float(found.low), float(found.high)


def check_level(level: float) -> None:
    """Raise a ``ValueError`` unless a confidence level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie in (0, 1), got {level!r}")
