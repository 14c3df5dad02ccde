"""Densities: the semicircle, and the law of the commutator of two free semicircular variables."""

from __future__ import annotations

import cmath
import math

from lib.combinatorics.semicircular_systems.fock import check_natural

# The commutator's law ends at the square root of (11 + 5 sqrt 5) / 2.
TETILLA_EDGE = math.sqrt((11 + 5 * math.sqrt(5)) / 2)


def semicircle_density(x: float) -> float:
    r"""Return :math:`\frac1{2\pi}\sqrt{4-x^2}` on [-2, 2] and 0 outside: variance 1.

    Examples
    --------
    >>> round(semicircle_density(0.0), 6), semicircle_density(2.5)
    (0.31831, 0.0)
    """
    return 0.0 if abs(x) >= 2 else math.sqrt(4 - x * x) / (2 * math.pi)


def tetilla_density(x: float) -> float:
    r"""Return the density of :math:`\mathrm i[s_1,s_2]` for two free semicircular variables.

    It is the tetilla law at variance 2; the name usually stands for the law scaled to variance 1.  Its free
    cumulants of even order are all 2, so its Cauchy transform solves
    :math:`\frac1G+\frac{2G}{1-G^2}=z`, that is :math:`zG^3+G^2-zG+1=0`; the density is the imaginary part of the
    complex root, divided by :math:`\pi`.

    Examples
    --------
    >>> round(tetilla_density(0.0), 6), tetilla_density(3.4)
    (0.31831, 0.0)
    """
    if abs(x) >= TETILLA_EDGE:
        return 0.0
    if abs(x) < 1e-3:
        # Cardano's formula cancels here; the next term of the series is below 1e-11
        return (1 - 1.5 * x * x) / math.pi
    return max(root.imag for root in _cubic_roots(1 / x, -1.0, 1 / x)) / math.pi


def _cubic_roots(b: float, c: float, d: float) -> list[complex]:
    # the roots of t^3 + b t^2 + c t + d, by Cardano's formula
    p, q = c - b * b / 3, 2 * b**3 / 27 - b * c / 3 + d
    root = cmath.sqrt(q * q / 4 + p**3 / 27)
    # of the two signs the one that does not cancel
    u = max((-q / 2 + root, -q / 2 - root), key=abs) ** (1 / 3)
    turns = [u * cmath.exp(2j * math.pi * k / 3) for k in range(3)]
    return [t - p / (3 * t) - b / 3 if t else complex(-b / 3) for t in turns]


def numerical_moment(order: int, edge: float = TETILLA_EDGE, steps: int = 4000) -> float:
    """Return a moment of the commutator's law by Simpson's rule on its density.

    Parameters
    ----------
    order
        Which moment.
    edge
        The end of the interval; mass outside is missed.
    steps
        An even number of intervals.

    Raises
    ------
    ValueError
        If the order is negative, the edge not positive or the number of steps not a positive even number.

    Examples
    --------
    >>> [round(numerical_moment(k), 2) for k in (0, 2, 4)]
    [1.0, 2.0, 10.0]
    """
    check_natural(order, "order")
    if not edge > 0:
        raise ValueError(f"edge must be positive, got {edge}")
    if steps < 2 or steps % 2:
        raise ValueError(f"steps must be a positive even number, got {steps}")
    # x = edge sin(t) makes the density smooth at its ends
    h = math.pi / steps
    total = 0.0
    for i in range(steps + 1):
        t = -math.pi / 2 + i * h
        x = edge * math.sin(t)
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * x**order * tetilla_density(x) * edge * math.cos(t)
    return total * h / 3
