"""Log-ratio coordinates of compositions and their covariances.

Conventions: rows are observations, columns are parts; natural logarithms; covariances divide by N - 1.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

Matrix = Float[np.ndarray, "n d"]
Square = Float[np.ndarray, "d d"]


def check_composition(composition: Matrix, *, rows: int = 1) -> Matrix:
    """Return the table if every entry is a positive number, else name the first that is not.

    Raises
    ------
    ValueError
        If the table has fewer than ``rows`` rows or fewer than two parts, or an entry is zero, negative or not finite.
    TypeError
        If the entries are complex.
    """
    if np.iscomplexobj(composition):
        raise TypeError("composition must hold real numbers, got complex ones")
    values = np.asarray(composition, dtype=float)
    if values.ndim != 2 or values.shape[0] < rows or values.shape[1] < 2:
        raise ValueError(
            f"composition must have at least {rows} rows and 2 parts, got an array of shape {values.shape}"
        )
    wrong = np.argwhere(~(np.isfinite(values) & (values > 0)))
    if len(wrong):
        row, column = wrong[0]
        raise ValueError(
            f"composition must hold positive numbers, got {values[row, column]} in row {row}, column {column} "
            f"({len(wrong)} such entries); zeros need a replacement chosen with the measurement in mind"
        )
    return values


def closure(composition: Matrix, total: float = 1.0) -> Matrix:
    """Scale every row to the same total.

    Parameters
    ----------
    composition
        Positive table, any row scale.
    total
        The common sum.

    Returns
    -------
    Float[ndarray, "n d"]
        The same ratios.

    Raises
    ------
    ValueError
        If an entry is not positive, or ``total`` is not.

    Examples
    --------
    >>> closure(np.array([[1.0, 3.0]]), 100).tolist()
    [[25.0, 75.0]]
    """
    if not 0 < total < np.inf:
        raise ValueError(f"total must be positive and finite, got {total}")
    values = check_composition(composition)
    return total * values / values.sum(axis=1, keepdims=True)


def clr(composition: Matrix) -> Matrix:
    """Return centred log-ratios: logarithms less their row mean.

    Examples
    --------
    >>> clr(np.array([[1.0, np.e**2]])).round(12).tolist()
    [[-1.0, 1.0]]
    """
    logs = np.log(check_composition(composition))
    return logs - logs.mean(axis=1, keepdims=True)


def alr(composition: Matrix, reference: int = -1) -> Float[np.ndarray, "n e"]:
    """Return additive log-ratios: logarithms of the other parts over one reference part.

    Parameters
    ----------
    composition
        Positive table with d parts.
    reference
        Column of the reference part.

    Returns
    -------
    Float[ndarray, "n d-1"]
        One column per other part, in order.

    Raises
    ------
    ValueError
        If there is no such column, or an entry is not positive.

    Examples
    --------
    >>> alr(np.array([[1.0, 2.0, 4.0]])).round(4).tolist()
    [[-1.3863, -0.6931]]
    """
    logs = np.log(check_composition(composition))
    column = check_part(reference, logs.shape[1], "reference")
    return np.delete(logs - logs[:, [column]], column, axis=1)


def check_part(part: int, parts: int, name: str) -> int:
    """Return a column index in 0..parts-1, or say that it is not one.

    Raises
    ------
    ValueError
        If the index is out of range.
    TypeError
        If it is not an integer: a part's name goes through :meth:`lib.data.Composition.column`.
    """
    if not isinstance(part, int | np.integer) or isinstance(part, bool):
        raise TypeError(f"{name} must be the number of a column, got {part!r}")
    if not -parts <= part < parts:
        raise ValueError(f"{name} must be a column between 0 and {parts - 1}, got {part}")
    return int(part) % parts


def ilr(composition: Matrix) -> Float[np.ndarray, "n e"]:
    """Return isometric log-ratios in Helmert's orthonormal basis.

    Returns
    -------
    Float[ndarray, "n d-1"]
        Coordinates whose Euclidean distances are those of the centred log-ratios.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 1.0]])
    >>> bool(np.isclose(np.linalg.norm(ilr(x)[0] - ilr(x)[1]), np.linalg.norm(clr(x)[0] - clr(x)[1])))
    True
    """
    from scipy.linalg import helmert

    values = clr(composition)
    return values @ helmert(values.shape[1]).T


def clr_covariance(composition: Matrix) -> Square:
    r"""Return the covariance matrix :math:`\Gamma` of the centred log-ratios; its rows sum to zero.

    Examples
    --------
    >>> gamma = clr_covariance(np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [1.0, 1.0, 1.0]]))
    >>> bool(np.allclose(gamma.sum(axis=0), 0))
    True
    """
    return np.atleast_2d(np.cov(clr(check_composition(composition, rows=2)), rowvar=False))


def variation_matrix(composition: Matrix) -> Square:
    r"""Return the log-ratio variances :math:`t_{ij}=\mathrm{var}\log(x_i/x_j)`.

    Examples
    --------
    >>> variation_matrix(np.array([[1.0, 2.0], [1.0, 8.0]])).round(4).tolist()
    [[0.0, 0.9609], [0.9609, 0.0]]
    """
    gamma = clr_covariance(composition)
    spread = np.diag(gamma)
    table = spread[:, None] + spread[None, :] - 2 * gamma
    np.fill_diagonal(table, 0.0)
    return table


def clr_correlation(composition: Matrix) -> Square:
    """Return the correlations of the centred log-ratios: biased, since every row of the covariance sums to zero.

    Raises
    ------
    ValueError
        If a centred log-ratio is constant.

    Examples
    --------
    >>> clr_correlation(np.array([[1.0, 2.0], [1.0, 8.0]])).round(6).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    gamma = clr_covariance(composition)
    spread = np.sqrt(_varying(gamma))
    return gamma / np.outer(spread, spread)


def _varying(gamma: Square) -> Float[np.ndarray, d]:
    # the variances of the centred log-ratios; by rounding a constant one can come out as 1e-33
    variances = np.diag(gamma)
    if not (variances > 1e-24).all():
        part = int(np.argmin(variances))
        raise ValueError(f"composition must have centred log-ratios that vary, got part {part} constant")
    return variances


def proportionality(composition: Matrix) -> Square:
    r"""Return :math:`\rho_{ij}=1-t_{ij}/(\mathrm{var}\,c_i+\mathrm{var}\,c_j)`, with c the centred log-ratios.

    Raises
    ------
    ValueError
        If a centred log-ratio is constant.

    References
    ----------
    Erb and Notredame, *How should we measure proportionality on relative gene expression data?* (2016).

    Examples
    --------
    >>> proportionality(np.array([[1.0, 2.0, 4.0], [2.0, 4.0, 1.0], [1.0, 2.0, 1.0]]))[0, 1].item()
    1.0
    """
    gamma = clr_covariance(composition)
    spread = _varying(gamma)
    return np.asarray(2 * gamma / (spread[:, None] + spread[None, :]))
