"""Gradient descent in exact fractions: the limit that least squares is about."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import sympy

from lib.categories.gauss_markov.model import LinearModel, Vector, positive_definite
from lib.exact.linear_algebra import rational, rational_vector

# The number of digits grows in proportion to the number of steps, and so does the time of each step.
MOST_STEPS = 20


@dataclass(frozen=True)
class Step:
    """One state of gradient descent: the parameters and the residual they leave."""

    a: Vector
    r: Vector


def gradient_descent_exact(model: LinearModel, y: object, a0: object, eta: object, steps: int) -> list[Step]:
    r"""Run :math:`a_{t+1}=a_t+\eta X^\top W(y-F(a_t))` in exact fractions.

    Parameters
    ----------
    model
        The model.
    y
        Data.
    a0
        Where to start.
    eta
        The step size, an exact number.
    steps
        How many steps, at most 20.

    Returns
    -------
    list of Step
        ``steps + 1`` states, the first at ``a0``.

    Raises
    ------
    ValueError
        If ``steps`` is negative or more than 20, or a length is wrong.

    Warns
    -----
    UserWarning
        If ``eta`` lies outside :math:`(0,2/\lambda_{\max})`, where the descent need not converge.

    Notes
    -----
    Each step adds at most a fixed number of digits, so t steps cost O(t^2) digit operations per entry.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])
    >>> [step.a.T for step in gradient_descent_exact(model, [1, 2, 4], [0, 0], "1/4", 2)]
    [Matrix([[0, 0]]), Matrix([[7/4, 5/2]]), Matrix([[5/16, 9/16]])]
    """
    if isinstance(steps, bool) or not isinstance(steps, int):
        raise TypeError(f"steps must be an integer, got {type(steps).__name__}")
    if not 0 <= steps <= MOST_STEPS:
        raise ValueError(f"steps must be between 0 and {MOST_STEPS}, got {steps}: the fractions grow with every step")
    rate = rational(eta, "eta")
    data = rational_vector(y, "y", model.n)
    gradient = model.X.T * model.weights
    if not step_size_is_safe(model, rate):
        warnings.warn(f"eta must lie in (0, 2/lambda_max) for convergence, got {rate}", stacklevel=2)
    states = [Step(rational_vector(a0, "a0", model.m), model.residual(a0, data))]
    for _ in range(steps):
        a = states[-1].a + rate * gradient * states[-1].r
        states.append(Step(a, model.residual(a, data)))
    return states


def step_size_is_safe(model: LinearModel, eta: sympy.Rational) -> bool:
    r"""Whether :math:`0<\eta<2/\lambda_{\max}(X^\top WX)`, decided exactly: :math:`2I/\eta-X^\top WX` is positive.

    Examples
    --------
    >>> model = LinearModel([[1, 0], [1, 1], [1, 2]])  # eigenvalues 4 - sqrt(10) and 4 + sqrt(10)
    >>> step_size_is_safe(model, sympy.Rational(1, 4)), step_size_is_safe(model, sympy.Rational(3, 10))
    (True, False)
    """
    if eta <= 0:
        return False
    gram = model.X.T * model.weights * model.X
    return positive_definite(2 / eta * sympy.ImmutableMatrix.eye(model.m) - gram)
