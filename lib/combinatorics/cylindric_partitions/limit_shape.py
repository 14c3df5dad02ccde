r"""The limit shape of a large random cylindric plane partition, beyond the thesis.

As z tends to 1 with the profile fixed, all partitions around the cylinder look alike on the scale
:math:`1/\varepsilon`, where :math:`\varepsilon=\log\frac1z`.  Write a partition as particles at the half-integers
:math:`\mu_i-i+\frac12`.  Free fermions on a circle of T steps suggest for their density at :math:`u=\varepsilon x`

.. math:: \rho(u)=\frac1{2\pi}\int_0^{2\pi}\frac{d\theta}{1+e^{Tu}(1-e^{i\theta})^{n_1}(1-e^{-i\theta})^{n_0}}

for :math:`n_1` growing and :math:`n_0` shrinking steps.  Derived in the chapter by a heuristic argument, checked there
against exact samples and exact mean weights; not proved.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence

from lib.combinatorics.cylindric_partitions.cylindric import check_profile
from lib.combinatorics.cylindric_partitions.strips import check_partition
from lib.exact import Partition

NODES = 400


def _exponents(profile: Sequence[int], nodes: int) -> tuple[int, list[tuple[float, complex]]]:
    r"""Return T and, for a quadrature over theta, weights and :math:`\log((1-e^{i\theta})^{n_1}(1-e^{-i\theta})^{n_0})`.

    The integrand at :math:`-\theta` is the conjugate, so the half circle is enough; it is singular only at 0, where
    :math:`\theta=\pi x^4` crowds the midpoints.  Within :math:`|n_1-n_0|\le1` the imaginary part stays inside
    :math:`(-\pi/2,\pi/2)`, and the denominator stays away from 0.
    """
    word = check_profile(profile)
    if nodes < 1:
        raise ValueError(f"nodes must be at least 1, got {nodes}")
    growing = sum(word)
    shrinking = len(word) - growing
    if abs(growing - shrinking) > 1:
        raise ValueError(
            f"profile must have growing and shrinking steps in numbers that differ by at most 1, got {growing} and {shrinking}"
        )
    values = []
    for node in range(nodes):
        x = (node + 0.5) / nodes
        theta = math.pi * x**4
        modulus = math.log(2 * math.sin(theta / 2))
        exponent = complex(len(word) * modulus, (growing - shrinking) * (theta - math.pi) / 2)
        values.append((4 * x**3 / nodes, exponent))
    return len(word), values


def limit_density(profile: Sequence[int], u: float, nodes: int = NODES) -> float:
    r"""Return the density :math:`\rho(u)` of particles.

    Parameters
    ----------
    profile
        Letters 0 and 1, of each kind at most one more than of the other.
    u
        The place, in units of :math:`1/\log\frac1z`.
    nodes
        Points of the midpoint rule.

    Raises
    ------
    TypeError, ValueError
        If the profile is bad, its two numbers of letters differ by more than 1, or there are no nodes.

    Notes
    -----
    Linear in the number of nodes.  For the profile (1, 0) the integral is :math:`1/\sqrt{1+4e^{2u}}`.

    Examples
    --------
    >>> [round(limit_density((1, 0), u), 3) for u in (-2.0, 0.0, 2.0)]
    [0.965, 0.447, 0.068]
    """
    period, exponents = _exponents(profile, nodes)
    return sum(part * _fermi(period * u + exponent).real for part, exponent in exponents)


def _fermi(x: complex) -> complex:
    """Return 1 / (1 + exp x) without overflow."""
    if x.real > 0:
        small = cmath.exp(-x)
        return small / (1 + small)
    return 1 / (1 + cmath.exp(x))


def particles_above(profile: Sequence[int], u: float, nodes: int = NODES) -> float:
    r"""Return :math:`N(u)=\int_u^\infty\rho`, the scaled number of particles beyond a place.

    Parameters
    ----------
    profile, u, nodes
        As in :func:`limit_density`.

    Raises
    ------
    TypeError, ValueError
        As :func:`limit_density`.

    Notes
    -----
    The integral over u is elementary: the mean over theta of :math:`\frac1T\log(1+e^{-x})`, x the exponent above.

    Examples
    --------
    >>> round(particles_above((1, 0), 0.0), 4), round(math.asinh(0.5), 4)
    (0.4812, 0.4812)
    """
    period, exponents = _exponents(profile, nodes)
    return sum(part * _softplus(-(period * u + exponent)).real for part, exponent in exponents) / period


def _softplus(x: complex) -> complex:
    if x.real > 0:
        return x + cmath.log(1 + cmath.exp(-x))
    return cmath.log(1 + cmath.exp(x))


def fixed_charge_correction(profile: Sequence[int], u: float, nodes: int = NODES) -> float:
    r"""Return :math:`\rho'(u)/(2T)`: what to add to the expected number of particles beyond a place.

    Free fermions have a random total charge, of variance :math:`1/(\varepsilon T)`, and a charge shifts all particles.
    Partitions have charge 0.  Taking the average over the shifts out again leaves this correction, of the order of a
    tenth of a particle.

    Parameters
    ----------
    profile, u, nodes
        As in :func:`limit_density`.

    Raises
    ------
    TypeError, ValueError
        As :func:`limit_density`.

    Examples
    --------
    >>> round(fixed_charge_correction((0,), 0.0), 3)
    -0.125
    """
    _, exponents = _exponents(profile, nodes)
    period = len(profile)
    values = ((part, _fermi(period * u + exponent)) for part, exponent in exponents)
    return -sum(part * (value * (1 - value)).real for part, value in values) / 2


def particles_beyond(shape: Partition, place: float) -> int:
    r"""Return how many of the particles :math:`\mu_i-i+\frac12` of a partition lie beyond a place.

    Parameters
    ----------
    shape
        A partition; its empty rows count too.
    place
        Any number.

    Raises
    ------
    TypeError, ValueError
        If the shape is not a partition.

    Examples
    --------
    >>> particles_beyond((3, 1), 0), particles_beyond((3, 1), -4)
    (1, 4)
    """
    rows = check_partition(shape, "shape")
    filled = sum(part - row - 0.5 > place for row, part in enumerate(rows))
    empty = max(0, math.ceil(-place - 0.5) - len(rows))
    return filled + empty


def outline(shape: Partition, places: Sequence[float]) -> list[float]:
    r"""Return the height of a partition's outline over some places, the diagram turned by 45 degrees.

    Over a place x the height is x plus twice the number of particles beyond x; far out it is :math:`|x|`.

    Raises
    ------
    TypeError, ValueError
        If the shape is not a partition.

    Examples
    --------
    >>> outline((2, 1), [-3, -2, -1, 0, 1, 2, 3])
    [3, 2, 3, 2, 3, 2, 3]
    """
    return [place + 2 * particles_beyond(shape, place) for place in places]
