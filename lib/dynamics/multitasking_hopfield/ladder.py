"""The states of the diluted network at zero temperature, exactly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from math import floor, log
from numbers import Integral, Rational

import sympy


def check_dilution(dilution: Fraction | float) -> None:
    """Raise unless the dilution lies in [0, 1).

    Raises
    ------
    ValueError
        Naming what it got.
    """
    if not 0 <= dilution < 1:
        raise ValueError(f"dilution must lie in [0, 1), got {dilution}")


def check_count(value: object, name: str) -> None:
    """Raise unless a number of patterns or examples is an integer and at least 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument and what it got.
    """
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")


def hierarchical_state(patterns: int, dilution: Fraction) -> list[Fraction]:
    r"""Return the ladder :math:`m_k=(1-d)d^{k-1}`: each neuron follows the first pattern that does not leave it out.

    Parameters
    ----------
    patterns
        K, at least 1.
    dilution
        d, the share of zeros in a pattern, in [0, 1).

    Returns
    -------
    list of Fraction
        The K overlaps, not divided by 1 - d.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> hierarchical_state(3, Fraction(1, 2))
    [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8)]
    """
    check_count(patterns, "patterns")
    check_dilution(dilution)
    d = Fraction(dilution)
    return [(1 - d) * d**k for k in range(patterns)]


def hierarchical_margin(patterns: int, dilution: Fraction) -> Fraction:
    r"""Return :math:`1-2d+d^K`, the aligned field of the worst neuron of the ladder; the ladder is stable if positive.

    The worst neuron belongs to pattern 1 and is opposed by all the others.

    Examples
    --------
    >>> hierarchical_margin(2, Fraction(3, 4))
    Fraction(1, 16)
    """
    check_count(patterns, "patterns")
    check_dilution(dilution)
    d = Fraction(dilution)
    return 1 - 2 * d + d**patterns


def critical_dilution(patterns: int) -> sympy.Expr:
    r"""Return the dilution :math:`d_c` at which the ladder of K patterns stops being stable, exactly.

    Parameters
    ----------
    patterns
        K, at least 3: two patterns never leave the ladder.

    Raises
    ------
    ValueError
        If there are fewer than three patterns.

    Examples
    --------
    >>> critical_dilution(3), [round(float(critical_dilution(k)), 6) for k in (4, 5)]
    (-1/2 + sqrt(5)/2, [0.543689, 0.51879])
    """
    check_count(patterns, "patterns")
    if patterns < 3:
        raise ValueError(f"patterns must be at least 3 (1 - 2d + d^2 never vanishes below 1), got {patterns}")
    d = sympy.Symbol("d")
    quotient = sympy.Poly(sympy.cancel((1 - 2 * d + d**patterns) / (1 - d)), d)
    if patterns == 3:
        return next(root for root in sympy.roots(quotient) if 0 < root < 1)
    return next(root for root in quotient.real_roots() if 0 < root < 1)


def zero_temperature_map(overlaps: Sequence[Fraction], dilution: Fraction) -> list[Fraction]:
    r"""Return :math:`m_\mu\mapsto E[x_\mu\,\mathrm{sign}(\sum_\nu m_\nu x_\nu)]`, with sign 0 at a tie.

    Parameters
    ----------
    overlaps
        The K current overlaps.
    dilution
        d in [0, 1).

    Raises
    ------
    TypeError
        If an overlap is not a fraction or an integer: a rounded number would break ties by its rounding.
    ValueError
        If the dilution is out of range, or there is no overlap.

    Notes
    -----
    Visits all 3^K columns.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> zero_temperature_map(hierarchical_state(3, half), half) == hierarchical_state(3, half)
    True
    """
    check_dilution(dilution)
    check_count(len(overlaps), "overlaps")
    for m in overlaps:
        if not isinstance(m, Rational):
            raise TypeError(f"overlaps must be fractions, got {m!r}, which may break a tie by rounding")
    result = [Fraction(0)] * len(overlaps)
    for column in itertools.product((-1, 0, 1), repeat=len(overlaps)):
        zeros = column.count(0)
        weight = Fraction(dilution) ** zeros * ((1 - Fraction(dilution)) / 2) ** (len(column) - zeros)
        field = sum(m * x for m, x in zip(overlaps, column, strict=True))
        sign = (field > 0) - (field < 0)
        for k, x in enumerate(column):
            result[k] += weight * x * sign
    return result


def majority_state(dilution: Fraction) -> list[Fraction]:
    r"""Return the other zero-temperature state of three patterns: a majority vote, ties broken in order.

    With :math:`a=1-d` it is :math:`(a(1-a^2/2),\,a(1-a+a^2/2),\,a(1-2a+3a^2/2))`.

    Examples
    --------
    >>> d = Fraction(7, 10)
    >>> zero_temperature_map(majority_state(d), d) == majority_state(d)
    True
    """
    check_dilution(dilution)
    a = 1 - Fraction(dilution)
    return [a * (1 - a**2 / 2), a * (1 - a + a**2 / 2), a * (1 - 2 * a + 3 * a**2 / 2)]


def ground_energy(overlaps: Sequence[Fraction]) -> Fraction:
    r"""Return the energy per neuron of a zero-temperature fixed point, :math:`-\frac12\sum_\mu m_\mu^2`.

    Examples
    --------
    >>> ground_energy([Fraction(1, 2), Fraction(1, 4)])
    Fraction(-5, 32)
    """
    return -sum((m * m for m in overlaps), Fraction(0)) / 2


def energy_crossing() -> sympy.Expr:
    """Return the dilution at which ladder and majority state of three patterns have equal energy.

    Examples
    --------
    >>> energy_crossing()
    1/7 + 2*sqrt(2)/7
    """
    d = sympy.Symbol("d")
    a = 1 - d
    ladder = sum((a * d**k) ** 2 for k in range(3))
    vote = sum(
        sympy.expand(m) ** 2 for m in (a * (1 - a**2 / 2), a * (1 - a + a**2 / 2), a * (1 - 2 * a + 3 * a**2 / 2))
    )
    roots = sympy.solve(sympy.factor(ladder - vote), d)
    return next(root for root in roots if root.is_real and 0 < root < 1)


def most_patterns(neurons: int, dilution: float) -> int:
    r"""Return :math:`1+\lfloor\ln N/\ln(1/d)\rfloor`, the number of rungs with at least one neuron each.

    Raises
    ------
    ValueError
        If the dilution is not inside (0, 1), or there is no neuron.

    Examples
    --------
    >>> most_patterns(20_000, 0.5), most_patterns(1_000, 0.1)
    (15, 4)
    """
    check_count(neurons, "neurons")
    if not 0 < dilution < 1:
        raise ValueError(f"dilution must lie strictly between 0 and 1, got {dilution}")
    # 1,000 neurons and d = 0.1 make 3 in exact arithmetic and a little less in rounded
    return 1 + floor(log(neurons) / log(1 / dilution) * (1 + 1e-12))


def example_threshold(patterns: int, dilution: float, quality: float) -> float:
    r"""Return the number of examples at which a neuron of pattern 1 has a mean field of one standard deviation.

    .. math::

        M=\frac{1-r^2}{r^2}\cdot\frac{1+(1-d)s}{1-(1-d)s},\qquad s=\frac{d^2(1-d^{2(K-1)})}{1-d^2}

    Parameters
    ----------
    patterns, dilution, quality
        K, d in [0, 1) and r in (0, 1].

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(example_threshold(1, 0.0, 0.2), 6), round(example_threshold(2, 0.25, 0.2), 1)
    (24.0, 26.4)
    """
    check_count(patterns, "patterns")
    check_dilution(dilution)
    if not 0 < quality <= 1:
        raise ValueError(f"quality must lie in (0, 1], got {quality}")
    s = sum(dilution ** (2 * k) for k in range(1, patterns))
    return (1 - quality**2) / quality**2 * (1 + (1 - dilution) * s) / (1 - (1 - dilution) * s)
