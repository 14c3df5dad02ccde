"""Barcodes along lines: by gudhi for long slices, by inclusion and exclusion of ranks for short ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Any

from lib.networks.multipersistence.bifiltration import Bifiltration, Degree, Number, check_degree


def line_values(
    f: Bifiltration, basepoint: Sequence[Number], direction: Sequence[Number] = (1, 1)
) -> dict[tuple[int, ...], Any]:
    r"""Return, for each simplex, the time at which the line :math:`c+t\,v` meets the region where it is present.

    It is :math:`\max_k(f_k(\sigma)-c_k)/v_k`.

    Parameters
    ----------
    f
        The bifiltration.
    basepoint, direction
        The point :math:`c` and the direction :math:`v`, positive in every coordinate.

    Raises
    ------
    ValueError
        If a direction is not positive, or numbers of parameters differ.

    Examples
    --------
    >>> from lib.networks.multipersistence import three_arms
    >>> line_values(three_arms(), (0, 1))[(0, 1)]
    Fraction(1, 1)
    """
    for name, value in (("basepoint", basepoint), ("direction", direction)):
        if len(value) != f.parameters:
            raise ValueError(f"{name} must have {f.parameters} coordinates, got {len(value)}")
    if not all(0 < v < inf for v in direction):
        raise ValueError(f"direction must be positive in every coordinate, got {tuple(direction)}")
    if not all(-inf < c < inf for c in basepoint):
        raise ValueError(f"basepoint must be finite, got {tuple(basepoint)}")

    def time(value: Degree) -> Any:
        return max(_quotient(x - c, v) for x, c, v in zip(value, basepoint, direction, strict=True))

    return {simplex: time(value) for simplex, value in f.values.items()}


def _quotient(x: Any, v: Any) -> Any:
    exact = isinstance(x, int | Fraction) and isinstance(v, int | Fraction)
    return Fraction(x) / Fraction(v) if exact else x / v


def fibered_barcode(
    f: Bifiltration, degree: int, basepoint: Sequence[Number], direction: Sequence[Number] = (1, 1)
) -> list[tuple[float, float]]:
    """Return the barcode along a line, computed by gudhi over two elements.

    Parameters
    ----------
    f, basepoint, direction
        As for :func:`line_values`.
    degree
        The homological degree.

    Returns
    -------
    list
        Sorted pairs of birth and death, half open; bars of length zero are left out.

    Raises
    ------
    TypeError, ValueError
        As for :func:`line_values`, or if the degree is negative.
    ImportError
        If gudhi is not installed.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape
    >>> fibered_barcode(l_shape((1, 1), (3, 2)), 1, (0, -1))
    [(2.0, 3.0)]
    """
    check_degree(degree)
    return _bars(line_values(f, basepoint, direction), degree)


def bars(values: Mapping[tuple[int, ...], Any], degree: int) -> list[tuple[float, float]]:
    """Return the barcode of one filtration, by gudhi.

    Parameters
    ----------
    values
        For each simplex the number at which it enters.
    degree
        The homological degree.

    Raises
    ------
    TypeError, ValueError
        If the degree is negative, or the values are no filtration, as for :class:`Bifiltration`.
    ImportError
        If gudhi is not installed.

    Examples
    --------
    >>> bars({(0,): 0, (1,): 1, (0, 1): 3}, 0)
    [(0.0, inf), (1.0, 3.0)]
    """
    check_degree(degree)
    f = Bifiltration({simplex: (value,) for simplex, value in values.items()})
    return _bars({simplex: value for simplex, (value,) in f.values.items()}, degree)


def _bars(values: Mapping[tuple[int, ...], Any], degree: int) -> list[tuple[float, float]]:
    """Return the barcode of values that are known to be a filtration."""
    try:
        import gudhi
    except ImportError:
        raise ImportError(
            "barcodes of long slices are computed by gudhi, which is not installed: pip install gudhi==3.11.0"
        ) from None
    tree = gudhi.SimplexTree()
    for simplex, value in values.items():
        tree.insert(list(simplex), filtration=float(value))
    # bars in the top dimension count too
    tree.compute_persistence(homology_coeff_field=2, min_persistence=0, persistence_dim_max=True)
    found = tree.persistence_intervals_in_dimension(degree)
    return sorted((float(birth), float(death)) for birth, death in found if birth < death)


def barcode_of_ranks(
    ranks: Mapping[tuple[Degree, Degree], int], line: Sequence[Degree]
) -> dict[tuple[int, float], int]:
    r"""Return the barcode of a module restricted to ascending points, from its ranks and nothing else.

    The bar :math:`[s,t)` occurs as often as :math:`\mathrm{rk}(s,t-1)-\mathrm{rk}(s,t)` is larger than
    :math:`\mathrm{rk}(s-1,t-1)-\mathrm{rk}(s-1,t)`.

    Parameters
    ----------
    ranks
        As :func:`~lib.networks.multipersistence.rank_invariant` returns them.
    line
        Grid points, each below the next.

    Returns
    -------
    dict
        For each bar, given by places in the line, how often it occurs; a bar that does not end ends at infinity.

    Raises
    ------
    ValueError
        If a pair of points on the line has no rank.

    Examples
    --------
    >>> from lib.networks.multipersistence import l_shape, rank_invariant
    >>> ranks = rank_invariant(l_shape((1, 1), (3, 2)), 1, [range(6), range(6)])
    >>> barcode_of_ranks(ranks, [(t, t - 1) for t in range(1, 6)])
    {(1, 2): 1}
    """
    size = len(line)

    def rank(s: int, t: int) -> int:
        if s < 0 or t >= size:
            return 0
        pair = (tuple(line[s]), tuple(line[t]))
        if pair not in ranks:
            raise ValueError(f"line must consist of ascending grid points, {pair} is no pair of the ranks")
        return ranks[pair]

    found: dict[tuple[int, float], int] = {}
    for s in range(size):
        for t in range(s + 1, size + 1):
            count = rank(s, t - 1) - rank(s, t) - rank(s - 1, t - 1) + rank(s - 1, t)
            if count:
                found[s, t if t < size else inf] = count
    return found
