"""The log-ratio precision matrix, and the partial variances and correlations that are read off it."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from jaxtyping import Float

from lib.statistics.compositional.logratios import check_composition, check_part, clr_covariance

Square = Float[np.ndarray, "d d"]

# A unit-scaled covariance whose smallest eigenvalue is below this is singular to working precision.
SINGULAR = 1e-12


class SingularCovarianceError(ValueError):
    """The log-ratio covariance has no inverse on contrasts: too few rows, or a constant log-ratio."""


def logratio_precision(covariance: Square | sympy.MatrixBase) -> Any:
    r"""Return :math:`P=\Gamma^+=(\Gamma+J)^{-1}-J`, the precision matrix of the log-ratios.

    Parameters
    ----------
    covariance
        The centred log-ratio covariance :math:`\Gamma` (rows sum to zero), as an array or an exact sympy matrix.

    Returns
    -------
    Float[ndarray, "d d"] or sympy.Matrix
        Rows sum to zero.  Deleting row and column r gives the inverse of the additive log-ratio covariance with
        reference r, for every r.

    Raises
    ------
    SingularCovarianceError
        If the covariance has rank below d - 1.
    ValueError
        If the matrix is not square, symmetric, and with rows that sum to zero.

    Notes
    -----
    One inversion, O(d^3); with J = 11'/d added there is no tolerance to choose, unlike in a pseudo-inverse.

    References
    ----------
    Erb, *Partial correlations in compositional data analysis*, arXiv 1904.09480.

    Examples
    --------
    >>> gamma = sympy.Matrix([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]])
    >>> logratio_precision(gamma)
    Matrix([
    [ 2/9, -1/9, -1/9],
    [-1/9,  2/9, -1/9],
    [-1/9, -1/9,  2/9]])
    """
    d = covariance.shape[0]
    if covariance.shape != (d, d) or d < 2:
        raise ValueError(f"covariance must be square with at least 2 parts, got shape {tuple(covariance.shape)}")
    if isinstance(covariance, sympy.MatrixBase):
        if covariance != covariance.T or any(sympy.simplify(total) != 0 for total in covariance * sympy.ones(d, 1)):
            raise ValueError("covariance must be symmetric with rows that sum to zero (centred log-ratios)")
        mean = sympy.ones(d, d) / d
        shifted = sympy.Matrix(covariance + mean)
        if shifted.det() == 0:
            raise SingularCovarianceError(f"covariance must have rank {d - 1}, got rank {covariance.rank()}")
        return shifted.inv() - mean
    gamma = np.asarray(covariance, dtype=float)
    scale = float(np.abs(gamma).max())
    if not np.isfinite(scale):
        raise ValueError("covariance must be finite")
    if not np.allclose(gamma, gamma.T, atol=1e-9 * scale) or not np.allclose(
        gamma.sum(axis=0), 0, atol=1e-9 * max(scale, 1e-300)
    ):
        raise ValueError("covariance must be symmetric with rows that sum to zero (centred log-ratios)")
    if scale == 0 or np.linalg.eigvalsh(gamma / scale)[1] < SINGULAR:
        raise SingularCovarianceError(
            f"covariance must have rank {d - 1}; with {d} parts that takes at least {d} rows and no constant log-ratio "
            "(or shrunk_precision)"
        )
    mean = np.full((d, d), 1 / d)
    # dividing by the scale first keeps the added constant comparable with the rest
    return np.linalg.inv(gamma / scale + mean) / scale - mean / scale


def precision_of(composition: Float[np.ndarray, "n d"]) -> Square:
    """Return the log-ratio precision of a table of compositions.

    Raises
    ------
    SingularCovarianceError
        If there are not more rows than parts less one, or a log-ratio is constant.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> precision_of(roman_glass_cups().values).shape
    (11, 11)
    """
    return np.asarray(logratio_precision(clr_covariance(composition)))


def partial_variances(precision: Square | sympy.MatrixBase) -> Any:
    """Return 1 / P_ii: the variance of a part's log-ratio that all other log-ratios leave unexplained.

    Returns
    -------
    Float[ndarray, "d"] or list
        In squared natural-log units.

    Raises
    ------
    ValueError
        If a diagonal entry is not positive.

    Examples
    --------
    >>> partial_variances(sympy.Matrix([[2, -2], [-2, 2]]))
    [1/2, 1/2]
    """
    if isinstance(precision, sympy.MatrixBase):
        return [1 / entry for entry in _positive_diagonal(precision)]
    return 1 / _positive_diagonal(precision)


def _positive_diagonal(precision: Square | sympy.MatrixBase) -> Any:
    # the diagonal of a precision matrix, which nothing else can be read without
    if len(precision.shape) != 2 or precision.shape[0] != precision.shape[1]:
        raise ValueError(f"precision must be square, got shape {tuple(precision.shape)}")
    if isinstance(precision, sympy.MatrixBase):
        entries = [precision[i, i] for i in range(precision.rows)]
        if not all(entry.is_positive for entry in entries):
            raise ValueError(f"precision must have a positive diagonal, got {entries}")
        return entries
    diagonal = np.diag(precision)
    if not np.isfinite(precision).all() or not (diagonal > 0).all():
        raise ValueError(f"precision must be finite with a positive diagonal, got {diagonal}")
    return diagonal


def logratio_partial_correlation(precision: Square | sympy.MatrixBase) -> Any:
    r"""Return :math:`r_{ij}=-P_{ij}/\sqrt{P_{ii}P_{jj}}`, with ones on the diagonal.

    Parameters
    ----------
    precision
        The log-ratio precision matrix of at least three parts.

    Returns
    -------
    Float[ndarray, "d d"] or sympy.Matrix
        Partial correlations of pairs of parts given all others.

    Raises
    ------
    ValueError
        If there are fewer than three parts (with two, the formula gives 1 whatever the data), or the matrix is not square
        and symmetric with a positive diagonal, or an entry is too large for a positive semidefinite matrix.

    Examples
    --------
    >>> logratio_partial_correlation(sympy.Matrix([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 9)[0, 1]
    1/2
    """
    d = precision.shape[0]
    if d < 3:
        raise ValueError(f"precision must have at least 3 parts for a partial correlation, got {d}")
    diagonal = _positive_diagonal(precision)
    if isinstance(precision, sympy.MatrixBase):
        if precision != precision.T:
            raise ValueError("precision must be symmetric")
        return sympy.Matrix(
            d, d, lambda i, j: 1 if i == j else -precision[i, j] / sympy.sqrt(diagonal[i] * diagonal[j])
        )
    spread = np.sqrt(diagonal)
    table = -np.asarray(precision) / np.outer(spread, spread)
    # half the digits: the inverse of a badly conditioned covariance is symmetric to no more
    if not np.allclose(table, table.T, rtol=0, atol=1e-8) or np.abs(table).max() > 1 + 1e-8:
        raise ValueError("precision must be symmetric and positive semidefinite")
    np.fill_diagonal(table, 1.0)
    return table


def residual_partial_correlation(
    composition: Float[np.ndarray, "n d"], first: int, second: int, reference: int
) -> tuple[float, Float[np.ndarray, "n 2"]]:
    """Return the partial correlation by its definition: regress two log-ratios on the others, correlate what is left.

    Parameters
    ----------
    composition
        Positive table.
    first, second
        The two parts.
    reference
        The part in the denominator of every log-ratio, neither of the two.

    Returns
    -------
    float
        The correlation of the residuals.
    Float[ndarray, "n 2"]
        The residuals; they do not depend on the reference.

    Raises
    ------
    ValueError
        If the three parts are not distinct columns, or there are too few rows to leave residuals.
    SingularCovarianceError
        If the other log-ratios explain one of the two entirely: its residuals are rounding errors.

    Notes
    -----
    A least-squares problem with d - 2 regressors, O(n d^2).

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> cups = roman_glass_cups()
    >>> si, na, fe = (cups.column(part) for part in ("Si", "Na", "Fe"))
    >>> round(residual_partial_correlation(cups.values, si, na, fe)[0], 12)
    0.252859566213
    """
    values = check_composition(composition)
    n, d = values.shape
    i, j, r = (
        check_part(part, d, name) for part, name in ((first, "first"), (second, "second"), (reference, "reference"))
    )
    if len({i, j, r}) < 3:
        raise ValueError(f"first, second and reference must be three different parts, got {i}, {j}, {r}")
    if n <= d - 1:
        raise ValueError(f"composition must have more than {d - 1} rows for {d} parts, got {n}")
    logs = np.log(values) - np.log(values[:, [r]])
    others = [k for k in range(d) if k not in (i, j, r)]
    design = np.column_stack([np.ones(n), logs[:, others]])
    fitted, *_ = np.linalg.lstsq(design, logs[:, [i, j]], rcond=None)
    residuals = logs[:, [i, j]] - design @ fitted
    if not (residuals.var(axis=0) > SINGULAR * logs[:, [i, j]].var(axis=0)).all():
        raise SingularCovarianceError(
            f"composition must leave residuals to parts {i} and {j}: the others explain one entirely"
        )
    return float(np.corrcoef(residuals, rowvar=False)[0, 1]), residuals


def basis_to_precision(omega: Square | sympy.MatrixBase) -> Any:
    r"""Return the log-ratio precision when the logarithms of the absolute amounts have covariance :math:`\Omega`.

    .. math::

        P=\Omega^{-1}-\frac{\Omega^{-1}11^\top\Omega^{-1}}{1^\top\Omega^{-1}1}

    Raises
    ------
    SingularCovarianceError
        If the covariance is singular.
    ValueError
        If it is not square, symmetric, finite and positive definite.

    Examples
    --------
    >>> basis_to_precision(sympy.eye(3))[0, :]
    Matrix([[2/3, -1/3, -1/3]])
    """
    if len(omega.shape) != 2 or omega.shape[0] != omega.shape[1]:
        raise ValueError(f"omega must be square, got shape {tuple(omega.shape)}")
    if isinstance(omega, sympy.MatrixBase):
        if omega != omega.T:
            raise ValueError("omega must be symmetric")
        if omega.det() == 0:
            raise SingularCovarianceError("omega must be invertible")
        if omega.is_positive_definite is False:
            raise ValueError("omega must be positive definite")
        inverse: Any = omega.inv()
        ones: Any = sympy.ones(omega.rows, 1)
        return inverse - inverse * ones * ones.T * inverse / (ones.T * inverse * ones)[0]
    if not np.isfinite(omega).all() or not np.allclose(omega, omega.T):
        raise ValueError("omega must be finite and symmetric")
    eigenvalues = np.linalg.eigvalsh(omega)
    if eigenvalues[0] < -SINGULAR * abs(eigenvalues[-1]):
        raise ValueError(f"omega must be positive definite, got an eigenvalue {eigenvalues[0]:.4g}")
    if eigenvalues[0] < SINGULAR * eigenvalues[-1] or eigenvalues[-1] == 0:
        raise SingularCovarianceError("omega must be invertible to working precision")
    inverse = np.linalg.inv(omega)
    row = inverse.sum(axis=0)
    return inverse - np.outer(row, row) / row.sum()


def closure_bias(variances: list[Any]) -> Any:
    r"""Return the log-ratio partial correlations of parts whose absolute amounts are independent.

    With :math:`a_i=\sigma_i^{-2}/\sum_k\sigma_k^{-2}` they are :math:`\sqrt{a_ia_j/((1-a_i)(1-a_j))}`: positive, and
    :math:`1/(d-1)` for equal variances.

    Parameters
    ----------
    variances
        Positive variances of the log amounts, at least three; ints and Fractions give an exact result.

    Raises
    ------
    ValueError
        If there are fewer than three variances, or one is not positive and finite.

    Examples
    --------
    >>> closure_bias([1, 1, 1, 1])[0, 1]
    1/3
    """
    if len(variances) < 3 or any(not 0 < variance < float("inf") for variance in variances):
        raise ValueError(f"variances must be at least three positive finite numbers, got {variances}")
    return logratio_partial_correlation(basis_to_precision(sympy.diag(*[sympy.nsimplify(v) for v in variances])))


def multiple_r2(composition: Float[np.ndarray, "n d"], part: int, reference: int) -> float:
    r"""Return the share of :math:`\mathrm{var}\log(x_i/x_r)` that the other log-ratios explain: it depends on r.

    Raises
    ------
    ValueError
        If the two parts are the same or out of range.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> cups = roman_glass_cups()
    >>> [round(multiple_r2(cups.values, cups.column("Sb"), cups.column(r)), 3) for r in ("Si", "Mn")]
    [0.453, 0.692]
    """
    values = check_composition(composition, rows=2)
    i, r = check_part(part, values.shape[1], "part"), check_part(reference, values.shape[1], "reference")
    if i == r:
        raise ValueError(f"part and reference must differ, got {i} twice")
    spread = float(np.var(np.log(values[:, i] / values[:, r]), ddof=1))
    return 1 - float(partial_variances(precision_of(values))[i]) / spread


def shrunk_precision(
    composition: Float[np.ndarray, "n d"], method: str = "ledoit_wolf", intensity: float | None = None
) -> tuple[Square, float]:
    """Return a log-ratio precision for few rows, by shrinking the covariance of log proportions first.

    Parameters
    ----------
    composition
        Positive table with at least two rows.
    method
        ``"ledoit_wolf"`` (towards a multiple of the identity) or ``"diagonal"`` (towards the diagonal, as Schafer
        and Strimmer).
    intensity
        The weight of the target between 0 and 1; estimated from the data if not given.

    Returns
    -------
    Float[ndarray, "d d"]
        The precision.
    float
        The weight of the target.

    Raises
    ------
    ValueError
        If the method is unknown, the intensity is outside 0..1, or a part has the same share in every row.

    References
    ----------
    Ledoit and Wolf, J. Multivariate Analysis 88 (2004); Schafer and Strimmer, Stat. Appl. Genet. Mol. Biol. 4 (2005);
    Jin, Notredame, Erb, arXiv 2212.00496.

    Examples
    --------
    >>> from lib.data import roman_glass_cups
    >>> precision, weight = shrunk_precision(roman_glass_cups().values)
    >>> round(weight, 4)
    0.0808
    """
    if method not in ("ledoit_wolf", "diagonal"):
        raise ValueError(f"method must be 'ledoit_wolf' or 'diagonal', got {method!r}")
    if intensity is not None and not 0 <= intensity <= 1:
        raise ValueError(f"intensity must be between 0 and 1, got {intensity}")
    values = check_composition(composition, rows=2)
    logs = np.log(values / values.sum(axis=1, keepdims=True))
    sample = np.cov(logs, rowvar=False)
    if method == "diagonal" and not (np.diag(sample) > 0).all():
        still = int(np.argmin(np.diag(sample)))
        raise ValueError(
            f"composition must have parts whose share varies for the diagonal target, got part {still} constant"
        )
    if method == "ledoit_wolf":
        from sklearn.covariance import ledoit_wolf_shrinkage

        target = np.eye(len(sample)) * np.trace(sample) / len(sample)
        weight = float(ledoit_wolf_shrinkage(logs)) if intensity is None else intensity
    else:
        target = np.diag(np.diag(sample))
        weight = _diagonal_weight(logs) if intensity is None else intensity
    omega = (1 - weight) * sample + weight * target
    centre = np.eye(len(omega)) - 1 / len(omega)
    return np.asarray(logratio_precision(centre @ omega @ centre)), weight


def _diagonal_weight(logs: Float[np.ndarray, "n d"]) -> float:
    # Schafer and Strimmer's estimate on standardised columns: sum of variances of correlations over their squares
    n = len(logs)
    scaled = (logs - logs.mean(axis=0)) / logs.std(axis=0, ddof=1)
    products = scaled[:, :, None] * scaled[:, None, :]
    spread = n / (n - 1) ** 3 * ((products - products.mean(axis=0)) ** 2).sum(axis=0)
    correlation = products.sum(axis=0) / (n - 1)
    off = ~np.eye(logs.shape[1], dtype=bool)
    return float(np.clip(spread[off].sum() / (correlation[off] ** 2).sum(), 0, 1))
