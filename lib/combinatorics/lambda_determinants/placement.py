"""Where the coefficients may hang: corners of the minor, the flatness condition, and the change of variables behind it."""

from __future__ import annotations

import numbers
import random
from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any, Literal, get_args

from sympy import QQ
from sympy.polys.fields import FracElement, field
from sympy.polys.rings import PolyElement

from lib.combinatorics.lambda_determinants.arithmetic import Parameters, coefficients, exact
from lib.combinatorics.lambda_determinants.condensation import HeightParameters, recurrence
from lib.combinatorics.lambda_determinants.matrices import check_size

Corner = Literal["NW", "NE", "SW", "SE"]
CORNERS: tuple[Corner, ...] = get_args(Corner)


def check_corner(corner: str, name: str) -> None:
    """Refuse anything but NW, NE, SW, SE.

    Raises
    ------
    ValueError
        If it is something else.

    Examples
    --------
    >>> check_corner("NW", "lam_corner")
    """
    if corner not in CORNERS:
        raise ValueError(f"{name} must be one of {CORNERS}, got {corner!r}")


def at_corner(values: Callable[[int, int], Any], corner: Corner) -> HeightParameters:
    """Hang a two-index family on one corner of the new minor, which has rows i..i+k and columns j..j+k.

    Raises
    ------
    ValueError
        If there is no such corner.

    Examples
    --------
    >>> at_corner(lambda i, j: (i, j), "NE")(2, 1, 1)
    (1, 3)
    """
    check_corner(corner, "corner")
    down, right = corner[0] == "S", corner[1] == "E"
    return lambda k, i, j: values(i + k * down, j + k * right)


def is_laurent(expression: Any) -> bool:
    """Return whether a rational function is a Laurent polynomial: over one monomial, in lowest terms.

    Parameters
    ----------
    expression
        A rational number, a rational function of symbols, or an element of one of sympy's rings or fields.

    Raises
    ------
    TypeError
        If it is none of these.

    Notes
    -----
    sympy's fields cancel common factors, so the denominator decides.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, y = symbols("x y")
    >>> is_laurent((x + y) / (x * y)), is_laurent(1 / (x + y)), is_laurent((x**2 - y**2) / (x + y))
    (True, False, True)
    """
    value = exact(expression, "expression")
    if isinstance(value, Fraction | PolyElement):
        return True
    if not isinstance(value, FracElement):
        value = field(sorted(value.free_symbols, key=str), QQ)[0].from_expr(value)
    return len(value.denom) == 1


def placed_apex(lam_corner: Corner, mu_corner: Corner, n: int = 4) -> FracElement:
    """Return x[n] with a symbol for every entry of x[1] and every parameter, parameters hung on the given corners.

    Parameters
    ----------
    lam_corner, mu_corner
        Corners of the new minor.
    n
        The size, at least 1; x[0] is all ones.

    Raises
    ------
    ValueError, TypeError
        If a corner or the size is not allowed.

    Notes
    -----
    64 terms for n = 4 and a good placement, about a second.

    Examples
    --------
    >>> apex = placed_apex("NW", "NE", 3)
    >>> len(apex.numer), len(apex.denom)
    (8, 1)
    """
    check_size(n)
    cells = [(i, j) for i in range(1, n + 1) for j in range(1, n + 1)]
    names = [f"{kind}{i}{j}" for kind in "xlm" for i, j in cells]
    K, *symbols = field(names, QQ)
    x, lam, mu = (dict(zip(cells, symbols[s : s + n * n], strict=True)) for s in (0, n * n, 2 * n * n))
    first = [[x[i, j] for j in range(1, n + 1)] for i in range(1, n + 1)]
    zeroth = [[K.one] * (n + 1) for _ in range(n + 1)]
    layers = recurrence(
        zeroth,
        first,
        at_corner(lambda i, j: lam[i, j], lam_corner),
        at_corner(lambda i, j: mu[i, j], mu_corner),
    )
    return layers[n][0][0]


def fails_laurent(lam: HeightParameters, mu: HeightParameters, n: int = 4, seed: int = 0) -> bool:
    """Look for a proof that the recurrence with these numerical coefficients is not Laurent at size n.

    Parameters
    ----------
    lam, mu
        Coefficients as functions of height k, row i and column j, with rational values.
    n
        The size.
    seed
        Of the numbers put in for the entries.

    Returns
    -------
    bool
        True is a proof: every entry of x[1] but one is a number, and x[n] has a denominator in the remaining variable
        that is not a power of it.  False proves nothing.

    Raises
    ------
    ValueError, TypeError
        If n is not a positive integer, or a coefficient is not a rational number: a float would make the proof one of
        other coefficients.

    Notes
    -----
    n^3/3 operations on rational functions of one variable: milliseconds where the full symbolic test takes a second.

    Examples
    --------
    >>> rng = random.Random(1)
    >>> numbers = [[rng.randint(1, 99) for _ in range(5)] for _ in range(5)]
    >>> lam, mu = lambda i, j: numbers[i][j], lambda i, j: numbers[j][i] + 100
    >>> fails_laurent(at_corner(lam, "NW"), at_corner(mu, "NE")), fails_laurent(at_corner(lam, "NE"), at_corner(mu, "NW"))
    (False, True)
    """
    check_size(n)
    rng = random.Random(seed)
    K, t = field("t", QQ)
    first = [[K(rng.randint(1, 999)) for _ in range(n)] for _ in range(n)]
    if n > 2:
        first[1][1] = t
    zeroth = [[K.one] * (n + 1) for _ in range(n + 1)]

    def number(family: HeightParameters) -> HeightParameters:
        return lambda k, i, j: K(QQ(*_rational(family(k, i, j)).as_integer_ratio()))

    apex = recurrence(zeroth, first, number(lam), number(mu))[n][0][0]
    return not is_laurent(apex)


def _rational(value: Any) -> Fraction:
    found = exact(value, "a coefficient")
    if not isinstance(found, Fraction):
        raise TypeError(f"a coefficient must be a rational number here, got {value!r}")
    return found


def curvature(lam: HeightParameters, mu: HeightParameters, k: int, i: int, j: int) -> Any:
    r"""Return the obstruction to the Laurent phenomenon around the entry (i + 1, j + 1) of layer k.

    Parameters
    ----------
    lam, mu
        Coefficients as functions of height, row and column, without zeros.
    k
        The height of the divisor, at least 2.
    i, j
        The new minor begins in row i and column j.

    Returns
    -------
    Any
        The quotient that is 1 exactly when x[k+2](i, j) is a Laurent polynomial in the layers k - 2 and k - 1.

    Raises
    ------
    ValueError, TypeError
        If k is not an integer of at least 2, or a numerical coefficient is not exact.

    Notes
    -----
    It is lam[k+1](i,j) lam[k-1](i+1,j+1) mu[k](i,j+1) mu[k](i+1,j) over mu[k+1](i,j) mu[k-1](i+1,j+1) lam[k](i,j)
    lam[k](i+1,j+1).

    Examples
    --------
    >>> from sympy import IndexedBase
    >>> l, m = IndexedBase("l"), IndexedBase("m")
    >>> lam, mu = at_corner(lambda i, j: l[i, j], "NW"), at_corner(lambda i, j: m[i, j], "NE")
    >>> curvature(lam, mu, 2, 1, 1)
    1
    >>> curvature(at_corner(lambda i, j: l[i, j], "NE"), mu, 2, 1, 1)
    l[1, 4]*l[2, 3]/(l[1, 3]*l[2, 4])
    """
    check_size(k, 2, "k")

    def number(value: Any) -> Any:
        # numpy's integers would overflow, and their quotient is a float
        return exact(value, "a coefficient") if isinstance(value, numbers.Number) else value

    above = prod(map(number, (lam(k + 1, i, j), lam(k - 1, i + 1, j + 1), mu(k, i, j + 1), mu(k, i + 1, j))))
    below = prod(map(number, (mu(k + 1, i, j), mu(k - 1, i + 1, j + 1), lam(k, i, j), lam(k, i + 1, j + 1))))
    return above / below


def gauge(n: int, lam: Parameters, mu: Parameters = 1) -> Callable[[int, int, int], Any]:
    """Return the factors g with x[k](i, j) = g(k, i, j) y[k](i, j), where y obeys the recurrence without coefficients.

    Parameters
    ----------
    n
        The size.
    lam, mu
        Parameters of the two-index determinant.

    Returns
    -------
    Callable
        g(k, i, j) is the product of lam over cells strictly above and to the left of (i, j), and of mu over cells
        (a, b) with a < i and b >= j + k.  At the apex g(n, 1, 1) = 1.

    Raises
    ------
    ValueError, TypeError
        If the size or a parameter is not allowed.  The function raises ValueError for a place outside the layer.

    Notes
    -----
    O(n^2) factors each.

    Examples
    --------
    >>> g = gauge(3, lambda i, j: 10 * i + j, 2)
    >>> str(g(1, 2, 2)), str(g(3, 1, 1))
    ('22', '1')
    """
    check_size(n)
    given = coefficients(n, lam, mu)

    def factor(k: int, i: int, j: int) -> Any:
        if not (0 <= k <= n and 1 <= i <= n + 1 - k and 1 <= j <= n + 1 - k):
            raise ValueError(f"no entry ({i}, {j}) in layer {k}")
        left = [given.lam[a, b] for a in range(1, i) for b in range(1, j) if (a, b) in given.lam]
        right = [given.mu[a, b] for a in range(1, i) for b in range(j + k, n + 1) if (a, b) in given.mu]
        return prod([*left, *right], start=Fraction(1))

    return factor
