"""Both sides of the (q,t) identity: the product, and the sum of Macdonald weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from lib.combinatorics.cylindric_partitions.cylindric import Profile, check_profile, product_hooks
from lib.combinatorics.cylindric_partitions.macdonald import evaluate_powers, exact, weight_powers
from lib.exact import Partition


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
    >>> from fractions import Fraction
    >>> square_coefficients(2, Fraction(1, 3), Fraction(2, 5))
    [Fraction(1, 1), Fraction(9, 10), Fraction(351, 400)]
    """
    if order < 0:
        raise ValueError(f"order must be at least 0, got {order}")
    q, t = exact("q", q), exact("t", t)
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
    >>> from fractions import Fraction
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
    >>> from fractions import Fraction
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
    zero = exact("q", q) * 0
    sums = [
        sum((count * evaluate_powers(Counter(dict(key)), q, t) for key, count in group.items()), zero)
        for group in groups
    ]
    return [_cancelled(value) for value in sums]
