r"""Macdonald's weights, step by step: Pieri coefficients where a partition grows or shrinks.

Every weight here is a product of the factors :math:`B(a,\ell)=\frac{1-q^at^{\ell+1}}{1-q^{a+1}t^\ell}` to integer
powers.  It is kept as the multiset of its powers, so that two weights are compared as rational functions without
expanding them; q and t may then be numbers, symbols or elements of a field of fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from lib.combinatorics.cylindric_partitions.cylindric import validate
from lib.combinatorics.cylindric_partitions.strips import is_horizontal_strip
from lib.exact import Partition, conjugate

Powers = Counter[tuple[int, int]]


def boxes_of_column(shape: Partition, heights: Sequence[int], column: int) -> Powers:
    """Return the factors of the boxes of one column, counted from 0; none if the shape does not reach it."""
    height = heights[column] if column < len(heights) else 0
    return Counter((shape[row] - column - 1, height - row - 1) for row in range(height))


def _row(shape: Partition, heights: Sequence[int], row: int, columns: Iterable[int]) -> Powers:
    """Return the factors of some boxes of one row."""
    part = shape[row] if row < len(shape) else 0
    return Counter((part - column - 1, heights[column] - row - 1) for column in columns if column < part)


def _difference(plus: Powers, minus: Powers) -> Powers:
    result = Counter(plus)
    result.subtract(minus)
    return result


def phi_powers(outer: Partition, inner: Partition) -> Powers:
    r"""Return :math:`\varphi_{\lambda/\mu}` as powers of the factors :math:`B(a,\ell)`.

    Raises
    ------
    TypeError, ValueError
        If the two are not partitions that differ by a horizontal strip.

    Examples
    --------
    >>> sorted(phi_powers((2, 2), (2, 1)).items())
    [((0, 1), 1)]
    """
    high, low, columns, _ = _strip(outer, inner)
    powers: Powers = Counter()
    for column in columns:
        powers.update(_difference(boxes_of_column(outer, high, column), boxes_of_column(inner, low, column)))
    return tidy(powers)


def psi_powers(outer: Partition, inner: Partition) -> Powers:
    r"""Return :math:`\psi_{\lambda/\mu}` as powers of the factors :math:`B(a,\ell)`.

    Raises
    ------
    TypeError, ValueError
        If the two are not partitions that differ by a horizontal strip.

    Examples
    --------
    >>> sorted(psi_powers((2, 1), (1, 1)).items())
    [((0, 1), 1), ((1, 1), -1)]
    """
    high, low, columns, rows = _strip(outer, inner)
    powers: Powers = Counter()
    for row in rows:
        others = [column for column in range(outer[row]) if column not in columns]
        powers.update(_difference(_row(inner, low, row, others), _row(outer, high, row, others)))
    return tidy(powers)


def _strip(outer: Partition, inner: Partition) -> tuple[Partition, Partition, set[int], set[int]]:
    """Return both conjugates and the columns and rows that the strip meets."""
    if not is_horizontal_strip(outer, inner):
        raise ValueError(f"outer/inner must be a horizontal strip, got {outer} and {inner}")
    high, low = conjugate(outer), conjugate(inner)
    columns = {column for column, height in enumerate(high) if column >= len(low) or low[column] < height}
    rows = {row for row, part in enumerate(outer) if row >= len(inner) or inner[row] < part}
    return high, low, columns, rows


def tidy(powers: Powers) -> Powers:
    """Drop the factors to the power 0."""
    return Counter({key: power for key, power in powers.items() if power})


def factor_powers(powers: Powers) -> dict[tuple[int, int], int]:
    r"""Rewrite powers of :math:`B(a,\ell)` as powers of the factors :math:`1-q^it^j`.

    The factors for different :math:`(i,j)` are multiplicatively independent, and along a line :math:`i+j` constant each
    :math:`B(a,\ell)` is a quotient of neighbours.  So two weights agree as rational functions exactly when their powers
    agree, in either form.

    Examples
    --------
    >>> factor_powers(Counter({(0, 0): 1, (1, 0): -1}))
    {(0, 1): 1, (1, 0): -1, (1, 1): -1, (2, 0): 1}
    """
    found: Counter[tuple[int, int]] = Counter()
    for (arm, leg), power in powers.items():
        found[arm, leg + 1] += power
        found[arm + 1, leg] -= power
    return {key: found[key] for key in sorted(found) if found[key]}


def evaluate_powers(powers: Powers, q: Any, t: Any) -> Any:
    """Put q and t into a product of factors.

    Parameters
    ----------
    powers
        Powers of the factors B(a, l).
    q, t
        Integers, Fractions, sympy expressions or elements of a sympy field; floats are refused, since rounding hides
        what cancels.

    Raises
    ------
    TypeError
        If q or t is a float.
    ValueError
        If a factor in the denominator vanishes: q = 1 or another root of unity, or 1 = q^i t^j.

    Examples
    --------
    >>> evaluate_powers(Counter({(0, 0): 1}), Fraction(1, 3), Fraction(2, 5))
    Fraction(9, 10)
    """
    q, t = exact("q", q), exact("t", t)
    above, below = q**0, q**0
    for (i, j), power in factor_powers(powers).items():
        factor = 1 - q**i * t**j
        if power > 0:
            above = above * factor**power
        elif factor == 0:
            raise ValueError(f"q and t must not make 1 - q^{i} t^{j} vanish in a denominator, got q = {q}, t = {t}")
        else:
            below = below * factor**-power
    return above / below


def exact(name: str, value: Any) -> Any:
    """Return an exact value of q or t, integers as Fractions.

    Raises
    ------
    TypeError
        If it is a float or nothing one can calculate with.

    Examples
    --------
    >>> exact("q", 2)
    Fraction(2, 1)
    """
    if isinstance(value, float | complex | bool) or getattr(value, "is_Float", False) or not hasattr(value, "__pow__"):
        raise TypeError(f"{name} must be exact (an integer, a Fraction or a symbol), got {value!r}")
    return Fraction(value) if isinstance(value, int) else value


def macdonald_b(shape: Partition, row: int, column: int, q: Any, t: Any) -> Any:
    r"""Return :math:`b_\lambda(s)` for the box in a row and a column, both counted from 1; 1 outside the shape.

    Raises
    ------
    TypeError, ValueError
        As :func:`evaluate_powers`; ``ValueError`` also if the row or the column is not positive.

    Examples
    --------
    >>> import sympy
    >>> macdonald_b((3, 1), 1, 1, *sympy.symbols("q t"))
    (-q**2*t**2 + 1)/(-q**3*t + 1)
    """
    if row < 1 or column < 1:
        raise ValueError(f"row and column must be at least 1, got {row} and {column}")
    heights = conjugate(shape)
    if row > len(shape) or column > shape[row - 1]:
        return exact("q", q) ** 0
    return evaluate_powers(Counter({(shape[row - 1] - column, heights[column - 1] - row): 1}), q, t)


def pieri_phi(outer: Partition, inner: Partition, q: Any, t: Any) -> Any:
    r"""Return Macdonald's coefficient :math:`\varphi_{\lambda/\mu}(q,t)`, the one in :math:`P_\mu g_r=\sum\varphi P_\lambda`.

    Raises
    ------
    TypeError, ValueError
        If the two do not differ by a horizontal strip, or as :func:`evaluate_powers`.

    References
    ----------
    Macdonald, *Symmetric Functions and Hall Polynomials*, VI (6.24).

    Examples
    --------
    >>> import sympy
    >>> pieri_phi((2, 2), (2, 1), *sympy.symbols("q t"))
    (1 - t**2)/(-q*t + 1)
    """
    return evaluate_powers(phi_powers(outer, inner), q, t)


def pieri_psi(outer: Partition, inner: Partition, q: Any, t: Any) -> Any:
    r"""Return Macdonald's coefficient :math:`\psi_{\lambda/\mu}(q,t)`, the one in :math:`Q_\mu g_r=\sum\psi Q_\lambda`.

    Raises
    ------
    TypeError, ValueError
        If the two do not differ by a horizontal strip, or as :func:`evaluate_powers`.

    Examples
    --------
    >>> pieri_psi((2, 1), (1, 1), Fraction(1, 3), Fraction(2, 5))
    Fraction(903, 923)
    """
    return evaluate_powers(psi_powers(outer, inner), q, t)


def weight_powers(profile: Sequence[int], cpp: Sequence[Partition]) -> Powers:
    r"""Return the Macdonald weight as powers, step by step: :math:`\varphi` where it grows, :math:`\psi` where it shrinks.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>`.

    Examples
    --------
    >>> sorted(weight_powers((1, 0), ((), (1,), ())).items())
    [((0, 0), 1)]
    """
    shapes = validate(profile, cpp)
    powers: Powers = Counter()
    for letter, before, after in zip(profile, shapes, shapes[1:], strict=False):
        powers.update(phi_powers(after, before) if letter else psi_powers(before, after))
    return tidy(powers)


def macdonald_weight(profile: Sequence[int], cpp: Sequence[Partition], q: Any, t: Any) -> Any:
    r"""Return :math:`W_c(q,t)`, the product of :math:`\varphi` over growing and :math:`\psi` over shrinking steps.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>` and :func:`evaluate_powers`.

    Notes
    -----
    Linear in the number of boxes of all partitions.

    Examples
    --------
    >>> import sympy
    >>> cpp = ((2,), (3, 1), (1,), (4, 1), (2,))
    >>> macdonald_weight((1, 0, 1, 0), cpp, sympy.Integer(0), sympy.Symbol("t"))
    (1 - t)**4
    """
    return evaluate_powers(weight_powers(profile, cpp), q, t)
