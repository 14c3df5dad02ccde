r"""Macdonald's weights: Pieri coefficients step by step, peaks and valleys of lattice paths, the (q,t) product.

Every weight here is a product of the factors :math:`B(a,\ell)=\frac{1-q^at^{\ell+1}}{1-q^{a+1}t^\ell}` to integer
powers.  It is kept as the multiset of its powers, so that two weights are compared as rational functions without
expanding them; q and t may then be numbers, symbols or elements of a field of fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lib.combinatorics.cylindric_partitions.cylindric import (
    Profile,
    check_profile,
    product_hooks,
    validate,
)
from lib.combinatorics.cylindric_partitions.strips import is_horizontal_strip
from lib.exact import Partition, conjugate

Powers = Counter[tuple[int, int]]


def _column(shape: Partition, heights: Sequence[int], column: int) -> Powers:
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
        powers.update(_difference(_column(outer, high, column), _column(inner, low, column)))
    return _tidy(powers)


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
    return _tidy(powers)


def _strip(outer: Partition, inner: Partition) -> tuple[Partition, Partition, set[int], set[int]]:
    """Return both conjugates and the columns and rows that the strip meets."""
    if not is_horizontal_strip(outer, inner):
        raise ValueError(f"outer/inner must be a horizontal strip, got {outer} and {inner}")
    high, low = conjugate(outer), conjugate(inner)
    columns = {column for column, height in enumerate(high) if column >= len(low) or low[column] < height}
    rows = {row for row, part in enumerate(outer) if row >= len(inner) or inner[row] < part}
    return high, low, columns, rows


def _tidy(powers: Powers) -> Powers:
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
    q, t = _exact("q", q), _exact("t", t)
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


def _exact(name: str, value: Any) -> Any:
    if isinstance(value, float | complex):
        raise TypeError(f"{name} must be exact (a Fraction or a symbol), got {value!r}")
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
        return _exact("q", q) ** 0
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
    return _tidy(powers)


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


@dataclass(frozen=True)
class Path:
    """The height of one column of the partitions, followed around the cylinder.

    Parameters
    ----------
    column
        Counted from 1.
    heights
        The height of the column at the vertices 0 to T.
    steps
        ``"U"`` or ``"D"`` for each step.
    peaks, valleys
        Vertices 1 to T (T stands for the seam) where the path turns down, or up.
    """

    column: int
    heights: tuple[int, ...]
    steps: str
    peaks: tuple[int, ...]
    valleys: tuple[int, ...]


def lattice_paths(profile: Sequence[int], cpp: Sequence[Partition]) -> list[Path]:
    """Return the lattice path of every column that is not empty throughout.

    A step goes up if the column grows in a growing step, or does not shrink in a shrinking step; otherwise down.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>`.

    Notes
    -----
    T times the length of the longest row.

    Examples
    --------
    >>> lattice_paths((1, 0, 1, 0), ((2,), (3, 1), (1,), (4, 1), (2,)))[0]
    Path(column=1, heights=(1, 2, 1, 2, 1), steps='UDUD', peaks=(1, 3), valleys=(2, 4))
    """
    shapes = validate(profile, cpp)
    columns = [conjugate(shape) for shape in shapes]
    found = []
    for column in range(max(map(len, columns))):
        heights = tuple(shape[column] if column < len(shape) else 0 for shape in columns)
        steps = "".join(
            "U" if (after > before if letter else after == before) else "D"
            for letter, before, after in zip(profile, heights, heights[1:], strict=False)
        )
        turns = list(zip(steps, steps[1:] + steps[0], strict=True))
        peaks = tuple(k for k, turn in enumerate(turns, start=1) if turn == ("U", "D"))
        valleys = tuple(k for k, turn in enumerate(turns, start=1) if turn == ("D", "U"))
        found.append(Path(column + 1, heights, steps, peaks, valleys))
    return found


def column_powers(shape: Partition, column: int) -> Powers:
    """Return the factors B(a, l) of the boxes of one column, counted from 1.

    Raises
    ------
    ValueError
        If the column is not positive.

    Examples
    --------
    >>> sorted(column_powers((3, 1), 1).items())
    [((0, 0), 1), ((2, 1), 1)]
    """
    if column < 1:
        raise ValueError(f"column must be at least 1, got {column}")
    return _column(shape, conjugate(shape), column - 1)


def path_powers(profile: Sequence[int], cpp: Sequence[Partition]) -> Powers:
    """Return the Macdonald weight as powers, read off the paths: columns at peaks over columns at valleys.

    Raises
    ------
    TypeError, ValueError
        As :func:`validate <lib.combinatorics.cylindric_partitions.validate>`.

    Examples
    --------
    >>> sorted(path_powers((1, 0), ((), (1,), ())).items())
    [((0, 0), 1)]
    """
    powers: Powers = Counter()
    for path in lattice_paths(profile, cpp):
        for vertex in path.peaks:
            powers.update(column_powers(cpp[vertex], path.column))
        for vertex in path.valleys:
            powers.subtract(column_powers(cpp[vertex], path.column))
    return _tidy(powers)


def macdonald_weight_paths(profile: Sequence[int], cpp: Sequence[Partition], q: Any, t: Any) -> Any:
    r"""Return :math:`W_c(q,t)` from the peaks and valleys of the lattice paths.

    Raises
    ------
    TypeError, ValueError
        As :func:`macdonald_weight`.

    Examples
    --------
    >>> import sympy
    >>> q, t = sympy.symbols("q t")
    >>> macdonald_weight_paths((1, 0, 1, 0), ((2,), (3, 1), (1,), (4, 1), (2,)), q, t)
    (1 - t)**4*(-q**2*t**2 + 1)*(-q**3*t**2 + 1)/((1 - q)**4*(-q**3*t + 1)*(-q**4*t + 1))
    """
    return evaluate_powers(path_powers(profile, cpp), q, t)


def square_coefficients(order: int, q: Any, t: Any) -> list[Any]:
    r"""Return :math:`g_m=\frac{(t;q)_m}{(q;q)_m}` for m = 0 to order, the weight of a label m on a square.

    Raises
    ------
    TypeError
        If q or t is a float.
    ValueError
        If the order is negative or q is a root of unity of order at most ``order``.

    Examples
    --------
    >>> square_coefficients(2, Fraction(1, 3), Fraction(2, 5))
    [Fraction(1, 1), Fraction(9, 10), Fraction(351, 400)]
    """
    if order < 0:
        raise ValueError(f"order must be at least 0, got {order}")
    q, t = _exact("q", q), _exact("t", t)
    found = [q**0]
    for m in range(1, order + 1):
        below = 1 - q**m
        if below == 0:
            raise ValueError(f"q must not be a root of unity, got q = {q} with q^{m} = 1")
        found.append(found[-1] * (1 - t * q ** (m - 1)) / below)
    return found


def qt_borodin_series(profile: Sequence[int], order: int, q: Any, t: Any, boundary: str = "any") -> list[Any]:
    r"""Return the coefficients of the (q,t) product.

    .. math:: \prod_{n\ge1}\frac1{1-z^{nT}}\prod_{\text{faces}}\frac{(tz^h;q)_\infty}{(z^h;q)_\infty}

    Parameters
    ----------
    profile
        Letters 0 and 1.
    order
        The last power of z.
    q, t
        As in :func:`evaluate_powers`.
    boundary
        As in :func:`borodin_series <lib.combinatorics.cylindric_partitions.borodin_series>`.

    Raises
    ------
    TypeError, ValueError
        If the profile, the order or the boundary is bad, or q is a root of unity of order at most ``order``.

    Notes
    -----
    For each face of hook h, ``order^2 / 2h`` multiplications in the field of the coefficients.  Sums of sympy
    expressions are brought to one fraction by ``sympy.cancel``; elements of ``sympy.polys.fields`` are much faster.

    Examples
    --------
    >>> [str(value) for value in qt_borodin_series((1, 0), 3, Fraction(1, 3), Fraction(2, 5))]
    ['1', '9/10', '751/400', '10683/4000']
    """
    word: Profile = check_profile(profile)
    face_hooks, gamma_hooks = product_hooks(word, order, boundary)
    weights = square_coefficients(order, q, t)
    one = weights[0]
    series = [one, *[one * 0] * order]
    for hook in face_hooks:
        series = [
            sum((weights[m] * series[n - m * hook] for m in range(n // hook + 1)), one * 0) for n in range(order + 1)
        ]
    for step in gamma_hooks:
        for n in range(step, order + 1):
            series[n] = series[n] + series[n - step]
    return [_cancelled(value) for value in series]


def _cancelled(value: Any) -> Any:
    import sympy

    return sympy.cancel(value) if isinstance(value, sympy.Expr) else value


def qt_weight_sums(
    profile: Sequence[int], cpps: Iterable[Sequence[Partition]], order: int, q: Any, t: Any
) -> list[Any]:
    """Return, for each weight up to an order, the sum of the Macdonald weights of the given objects.

    Parameters
    ----------
    profile
        Letters 0 and 1.
    cpps
        Cylindric plane partitions; those of larger weight are left out.
    order
        The largest weight.
    q, t
        As in :func:`evaluate_powers`.

    Raises
    ------
    TypeError, ValueError
        As :func:`macdonald_weight`; ``ValueError`` also if the order is negative.

    Notes
    -----
    Objects with the same powers are evaluated once.

    Examples
    --------
    >>> qt_weight_sums((1, 0), [((), (1,), ()), ((1,), (1,), (1,))], 2, Fraction(1, 3), Fraction(2, 5))
    [Fraction(0, 1), Fraction(9, 10), Fraction(1, 1)]
    """
    if order < 0:
        raise ValueError(f"order must be at least 0, got {order}")
    groups: list[Counter[tuple[tuple[tuple[int, int], int], ...]]] = [Counter() for _ in range(order + 1)]
    for cpp in cpps:
        size = sum(map(sum, cpp[1:]))
        if size <= order:
            groups[size][tuple(sorted(weight_powers(profile, cpp).items()))] += 1
    zero = _exact("q", q) * 0
    sums = [
        sum((count * evaluate_powers(Counter(dict(key)), q, t) for key, count in group.items()), zero)
        for group in groups
    ]
    return [_cancelled(value) for value in sums]
