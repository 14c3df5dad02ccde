"""Generated data with one characteristic each to turn: an outlier, the distance of the classes, a minority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64
from joblib import Parallel, delayed

from lib.statistics.predictive_multiplicity.logistic import SeparableDataError, fit_logistic
from lib.statistics.predictive_multiplicity.measures import ambiguity
from lib.statistics.predictive_multiplicity.ranges import viable_prediction_range


@dataclass(frozen=True)
class Design:
    """Generated people; ``marked`` are the outlier, or the minority, or nobody."""

    X: Float[np.ndarray, "n 2"]
    y: Int64[np.ndarray, " n"]
    marked: Bool[np.ndarray, " n"]


def separation_design(distance: float, n: int = 200, seed: int = 0) -> Design:
    r"""Return two Gaussian classes of equal size with means $(\pm m,0)$ and unit covariance.

    Parameters
    ----------
    distance
        $m\ge0$: larger means easier to separate.
    n
        Even number of people, at least 20.
    seed
        Of the draw.

    Raises
    ------
    ValueError
        If the distance is negative or infinite, or ``n`` odd or below 20.

    Examples
    --------
    >>> separation_design(1.0).y.mean()
    np.float64(0.5)
    """
    if not 0 <= distance < np.inf:
        raise ValueError(f"distance must be finite and at least 0, got {distance}")
    if n < 20 or n % 2:
        raise ValueError(f"n must be even and at least 20, got {n}")
    y = np.tile([0, 1], n // 2)
    X = np.random.default_rng(seed).normal(size=(n, 2))
    X[:, 0] += distance * (2 * y - 1)
    return Design(X, y, np.zeros(n, dtype=bool))


def outlier_design(shift: float, n: int = 200, seed: int = 0) -> Design:
    """Return two classes at distance 1 of which one person is moved along the axis that carries no information.

    Parameters
    ----------
    shift
        How far, at least 0.  At 0 the person stands in the middle of the axis.
    n, seed
        As for :func:`separation_design`; the same seed gives the same other people.

    Raises
    ------
    ValueError
        If the shift is negative or infinite, or as :func:`separation_design`.

    Examples
    --------
    >>> design = outlier_design(4.0)
    >>> design.X[design.marked].tolist()
    [[0.0, 4.0]]
    """
    if not 0 <= shift < np.inf:
        raise ValueError(f"shift must be finite and at least 0, got {shift}")
    design = separation_design(1.0, n, seed)
    marked = np.arange(n) == 0
    X = np.where(marked[:, None], [0.0, shift], design.X)
    return Design(X, design.y, marked)


def minority_design(share: float, n: int = 400, seed: int = 0) -> Design:
    r"""Return a majority whose risk rises with the second feature and a minority whose risk falls with it.

    Parameters
    ----------
    share
        Share of the minority, above 0 and at most a half.
    n
        People, at least 20.
    seed
        Of the draw.

    Returns
    -------
    Design
        First feature: 1 for the minority, else 0.  Second: standard normal, moved by 1 for the minority.  The log-odds are
        $x_2$ for the majority and $-x_2$ for the minority.

    Raises
    ------
    ValueError
        If the share is out of range or ``n`` too small for one minority member.

    Examples
    --------
    >>> int(minority_design(0.1).marked.sum())
    40
    """
    if not 0 < share <= 0.5 or n < 20 or round(share * n) < 1:
        raise ValueError(f"share must be in (0, 0.5] and give a member of the minority, got {share} of {n}")
    rng = np.random.default_rng(seed)
    marked = np.arange(n) < round(share * n)
    feature = rng.normal(size=n) + marked
    odds = np.where(marked, -feature, feature)
    y = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    return Design(np.column_stack([marked.astype(float), feature]), y, marked)


@dataclass(frozen=True)
class Widths:
    """Mean widths of one design's ranges, of the marked and of all others, and how many people can move."""

    marked: float
    others: float
    ambiguity: dict[float, float]


def widths_of(design: Design, eps: float, deltas: tuple[float, ...] = (0.1, 0.2)) -> Widths | None:
    """Return mean widths inside and outside the marked people, and the ambiguity.

    Parameters
    ----------
    design
        From one of the generators.
    eps
        Tolerance.
    deltas
        Where to take the ambiguity, each strictly between 0 and 1.

    Returns
    -------
    Widths or None
        None if the draw is separable: no baseline exists.

    Raises
    ------
    ValueError
        If ``eps`` is negative, a delta out of range, or a column constant.

    Examples
    --------
    >>> round(widths_of(separation_design(1.0), 0.01).others, 2)
    0.16
    """
    try:
        fit = fit_logistic(design.X, design.y)
    except SeparableDataError:
        return None
    found = viable_prediction_range(fit, design.X, eps)
    inside = design.marked
    return Widths(
        float(found.width[inside].mean()) if inside.any() else float("nan"),
        float(found.width[~inside].mean()),
        {delta: ambiguity(found, delta) for delta in deltas},
    )


def width_study(generator: Callable[..., Design], value: float, seeds: int, eps: float = 0.01) -> list[Widths | None]:
    """Return :func:`widths_of` for one setting of a design and many seeds.

    Parameters
    ----------
    generator
        :func:`outlier_design`, :func:`separation_design` or :func:`minority_design`.
    value
        Its setting.
    seeds
        How many: 0, 1, 2, ...
    eps
        Tolerance.

    Raises
    ------
    ValueError
        If ``seeds`` is less than 1, or as the generator.

    Notes
    -----
    Seeds go through ``joblib.Parallel``: one process by default, a cluster inside ``joblib.parallel_config``.

    Examples
    --------
    >>> len(width_study(separation_design, 1.0, 3))
    3
    """
    if seeds < 1:
        raise ValueError(f"seeds must be at least 1, got {seeds}")
    return list(Parallel()(delayed(widths_of)(generator(value, seed=seed), eps) for seed in range(seeds)))
