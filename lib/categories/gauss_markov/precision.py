"""Least squares with a given number of bits: what the exact answer can be compared with."""

from __future__ import annotations

from typing import Any, Literal

from mpmath import MPContext

from lib.categories.gauss_markov.model import LinearModel, require_identity_weights
from lib.exact.linear_algebra import rational_vector

Method = Literal["normal equations", "reflections"]
METHODS: tuple[Method, ...] = ("normal equations", "reflections")


def coefficient_error(model: LinearModel, y: object, bits: int, method: Method) -> float:
    r"""Return the largest relative error of a coefficient when least squares runs on numbers of so many bits.

    Parameters
    ----------
    model
        A model with identity weights and full column rank.
    y
        Data.
    bits
        Length of the significand: 53 is Python's float, 24 a single-precision number.
    method
        ``"normal equations"`` forms :math:`X^\top X` and factors it (Cholesky); ``"reflections"`` triangularises X
        itself by Householder's reflections.

    Returns
    -------
    float
        :math:`\max_j|\hat a_j-a_j|/|a_j|` against the exact fit; infinite where the factorisation breaks down.

    Raises
    ------
    TypeError
        If ``bits`` is not an integer.
    ValueError
        If the method is unknown, there are fewer than 4 bits, an exact coefficient is zero, or the model has weights
        other than the identity.

    Notes
    -----
    Every operation is rounded to ``bits``; O(n m^2) of them.  The result depends on nothing but the input: the
    arithmetic is done in software.

    Examples
    --------
    >>> line = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> coefficient_error(line, [1, 2, 4], 53, "reflections") < 1e-14
    True
    """
    require_identity_weights(model)
    if method not in METHODS:
        raise ValueError(f"method must be 'normal equations' or 'reflections', got {method!r}")
    if isinstance(bits, bool) or not isinstance(bits, int):
        raise TypeError(f"bits must be an integer, got {type(bits).__name__}")
    if bits < 4:
        raise ValueError(f"bits must be at least 4, got {bits}")
    data = rational_vector(y, "y", model.n)
    exact = model.G(data)
    if any(value == 0 for value in exact):
        raise ValueError("model must have no exact coefficient equal to zero: relative errors are not defined there")
    context = MPContext()
    context.prec = bits
    rows = [[_round(context, value) for value in row] for row in model.X.tolist()]
    right = [_round(context, value) for value in data - model.b]
    solve = _by_normal_equations if method == "normal equations" else _by_reflections
    found = solve(context, rows, right)
    if found is None:
        return float("inf")
    # the comparison itself needs more room than the computation
    wide = MPContext()
    wide.prec = bits + 200
    errors = (
        abs(wide.mpf(value) - _round(wide, true)) / abs(_round(wide, true))
        for value, true in zip(found, exact, strict=True)
    )
    return float(max(errors))


def _round(context: Any, value: Any) -> Any:
    return context.mpf(int(value.p)) / int(value.q)


def _by_normal_equations(context: Any, rows: list[list[Any]], right: list[Any]) -> list[Any] | None:
    m = len(rows[0])
    zero = context.mpf(0)
    gram = [[sum((row[i] * row[j] for row in rows), zero) for j in range(m)] for i in range(m)]
    moment = [sum((row[i] * value for row, value in zip(rows, right, strict=True)), zero) for i in range(m)]
    lower = [[zero] * m for _ in range(m)]
    for j in range(m):
        pivot = gram[j][j] - sum((lower[j][k] ** 2 for k in range(j)), zero)
        if pivot <= 0:
            return None
        lower[j][j] = context.sqrt(pivot)
        for i in range(j + 1, m):
            lower[i][j] = (gram[i][j] - sum((lower[i][k] * lower[j][k] for k in range(j)), zero)) / lower[j][j]
    for i in range(m):
        moment[i] = (moment[i] - sum((lower[i][k] * moment[k] for k in range(i)), zero)) / lower[i][i]
    return _back_substitute([[lower[j][i] for j in range(m)] for i in range(m)], moment, zero)


def _by_reflections(context: Any, rows: list[list[Any]], right: list[Any]) -> list[Any] | None:
    n, m = len(rows), len(rows[0])
    zero = context.mpf(0)
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for k in range(m):
        norm = context.sqrt(sum((table[i][k] ** 2 for i in range(k, n)), zero))
        if norm == 0:
            return None
        # away from the entry itself, so that nothing cancels
        turn = [table[i][k] for i in range(k, n)]
        turn[0] += norm if turn[0] >= 0 else -norm
        scale = sum((t**2 for t in turn), zero)
        for j in range(k, m + 1):
            weight = 2 * sum((t * table[k + i][j] for i, t in enumerate(turn)), zero) / scale
            for i, t in enumerate(turn):
                table[k + i][j] -= weight * t
    return _back_substitute([row[:m] for row in table[:m]], [row[m] for row in table[:m]], zero)


def _back_substitute(upper: list[list[Any]], right: list[Any], zero: Any) -> list[Any] | None:
    m = len(right)
    found = [zero] * m
    for i in reversed(range(m)):
        if upper[i][i] == 0:
            return None
        found[i] = (right[i] - sum((upper[i][k] * found[k] for k in range(i + 1, m)), zero)) / upper[i][i]
    return found
