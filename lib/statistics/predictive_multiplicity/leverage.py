"""Leverage: which people have wide ranges, and how far a formula without optimisation can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Num
from scipy.optimize import brentq
from scipy.special import expit, lambertw
from scipy.stats import chi2

from lib.statistics.predictive_multiplicity.logistic import LogisticFit, absolute_eps, with_intercept


@dataclass(frozen=True)
class Bracket:
    """Factors on the quadratic half-width between which every exact half-width lies (on the logit scale)."""

    inner: float
    outer: float
    largest_leverage: float


def leverage(fit: LogisticFit, X: Num[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    r"""Return $h_i=x_i^\top H^{-1}x_i$, with $H$ the Hessian of the mean loss at the baseline.

    Parameters
    ----------
    fit, X
        The baseline, and people without the constant.

    Returns
    -------
    array
        Leverages.  Over the training data $\frac1n\sum_ip_i(1-p_i)h_i=d$ when ``l2=0``: the trace of $H^{-1}H$.

    Raises
    ------
    ValueError
        If the columns do not match.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> h = leverage(fit, X)
    >>> round(float((fit.probability(X) * (1 - fit.probability(X)) * h).mean()), 9)
    2.0
    """
    design = with_intercept(X, len(fit.coef) - 1)
    return np.einsum("ij,ij->i", design, np.linalg.solve(fit.hessian, design.T).T)


def quadratic_range(
    fit: LogisticFit, X: Num[np.ndarray, "m k"], eps: float, *, relative: bool = False
) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, " m"]]:
    r"""Return the ranges that the quadratic model of the loss gives: $\sigma(s_i\pm\sqrt{2\epsilon h_i})$.

    Parameters
    ----------
    fit, X, eps, relative
        As for :func:`viable_prediction_range`.

    Returns
    -------
    tuple of arrays
        Low and high probabilities.  An approximation, neither inside nor outside; :func:`quadratic_bracket` bounds it.

    Raises
    ------
    ValueError
        If ``eps`` is negative.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> low, high = quadratic_range(fit, np.array([[0.0]]), 0.01)
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.1736, 0.346)
    """
    eps = absolute_eps(fit, eps, relative)
    centre = with_intercept(X, len(fit.coef) - 1) @ fit.coef
    half = np.sqrt(2 * eps * leverage(fit, X))
    return expit(centre - half), expit(centre + half)


def quadratic_bracket(fit: LogisticFit, eps: float, *, relative: bool = False) -> Bracket:
    r"""Bound every exact range by the quadratic one, without solving anything.

    Parameters
    ----------
    fit, eps, relative
        As for :func:`viable_prediction_range`; ``fit.l2`` must be 0.

    Returns
    -------
    Bracket
        Factors $f_-\le1\le f_+$ with $f_-\sqrt{2\epsilon h(x)}\le|s^\pm(x)-s_0(x)|\le f_+\sqrt{2\epsilon h(x)}$ for
        every $x$ whatever, on either side.

    Raises
    ------
    ValueError
        If ``eps`` is not positive or the fit is penalised.

    Notes
    -----
    Let $\rho^2=\max_gh_g$ over the training rows and $\kappa=\rho^2\epsilon$.  Along any direction the second derivative of the
    loss changes by a factor between $e^{-r}$ and $e^r$ when no score changes by more than $r$.  A model at distance $R$
    in the norm of $H$ changes no score by more than $\rho R$, so its excess loss lies between $(e^{-a}+a-1)/\rho^2$ and
    $(e^a-a-1)/\rho^2$ with $a=\rho R$.  Equate to $\epsilon$: both equations are solved by Lambert's function, the inner one by its
    branch $W_{-1}$, the outer one by $W_0$.  $O(gd^2)$ time.

    Examples
    --------
    >>> from lib.statistics.predictive_multiplicity.logistic import fit_logistic
    >>> X = np.repeat([[0.0], [1.0]], 4, axis=0)
    >>> fit = fit_logistic(X, np.array([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> bracket = quadratic_bracket(fit, 0.01)
    >>> round(bracket.inner, 4), round(bracket.outer, 4)
    (0.9286, 1.0833)
    """
    eps = absolute_eps(fit, eps, relative)
    if eps == 0 or fit.l2:
        raise ValueError(f"eps must be positive and the fit unpenalised, got eps = {eps} and l2 = {fit.l2}")
    largest = float(leverage(fit, fit.X).max())
    kappa = largest * eps
    half = float(np.sqrt(2 * kappa))
    if kappa < 1e-6:
        # both branches meet at -1/e; their series is exact here
        return Bracket(1 - half / 6, 1 + half / 6, largest)
    argument = float(-np.exp(-1 - kappa))
    outer = 1 + kappa + float(lambertw(argument, 0).real)
    inner = -1 - kappa - float(lambertw(argument, -1).real) if kappa < 600 else _inner(kappa)
    return Bracket(inner / half, outer / half, largest)


def _inner(kappa: float) -> float:
    """Solve exp(a) - a - 1 = kappa where the argument of Lambert's function underflows."""
    return float(brentq(lambda a: a - np.log1p(a + kappa), 1.0, 2 * np.log(kappa) + 2))


def profile_eps(n: int, level: float = 0.95) -> float:
    r"""Return the tolerance $\chi^2_{1,\text{level}}/(2n)$ at which viable ranges are profile-likelihood intervals.

    Parameters
    ----------
    n
        Number of people.
    level
        Confidence level.

    Raises
    ------
    ValueError
        If ``n`` is less than 1 or ``level`` not strictly between 0 and 1.

    Examples
    --------
    >>> round(profile_eps(683), 9)
    0.002812195
    """
    if not n >= 1 or not 0 < level < 1:
        raise ValueError(f"n must be at least 1 and level between 0 and 1, got {n} and {level}")
    return float(chi2.ppf(level, 1)) / (2 * n)


def bernoulli_kl_range(n: int, k: int, eps: float) -> tuple[float, float]:
    r"""Return the viable range of the model without features.

    Parameters
    ----------
    n, k
        People and positives, $0<k<n$.
    eps
        Tolerance, at least 0.

    Returns
    -------
    tuple of float
        The two solutions of $\mathrm{KL}(k/n\Vert p)=\epsilon$: for a constant prediction the excess loss is this divergence.

    Raises
    ------
    ValueError
        If ``k`` is not strictly between 0 and ``n`` or ``eps`` is negative.

    Examples
    --------
    >>> low, high = bernoulli_kl_range(100, 14, 0.03)
    >>> round(low, 4), round(high, 4)
    (0.0698, 0.2384)
    """
    if not 0 < k < n:
        raise ValueError(f"k must be strictly between 0 and n, got k = {k} and n = {n}")
    eps = absolute_eps(None, eps)
    mean = k / n

    def excess(s: float) -> float:
        return float(np.logaddexp(0, s) - mean * s) - start - eps

    centre = np.log(mean / (1 - mean))
    start = float(np.logaddexp(0, centre) - mean * centre)
    if eps == 0:
        return mean, mean
    # the loss grows at least linearly: these brackets always hold
    reach = (eps + 2) / min(mean, 1 - mean)
    low = brentq(excess, centre - reach, centre, xtol=1e-14)
    high = brentq(excess, centre, centre + reach, xtol=1e-14)
    ends = expit(np.array([low, high]))
    return float(ends[0]), float(ends[1])
