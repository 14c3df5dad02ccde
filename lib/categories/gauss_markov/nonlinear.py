"""Models that are not linear: the first-order version of the counit, and where the adjunction stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from mpmath import MPContext

from lib.exact.linear_algebra import rational_vector


def stationary_parameters(curve: Sequence[sympy.Expr], y: object) -> list[sympy.Expr]:
    r"""Return every real t where the residual :math:`y-F(t)` is orthogonal to the curve's tangent :math:`F'(t)`.

    Parameters
    ----------
    curve
        The model's predictions, polynomials in one symbol.
    y
        Data, as many numbers as predictions.

    Raises
    ------
    ValueError
        If the predictions do not depend on exactly one symbol, or the length of y does not fit.

    Examples
    --------
    >>> t = sympy.Symbol("t")
    >>> stationary_parameters([t, t**2], [0, "3/2"])
    [-1, 0, 1]
    """
    symbols = sorted({s for part in map(sympy.sympify, curve) for s in part.free_symbols}, key=str)
    if len(symbols) != 1:
        raise ValueError(f"curve must depend on exactly one symbol, got {symbols}")
    t = symbols[0]
    data = rational_vector(y, "y", len(curve))
    normal = sum((value - part) * sympy.diff(part, t) for part, value in zip(curve, data, strict=True))
    return sorted(set(sympy.Poly(sympy.expand(normal), t).real_roots()))


# 13 places and noisy values of a curve that rises steeply and bends back.
SMALL_DATA: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("-6", "-5", "-4", "-3", "-2", "-1", "0", "1", "2", "3", "4", "5", "6"),
    ("-0.35", "-0.34", "-0.54", "-0.60", "-0.87", "-0.85", "0.29", "1.25", "1.25", "1.08", "0.95", "0.80", "0.78"),
)
# The same places, and a curve that one unit can follow.
SINGLE_BEND: tuple[tuple[str, ...], tuple[str, ...]] = (
    SMALL_DATA[0],
    ("-1.03", "-1.02", "-0.94", "-0.95", "-0.72", "-0.42", "0.23", "0.76", "1.15", "1.27", "1.37", "1.38", "1.37"),
)


@dataclass(frozen=True)
class NetworkFit:
    r"""A fitted network: parameters, how small :math:`J^\top r` got, and the singular values of the Jacobian J."""

    parameters: tuple[Any, ...]
    predictions: tuple[Any, ...]
    relative_gradient: float
    singular_values: tuple[float, ...]
    residual_square: float


def fit_network(
    x: object, y: object, start: Sequence[object], *, digits: int = 30, most_steps: int = 400
) -> NetworkFit:
    r"""Fit :math:`c+v_1\tanh(w_1x)+v_2\tanh(w_2x)` to data by damped Gauss-Newton steps in long arithmetic.

    Parameters
    ----------
    x, y
        Places and data, exact numbers.
    start
        Where to start: c, v1, w1, v2, w2.
    digits
        Decimal digits to compute with, at least 10.
    most_steps
        Give up after so many steps, at least 1.

    Returns
    -------
    NetworkFit
        The stationary point reached.

    Raises
    ------
    TypeError
        If ``digits`` or ``most_steps`` is not an integer.
    ValueError
        If the lengths do not fit, there are fewer data than parameters, or ``digits`` or ``most_steps`` is too small.
    ArithmeticError
        If neither the relative gradient nor the residual, relative to y, has come below 10^(-2 digits/5) after ``most_steps``.

    Notes
    -----
    A step costs O(n) evaluations and one solution of a 5 x 5 system.

    Examples
    --------
    >>> fit = fit_network(*SMALL_DATA, [0, 2, 1, -1, "1/4"])
    >>> fit.relative_gradient < 1e-12, len(fit.singular_values)
    (True, 5)
    """
    for name, value, least in (("digits", digits, 10), ("most_steps", most_steps, 1)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")
    places, data = rational_vector(x, "x"), rational_vector(y, "y")
    if places.rows != data.rows or data.rows < 5:
        raise ValueError(f"x and y must have one length of at least 5, got {places.rows} and {data.rows}")
    context = MPContext()
    context.dps = digits
    xs, ys = ([context.mpf(int(q.p)) / int(q.q) for q in column] for column in (places, data))
    a = [context.mpf(int(q.p)) / int(q.q) for q in rational_vector(start, "start", 5)]
    damping, floor = context.mpf(1), context.mpf(10) ** (-digits // 3)
    tolerance = context.mpf(10) ** (-2 * digits // 5)
    square, residual, jacobian = _linearise(context, xs, ys, a)
    for _ in range(most_steps):
        relative = _relative_gradient(context, residual, jacobian)
        # where the data are fitted exactly there is no residual left to be orthogonal
        if relative < tolerance or context.norm(residual) < tolerance * context.norm(ys):
            values = sorted((float(s) for s in context.svd_r(jacobian, compute_uv=False)), reverse=True)
            predictions = tuple(value - r for value, r in zip(ys, residual, strict=True))
            return NetworkFit(tuple(a), predictions, float(relative), tuple(values), float(square))
        gram, gradient = jacobian.T * jacobian, jacobian.T * residual
        for i in range(5):
            gram[i, i] += damping
        trial = [value + step for value, step in zip(a, context.lu_solve(gram, gradient), strict=True)]
        attempt = _linearise(context, xs, ys, trial)
        if attempt[0] < square:
            # never quite undamped: where J is rank-deficient the bare system is singular
            a, damping = trial, max(damping / 4, floor)
            square, residual, jacobian = attempt
        else:
            damping *= 3
    raise ArithmeticError(
        f"no stationary point within {most_steps} steps; the relative gradient is {float(relative):.1e}"
    )


def _linearise(context: Any, xs: list[Any], ys: list[Any], a: list[Any]) -> tuple[Any, Any, Any]:
    c, v1, w1, v2, w2 = a
    residual, rows = [], []
    for x, y in zip(xs, ys, strict=True):
        h1, h2 = context.tanh(w1 * x), context.tanh(w2 * x)
        residual.append(y - (c + v1 * h1 + v2 * h2))
        rows.append([context.mpf(1), h1, v1 * x * (1 - h1**2), h2, v2 * x * (1 - h2**2)])
    r = context.matrix(residual)
    return sum(value**2 for value in residual), r, context.matrix(rows)


def _relative_gradient(context: Any, residual: Any, jacobian: Any) -> Any:
    size = context.norm(residual) * context.mnorm(jacobian, "f")
    return context.norm(jacobian.T * residual) / size if size else context.mpf(0)
